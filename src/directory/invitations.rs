//! Invitations to an account, by mailed links.

use serde::Deserialize;

use super::Directory;
use super::caller::{is_active, is_owner};
use super::members::{
    DECIDERS_CHANGE, IS_CROWDED, MAX_MEMBERS, Missing, exists, own_mailbox, owner_needed, select_missing,
};
use super::money::principal::{is_decider, is_own_mailbox, is_strict, may_decide, person_needed};
use super::pod_directory::{no_email_left, take_email_if};
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject};
use super::sessions::{NewSession, insert_session};
use crate::credential::KeyHash;
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, InvitationId, KeyId, MemberId, PodId};
use crate::limits::Limits;
use crate::platform::{JsonText, values};
use crate::time::{HOUR, Timestamp};
use crate::wire::{Role, to_json};

/// Open invitations of an account.
const MAX_INVITATIONS: u32 = 100;
/// Invitations in a day: to one address, by one account and by all accounts; and of one account, in all and while none of its owners has
/// signed in. Anybody can make an account.
const MAX_EMAILS_OF_ACCOUNT_TO_ADDRESS: u32 = 5;
const MAX_EMAILS_TO_ADDRESS: u32 = 20;
const MAX_EMAILS_OF_ACCOUNT: u32 = 100;
const MAX_EMAILS_OF_UNVERIFIED: u32 = 10;

/// An invitation that is not yet accepted.
#[derive(Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub account_id: AccountId,
    pub email: String,
    pub role: Role,
    /// The pods that the person will be assigned to.
    pub pods: JsonText<Vec<PodId>>,
    pub invited_by: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// An invitation to be made.
pub struct NewInvitation<'a> {
    pub id: &'a InvitationId,
    pub link: &'a KeyHash,
    pub account: &'a AccountId,
    /// The caller's key or session.
    pub caller: &'a KeyId,
    /// The caller's key or, if it is a person, the member.
    pub invited_by: &'a str,
    pub email: &'a Email,
    /// The keyed hash of the address without a tag, and the same for the account alone.
    pub pseudonym: &'a str,
    pub pseudonym_of_account: &'a str,
    /// The limits of the account's tier: an invitation is one of its emails.
    pub limits: &'a Limits,
    pub role: Role,
    pub pods: &'a [PodId],
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// What prevents an invitation: 1 for each reason. If it is none of these, there are too many open ones.
#[derive(Deserialize)]
struct Obstacles {
    unauthorized: i64,
    needs_owner: i64,
    needs_person: i64,
    own_mailbox: i64,
    is_member: i64,
    is_crowded: i64,
    no_pod: i64,
    is_unverified: i64,
    no_email: i64,
}

/// Ends the open invitations of the account `?1` to its own people: whoever was added otherwise must not come back by one.
pub(super) const DELETE_ANSWERED: &str = "
    DELETE FROM invitation WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM member WHERE member.account_id = ?1 AND member.email = invitation.email)";

const COLUMNS: &str = "id, account_id, email, role, pods, invited_by, created_at, expires_at";
const DELETE_EXPIRED: &str = "DELETE FROM invitation WHERE expires_at <= ?1";

/// Selects [`Obstacles`] of an invitation with the values of [`INSERT_INVITATION`]. It also replaces one: the caller needs what both need.
fn select_obstacles() -> String {
    const REPLACED: &str = "
        coalesce((SELECT role FROM invitation WHERE account_id = ?1 AND email = ?4 AND expires_at > ?3), ?5)";
    format!(
        "SELECT NOT {} AS unauthorized, 'owner' IN (?5, {REPLACED}) AND NOT {} AS needs_owner,
           ('owner' IN (?5, {REPLACED}) OR 'admin' IN (?5, {REPLACED})) AND NOT {} AS needs_person,
           {} AS own_mailbox,
           EXISTS (SELECT 1 FROM member WHERE account_id = ?1 AND email = ?4) AS is_member, {IS_CROWDED} AS is_crowded,
           NOT EXISTS (SELECT 1 FROM member WHERE account_id = ?1 AND role = 'owner' AND verified_at IS NOT NULL)
             AND coalesce((SELECT count FROM knock WHERE who = ?1 AND door = 'invite' AND span = ?11), 0)
               >= {MAX_EMAILS_OF_UNVERIFIED} AS is_unverified,
           {} AS no_email,
           (SELECT count(*) FROM invitation WHERE account_id = ?1 AND email <> ?4) >= {MAX_INVITATIONS} AS is_full,
           EXISTS (SELECT 1 FROM json_each(?6) AS named WHERE NOT EXISTS (
             SELECT 1 FROM pod WHERE pod.id = named.value AND pod.account_id = ?1 AND NOT condemned)) AS no_pod",
        is_active("?2", "?3"),
        is_owner("?1", "?2", "?3"),
        may_decide("?1", "?2"),
        is_own_mailbox("?1", "?4"),
        no_email_left(["?1", "?11", "?12", "?13", "?14"]),
    )
}

