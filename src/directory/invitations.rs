//! Invitations to an account, by mailed links.

use serde::Deserialize;

use super::Directory;
use super::caller::{is_active, is_owner};
use super::members::{DECIDERS_CHANGE, exists, owner_needed};
use super::money::principal::{IS_DECIDER, is_strict, may_decide, person_needed};
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject};
use super::sessions::{NewSession, insert_session};
use crate::credential::KeyHash;
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, InvitationId, KeyId, MemberId, PodId};
use crate::platform::{JsonText, values};
use crate::time::Timestamp;
use crate::wire::{Role, to_json};

/// Open invitations of an account.
const MAX_INVITATIONS: u32 = 100;
/// Invitations in a day, to one address and of one account.
const MAX_EMAILS_OF_ADDRESS: u32 = 5;
const MAX_EMAILS_OF_ACCOUNT: u32 = 100;

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
    /// The keyed hash of the address.
    pub pseudonym: &'a str,
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
    is_member: i64,
    no_pod: i64,
}

const COLUMNS: &str = "id, account_id, email, role, pods, invited_by, created_at, expires_at";
const DELETE_EXPIRED: &str = "DELETE FROM invitation WHERE expires_at <= ?1";

/// Selects [`Obstacles`] of an invitation with the values of [`INSERT_INVITATION`].
fn select_obstacles() -> String {
    format!(
        "SELECT NOT {} AS unauthorized, ?5 = 'owner' AND NOT {} AS needs_owner,
           ?5 IN ('owner', 'admin') AND NOT {} AS needs_person,
           EXISTS (SELECT 1 FROM member WHERE account_id = ?1 AND email = ?4) AS is_member,
           (SELECT count(*) FROM invitation WHERE account_id = ?1 AND email <> ?4) >= {MAX_INVITATIONS} AS is_full,
           EXISTS (SELECT 1 FROM json_each(?6) AS named WHERE NOT EXISTS (
             SELECT 1 FROM pod WHERE pod.id = named.value AND pod.account_id = ?1 AND NOT condemned)) AS no_pod",
        is_active("?2", "?3"),
        is_owner("?1", "?2", "?3"),
        may_decide("?1", "?2"),
    )
}

/// A second invitation to an address replaces the first, whose link ends.
const INSERT_INVITATION: &str = "
    INSERT INTO invitation (account_id, created_at, email, role, pods, id, hash, invited_by, expires_at)
    SELECT ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM obstacles
    WHERE NOT (unauthorized OR needs_owner OR needs_person OR is_member OR is_full OR no_pod)
    ON CONFLICT (account_id, email) DO UPDATE SET role = excluded.role, pods = excluded.pods, id = excluded.id,
      hash = excluded.hash, invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
    RETURNING";

/// As SQL: the link `?1` of the row `invitation` works at the time `?2`. The key or the person who sent it still works, and may still do
/// what the invitation does.
fn is_valid() -> String {
    format!(
        "hash = ?1 AND invitation.expires_at > ?2
         AND (EXISTS (SELECT 1 FROM api_key AS k WHERE k.id = invited_by AND k.pod_id = invitation.account_id
             AND k.status = 'active' AND k.expires_at > ?2)
           OR EXISTS (SELECT 1 FROM member AS m WHERE m.id = invited_by AND m.account_id = invitation.account_id AND m.active
             AND (m.role = 'owner' OR m.role = 'admin' AND invitation.role <> 'owner')))
         AND (invitation.role NOT IN ('owner', 'admin') OR NOT {}
           OR EXISTS (SELECT 1 FROM member AS person WHERE person.id = invited_by AND {IS_DECIDER}))",
        is_strict("invitation.account_id")
    )
}

impl Obstacles {
    fn refusal(&self) -> Error {
        if self.unauthorized == 1 {
            Error::unauthorized()
        } else if self.needs_owner == 1 {
            owner_needed()
        } else if self.needs_person == 1 {
            person_needed(DECIDERS_CHANGE)
        } else if self.is_member == 1 {
            exists()
        } else if self.no_pod == 1 {
            Error::not_found("environment")
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
            RateLimitCheck { action, subject: Subject::Email(new.pseudonym), allowed: MAX_EMAILS_OF_ADDRESS },
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
        ];
        let obstacles = select_obstacles();
        let insert = format!("WITH obstacles AS ({obstacles}) {INSERT_INVITATION} {COLUMNS}");
        let (done, (obstacles, inserted)) = self
            .check_rate_limits(checks, new.now, |batch| {
                batch.run(DELETE_EXPIRED, &values![new.now])?;
                let obstacles = batch.add::<Obstacles>(&obstacles, &values[..6])?;
                Ok((obstacles, batch.add::<Invitation>(&insert, &values)?))
            })
            .await?;
        match (done.row(inserted)?, done.row(obstacles)?) {
            (Some(invitation), _) => Ok(invitation),
            (None, Some(obstacles)) => Err(obstacles.refusal()),
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

    /// Ends an open invitation of an account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn revoke_invitation(&self, account: &AccountId, id: &str) -> Result<()> {
        const DELETE_INVITATION: &str = "DELETE FROM invitation WHERE id = ?1 AND account_id = ?2 RETURNING id";
        match self.db.exists(DELETE_INVITATION, &values![id, account.as_str()]).await? {
            true => Ok(()),
            false => Err(Error::not_found("open invitation")),
        }
    }

    /// The invitation of a link, if the link works.
    pub async fn linked_invitation(&self, link: &KeyHash, now: Timestamp) -> Result<Option<Invitation>> {
        let select = format!("SELECT {COLUMNS} FROM invitation WHERE {}", is_valid());
        self.db.row(&select, &values![link.as_str(), now]).await
    }

    /// Accepts an invitation: makes the member, assigns the pods and starts a session. Returns whether the link still worked: of several
    /// uses at once, one succeeds.
    pub async fn accept_invitation(&self, link: &KeyHash, member: &MemberId, session: &NewSession<'_>) -> Result<bool> {
        const ASSIGN_PODS: &str = "
            INSERT INTO pod_member (pod_id, member_id, created_at)
            SELECT p.id, m.id, ?2 FROM invitation, json_each(invitation.pods) AS named
              JOIN pod p ON p.id = named.value AND p.account_id = invitation.account_id AND NOT p.condemned
              JOIN member m ON m.id = ?3
            WHERE invitation.hash = ?1 ON CONFLICT DO NOTHING";
        const DELETE_INVITATION: &str = "DELETE FROM invitation WHERE hash = ?1";
        let insert = format!(
            "INSERT INTO member (id, account_id, email, role, verified_at, created_at)
             SELECT ?3, account_id, email, role, ?2, ?2 FROM invitation WHERE {} ON CONFLICT DO NOTHING",
            is_valid()
        );
        let values = values![link.as_str(), session.now, member.as_str()];
        let mut batch = self.db.batch();
        batch.run(&insert, &values)?;
        batch.run(ASSIGN_PODS, &values)?;
        let started = insert_session(&mut batch, session, "?6", &values[2..])?;
        batch.run(DELETE_INVITATION, &values[..1])?;
        batch.commit().await?.exists(started)
    }
}
