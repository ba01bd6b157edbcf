//! Signing in: links that are sent by email, and the sessions that they start.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use super::pod_sessions::{PodSessions, end_sessions};
use super::rate_limits::{LimitedAction, RateLimitSubjects, from_networks};
use crate::credential::{Credential, KeyHash};
use crate::email::Email;
use crate::error::Result;
use crate::id::{AccountId, MemberId, SessionId};
use crate::platform::{Batch, Handle, Value, values};
use crate::time::Timestamp;
use crate::wire::Role;

/// Accounts that one email lists.
const MAX_ACCOUNTS: u32 = 10;

/// Sign-in emails to one address in an hour.
const MAX_EMAILS_PER_HOUR: u32 = 5;

/// An account that a link can sign in to.
#[derive(Deserialize)]
pub struct SignInChoice {
    pub account_id: AccountId,
    name: String,
    /// 1: somebody has signed in with a link that was sent to the address. Any account can name any address.
    verified: i64,
}

impl SignInChoice {
    /// How it is shown to the reader of the link: without its name if a stranger could have chosen that.
    pub fn shown_name(&self) -> String {
        let Self { account_id, name, verified } = self;
        if *verified == 1 { format!("{name} ({account_id})") } else { account_id.to_string() }
    }
}

/// A signed-in person.
#[derive(Serialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    pub member_id: MemberId,
    /// The person's email address.
    #[schema(example = "ann@people.example")]
    pub email: String,
    pub role: Role,
    /// When the person signed in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the session ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct SessionRow {
    id: SessionId,
    member_id: MemberId,
    email: String,
    role: Role,
    created_at: i64,
    expires_at: i64,
}

/// A session to start.
pub struct NewSession<'a> {
    pub id: &'a SessionId,
    pub credential: &'a Credential,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// Verified memberships come first: anybody can make accounts that name the address.
const IN_ORDER: &str = "ORDER BY (m.verified_at IS NULL), m.created_at DESC, m.id";
const DELETE_EXPIRED_LINKS: &str = "DELETE FROM sign_in_choice WHERE expires_at <= ?1";
const INSERT_NOBODY: &str = "
    INSERT INTO sign_in_choice (hash, expires_at) SELECT ?1, ?2
    WHERE NOT EXISTS (SELECT 1 FROM sign_in_choice WHERE hash = ?1)";
const DELETE_LINK: &str = "
    DELETE FROM sign_in_choice WHERE hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE id = ?2)";
const INSERT_SESSION: &str = "
    INSERT INTO session (id, hash, account_id, member_id, created_at, expires_at, key_number)
    SELECT ?1, ?2, m.account_id, m.id, ?3, ?4, ?5 FROM member AS m WHERE m.active AND m.id =";
/// A trigger verifies the account, too.
const VERIFY_MEMBER: &str = "
    UPDATE member SET verified_at = ?2 WHERE verified_at IS NULL AND id = (SELECT member_id FROM session WHERE id = ?1)";
const DELETE_EXPIRED_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= ?1";
const SELECT_SESSIONS: &str = "
    SELECT s.id, s.member_id, m.email, m.role, s.created_at, s.expires_at
    FROM session s JOIN member m ON m.id = s.member_id WHERE s.account_id = ?1 AND s.expires_at > ?2
    ORDER BY s.created_at DESC, s.id";