/// A second invitation to an address replaces the first, whose link ends.
const INSERT_INVITATION: &str = "
    INSERT INTO invitation (account_id, created_at, email, role, pods, id, hash, invited_by, expires_at)
    SELECT ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM obstacles
    WHERE NOT (unauthorized OR needs_owner OR needs_person OR own_mailbox OR is_member OR is_crowded OR is_full OR no_pod
      OR is_unverified OR no_email)
    ON CONFLICT (account_id, email) DO UPDATE SET role = excluded.role, pods = excluded.pods, id = excluded.id,
      hash = excluded.hash, invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
    RETURNING";

/// As SQL: the row `invitation` can be accepted at a time. The key or the person who sent it still works, and may still do what the
/// invitation does.
pub(super) fn is_valid(now: &str) -> String {
    format!(
        "invitation.expires_at > {now}
         AND (EXISTS (SELECT 1 FROM api_key AS k WHERE k.id = invited_by AND k.pod_id = invitation.account_id
             AND k.status = 'active' AND k.expires_at > {now})
           OR EXISTS (SELECT 1 FROM member AS m WHERE m.id = invited_by AND m.account_id = invitation.account_id AND m.active
             AND (m.role = 'owner' OR m.role = 'admin' AND invitation.role <> 'owner')))
         AND (invitation.role NOT IN ('owner', 'admin') OR NOT {}
           OR EXISTS (SELECT 1 FROM member AS person WHERE person.id = invited_by AND {}))
         AND NOT {}",
        is_strict("invitation.account_id"),
        is_decider("person"),
        is_own_mailbox("invitation.account_id", "invitation.email"),
    )
}

impl Obstacles {
    fn refusal(&self, limits: &Limits) -> Error {
        if self.unauthorized == 1 {
            Error::unauthorized()
        } else if self.needs_owner == 1 {
            owner_needed()
        } else if self.needs_person == 1 {
            person_needed(DECIDERS_CHANGE)
        } else if self.own_mailbox == 1 {
            own_mailbox(Code::InvalidEmail)
        } else if self.is_member == 1 {
            exists()
        } else if self.no_pod == 1 {
            Error::not_found("environment")
        } else if self.is_crowded == 1 {
            Error::new(Code::RateLimited, format!("An account can have {MAX_MEMBERS} people."))
                .fix("Remove one: DELETE /v1/members/{id}.")
        } else if self.is_unverified == 1 {
            let allowed = MAX_EMAILS_OF_UNVERIFIED;
            let message = format!("An account whose owners have never signed in can invite {allowed} people a day.");
            Error::new(Code::RateLimited, message).fix("Sign in once as an owner: POST /v1/auth/login.")
        } else if self.no_email == 1 {
            let (hour, day) = (limits.emails_per_hour, limits.emails_per_day);
            let message = format!("Your account may send {hour} emails an hour and {day} a day, with invitations.");
            Error::new(Code::RateLimited, message)
                .fix("Wait for the next hour, or for midnight UTC if the day's emails are used up.")
        } else {
            let message = format!("An account can have {MAX_INVITATIONS} open invitations.");
            Error::new(Code::RateLimited, message).fix("Revoke one: DELETE /v1/invitations/{id}.")
        }
    }
}

impl Directory {
    /// Makes an invitation.
    ///
    /// # Errors
    /// `rate_limited`, `unauthorized`, `forbidden`, `self_approval_forbidden`, `member_exists`, `not_found`: of a pod.
    pub async fn add_invitation(&self, new: &NewInvitation<'_>) -> Result<Invitation> {
        let action = LimitedAction::Invite;
        let checks = [
            RateLimitCheck {
                action,
                subject: Subject::Email(new.pseudonym_of_account),
                allowed: MAX_EMAILS_OF_ACCOUNT_TO_ADDRESS,
            },
            RateLimitCheck { action, subject: Subject::Email(new.pseudonym), allowed: MAX_EMAILS_TO_ADDRESS },
            RateLimitCheck { action, subject: Subject::Account(new.account.as_str()), allowed: MAX_EMAILS_OF_ACCOUNT },
        ];
        let (role, pods) = (<&str>::from(new.role), to_json(new.pods)?);
        let values = values![
            new.account.as_str(),
            new.caller.as_str(),
            new.now,
            new.email.as_str(),
            role,
            &pods,
            new.id.as_str(),
            new.link.as_str(),
            new.invited_by,
            new.expires_at,
            new.now.day(),
            new.now.millis().div_euclid(HOUR),
            new.limits.emails_per_day,
            new.limits.emails_per_hour,
        ];
        let made = values![new.id.as_str()];
        let obstacles = select_obstacles();
        let insert = format!("WITH obstacles AS ({obstacles}) {INSERT_INVITATION} {COLUMNS}");
        let (done, (obstacles, inserted)) = self
            .count_if_made(&checks, ("EXISTS (SELECT 1 FROM invitation WHERE id = ?7)", &made), new.now, |batch| {
                batch.run(DELETE_EXPIRED, &values![new.now])?;
                let obstacles = batch.add::<Obstacles>(&obstacles, &values)?;
                let inserted = batch.add::<Invitation>(&insert, &values)?;
                let is_made = ("EXISTS (SELECT 1 FROM invitation WHERE id = ?6)", &made[..]);
                take_email_if(batch, &new.account.home_pod(), is_made, new.now, new.limits)?;
                Ok((obstacles, inserted))
            })
            .await?;
        match (done.row(inserted)?, done.row(obstacles)?) {
            (Some(invitation), _) => Ok(invitation),
            (None, Some(obstacles)) => Err(obstacles.refusal(new.limits)),
            (None, None) => Err(Error::internal("a condition gave no row")),
        }
    }

    /// The open invitations of an account, oldest first.
    pub async fn invitations(&self, account: &AccountId, now: Timestamp) -> Result<Vec<Invitation>> {
        let select = format!(
            "SELECT {COLUMNS} FROM invitation WHERE account_id = ?1 AND expires_at > ?2 ORDER BY created_at, id"
        );
        self.db.rows(&select, &values![account.as_str(), now]).await
    }

    /// Ends an open invitation of an account. Needs what inviting the person needs.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`, `forbidden`, `self_approval_forbidden`.
    pub async fn revoke_invitation(&self, account: &AccountId, id: &str, caller: &KeyId, now: Timestamp) -> Result<()> {
        const DELETE_INVITATION: &str = "
            DELETE FROM invitation WHERE id = ?2 AND account_id = ?1
              AND EXISTS (SELECT 1 FROM missing WHERE NOT (unauthorized OR needs_owner OR needs_person)) RETURNING id";
        let missing = format!("SELECT {} FROM invitation WHERE id = ?2 AND account_id = ?1", select_missing("role"));
        let values = values![account.as_str(), id, caller.as_str(), now];
        let mut batch = self.db.batch();
        let found = batch.add::<Missing>(&missing, &values)?;
        let deleted = batch.add(&format!("WITH missing AS ({missing}) {DELETE_INVITATION}"), &values)?;
        let done = batch.commit().await?;
        match (done.exists(deleted)?, done.row(found)?) {
            (true, _) => Ok(()),
            (false, Some(missing)) => Err(missing.refusal()),
            (false, None) => Err(Error::not_found("open invitation")),
        }
    }

    /// The invitation of a link, if the link works.
    pub async fn linked_invitation(&self, link: &KeyHash, now: Timestamp) -> Result<Option<Invitation>> {
        let select = format!("SELECT {COLUMNS} FROM invitation WHERE hash = ?1 AND {}", is_valid("?2"));
        self.db.row(&select, &values![link.as_str(), now]).await
    }

    /// Accepts an invitation: makes the member, assigns the pods and starts a session. Returns the member if the link still worked: of
    /// several uses at once, one succeeds.
    pub async fn accept_invitation(
        &self,
        link: &KeyHash,
        member: &MemberId,
        session: &NewSession<'_>,
    ) -> Result<Option<MemberId>> {
        const ASSIGN_PODS: &str = "
            INSERT INTO pod_member (pod_id, member_id, created_at)
            SELECT p.id, m.id, ?2 FROM invitation, json_each(invitation.pods) AS named
              JOIN pod p ON p.id = named.value AND p.account_id = invitation.account_id AND NOT p.condemned
              JOIN member m ON m.id = ?3
            WHERE invitation.hash = ?1 ON CONFLICT DO NOTHING";
        const DELETE_INVITATION: &str = "
            DELETE FROM invitation WHERE hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE id = ?2)";
        let insert = format!(
            "INSERT INTO member (id, account_id, email, role, verified_at, created_at)
             SELECT ?3, account_id, email, role, ?2, ?2 FROM invitation WHERE hash = ?1 AND {}
               AND NOT {} ON CONFLICT DO NOTHING",
            is_valid("?2"),
            IS_CROWDED.replace("?1", "invitation.account_id")
        );
        let values = values![link.as_str(), session.now, member.as_str()];
        let mut batch = self.db.batch();
        batch.run(&insert, &values)?;
        batch.run(ASSIGN_PODS, &values)?;
        let started = insert_session(&mut batch, session, "?7", &values[2..])?;
        batch.run(DELETE_INVITATION, &values![link.as_str(), session.id.as_str()])?;
        batch.commit().await?.value(started)
    }
}