/// Adds the statements that start a session of the member whose id an expression gives; its values begin with `?6`. Returns a row if
/// there is such a member.
pub(super) fn insert_session(
    batch: &mut Batch<'_>,
    new: &NewSession<'_>,
    member: &str,
    values_of_member: &[Value<'_>],
) -> Result<Handle> {
    let (hash, number) = (new.credential.hash(), i64::from(new.credential.key_number()));
    let values = values![new.id.as_str(), hash.as_str(), new.now, new.expires_at, number];
    let values = [&values[..], values_of_member].concat();
    let inserted = batch.add(&format!("{INSERT_SESSION} {member} RETURNING id"), &values)?;
    batch.run(VERIFY_MEMBER, &values![new.id.as_str(), new.now])?;
    batch.run(DELETE_EXPIRED_SESSIONS, &values![new.now])?;
    Ok(inserted)
}

impl Directory {
    /// Counts a request for a sign-in link.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_sign_in(&self, subjects: RateLimitSubjects<'_>, now: Timestamp) -> Result<()> {
        self.check_rate_limits(subjects.checks(LimitedAction::SignIn, MAX_EMAILS_PER_HOUR), now, |_| Ok(()))
            .await
            .map(drop)
    }

    /// Counts the use of a link.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_link_use(&self, networks: &[String], allowed: u32, now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::Link, networks, allowed).collect();
        self.check_rate_limits(checks, now, |_| Ok(())).await.map(drop)
    }

    /// Stores a link that is sent to an address. Returns the accounts that it can sign in to; none if the address is nobody's.
    pub async fn add_link(
        &self,
        email: &Email,
        link: &KeyHash,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<SignInChoice>> {
        let of_address = format!("FROM member AS m WHERE m.email = ?1 AND m.active {IN_ORDER} LIMIT ?2");
        let insert = format!(
            "INSERT INTO sign_in_choice (hash, account_id, member_id, expires_at)
             SELECT ?3, m.account_id, m.id, ?4 {of_address}"
        );
        let mut batch = self.db.batch();
        batch.run(DELETE_EXPIRED_LINKS, &values![now])?;
        batch.run(&insert, &values![email.as_str(), MAX_ACCOUNTS, link.as_str(), expires_at])?;
        batch.run(INSERT_NOBODY, &values![link.as_str(), expires_at])?;
        let choices = batch.add(&select_choices(), &values![link.as_str(), now])?;
        batch.commit().await?.rows(choices)
    }

    /// The accounts that a link can sign in to; none if the link no longer works.
    pub async fn link_choices(&self, link: &KeyHash, now: Timestamp) -> Result<Vec<SignInChoice>> {
        self.db.rows(&select_choices(), &values![link.as_str(), now]).await
    }

    /// Uses a link and starts a session in one of its accounts. Returns whether the link was still valid: of several uses at once, one
    /// succeeds.
    pub async fn start_session(&self, link: &KeyHash, account: &AccountId, new: &NewSession<'_>) -> Result<bool> {
        const SELECT_MEMBER: &str =
            "(SELECT member_id FROM sign_in_choice WHERE hash = ?6 AND account_id = ?7 AND expires_at > ?3)";
        let mut batch = self.db.batch();
        let inserted = insert_session(&mut batch, new, SELECT_MEMBER, &values![link.as_str(), account.as_str()])?;
        batch.run(DELETE_LINK, &values![link.as_str(), new.id.as_str()])?;
        batch.commit().await?.exists(inserted)
    }

    /// The account's sessions, the latest first.
    pub async fn sessions(&self, account: &AccountId, now: Timestamp) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = self.db.rows(SELECT_SESSIONS, &values![account.as_str(), now]).await?;
        let session = |row: SessionRow| Session {
            id: row.id,
            member_id: row.member_id,
            email: row.email,
            role: row.role,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends a session of the account. Returns none if there is no such session.
    pub async fn end_session(&self, account: &AccountId, id: &str) -> Result<Option<PodSessions>> {
        let mut batch = self.db.batch();
        let ended = end_sessions(&mut batch, "s.id = ?1 AND s.account_id = ?2", &values![id, account.as_str()])?;
        let ended = PodSessions::read(&batch.commit().await?, ended)?;
        Ok(Some(ended).filter(|ended| !ended.is_empty()))
    }
}

fn select_choices() -> String {
    format!(
        "SELECT m.account_id, a.name, m.verified_at IS NOT NULL AS verified
         FROM sign_in_choice c JOIN member m ON m.id = c.member_id AND m.active JOIN account a ON a.id = m.account_id
         WHERE c.hash = ?1 AND c.expires_at > ?2 {IN_ORDER}"
    )
}
