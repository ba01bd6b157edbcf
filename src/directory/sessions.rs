//! Signing in: links that are sent by email, and the sessions that they start.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use super::members::{Missing, select_missing};
use super::money::principal::is_own_mailbox;
use super::pod_sessions::{KEPT_AFTER_END, PodSessions, end_sessions};
use super::rate_limits::{LimitedAction, RateLimitSubjects, from_networks};
use super::tenant_hosts::acts_in;
use crate::credential::{Credential, KeyHash};
use crate::email::Email;
use crate::error::{Error, Result};
use crate::id::{AccountId, KeyId, MemberId, PodId, SessionId};
use crate::mail::quotation;
use crate::platform::{Batch, Handle, Single, Value, values};
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
        if *verified == 1 { format!("{} ({account_id})", quotation(name)) } else { account_id.to_string() }
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
    /// Whether it is the caller's.
    pub is_current: bool,
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
    /// The only pod that it reaches.
    pub pod: Option<&'a PodId>,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// A link to sign in, to store.
pub struct NewLink<'a> {
    pub email: &'a Email,
    pub hash: &'a KeyHash,
    /// The only pod that it signs in to.
    pub pod: Option<&'a PodId>,
    /// The sealed authorization request of an OAuth client that the person decides about.
    pub authorization: Option<&'a str>,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

/// Verified memberships come first, the oldest of them before others: anybody can make accounts that name the address, and invite it.
const IN_ORDER: &str = "
    ORDER BY (m.verified_at IS NULL), iif(m.verified_at IS NULL, -m.created_at, m.created_at), m.id";
const DELETE_EXPIRED_LINKS: &str = "DELETE FROM sign_in_choice WHERE expires_at <= ?1";
const INSERT_NOBODY: &str = "
    INSERT INTO sign_in_choice (hash, expires_at) SELECT ?1, ?2
    WHERE NOT EXISTS (SELECT 1 FROM sign_in_choice WHERE hash = ?1)";
/// Only for a person: strangers name any address.
const INSERT_AUTHORIZATION: &str = "
    INSERT INTO oauth_request (link_hash, sealed, expires_at)
    SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM sign_in_choice WHERE hash = ?1 AND member_id IS NOT NULL)";
const DELETE_EXPIRED_AUTHORIZATIONS: &str = "DELETE FROM oauth_request WHERE expires_at <= ?1";
const DELETE_AUTHORIZATION: &str = "
    DELETE FROM oauth_request WHERE link_hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE id = ?2)";
const DELETE_LINK: &str = "
    DELETE FROM sign_in_choice WHERE hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE id = ?2)";
const INSERT_SESSION: &str = "
    INSERT INTO session (id, hash, account_id, member_id, created_at, expires_at, key_number, pod_id)
    SELECT ?1, ?2, m.account_id, m.id, ?3, ?4, ?5, ?6 FROM member AS m WHERE {can sign in} AND m.id =";
/// A trigger verifies the account, too.
const VERIFY_MEMBER: &str = "
    UPDATE member SET verified_at = ?2 WHERE verified_at IS NULL AND id = (SELECT member_id FROM session WHERE id = ?1)";
const DELETE_EXPIRED_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= ?1 - ?2";
const SELECT_SESSIONS: &str = "
    SELECT s.id, s.member_id, m.email, m.role, s.created_at, s.expires_at
    FROM session s JOIN member m ON m.id = s.member_id WHERE s.account_id = ?1 AND s.expires_at > ?2
    ORDER BY s.created_at DESC, s.id";

/// Adds the statements that start a session of the member whose id an expression gives; its values begin with `?7`. Returns the member
/// if there is one.
pub(super) fn insert_session(
    batch: &mut Batch<'_>,
    new: &NewSession<'_>,
    member: &str,
    values_of_member: &[Value<'_>],
) -> Result<Handle<Single<MemberId>>> {
    let (hash, number) = (new.credential.hash(), i64::from(new.credential.key_number()));
    let pod = new.pod.map(PodId::as_str);
    let values = values![new.id.as_str(), hash.as_str(), new.now, new.expires_at, number, pod];
    let values = [&values[..], values_of_member].concat();
    let insert = INSERT_SESSION.replace("{can sign in}", &can_sign_in("?6"));
    let inserted = batch.add(&format!("{insert} {member} RETURNING member_id"), &values)?;
    batch.run(VERIFY_MEMBER, &values![new.id.as_str(), new.now])?;
    batch.run(DELETE_EXPIRED_SESSIONS, &values![new.now, KEPT_AFTER_END])?;
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
    pub async fn add_link(&self, new: &NewLink<'_>) -> Result<Vec<SignInChoice>> {
        // Earlier versions stored domains in letters, and so did not always see that an address is one of the account itself.
        let of_address = format!(
            "FROM member AS m WHERE m.email IN (?1, ?6) AND {} AND NOT {} {IN_ORDER} LIMIT ?2",
            can_sign_in("?5"),
            is_own_mailbox("m.account_id", "?1")
        );
        let insert = format!(
            "INSERT INTO sign_in_choice (hash, account_id, member_id, expires_at)
             SELECT ?3, m.account_id, m.id, ?4 {of_address}"
        );
        let NewLink { email, hash: link, expires_at, now, .. } = *new;
        let pod = new.pod.map(PodId::as_str);
        let mut batch = self.db.batch();
        batch.run(DELETE_EXPIRED_LINKS, &values![now])?;
        let in_letters = email.in_letters();
        batch.run(&insert, &values![email.as_str(), MAX_ACCOUNTS, link.as_str(), expires_at, pod, &in_letters])?;
        batch.run(INSERT_NOBODY, &values![link.as_str(), expires_at])?;
        if let Some(sealed) = new.authorization {
            batch.run(DELETE_EXPIRED_AUTHORIZATIONS, &values![now])?;
            batch.run(INSERT_AUTHORIZATION, &values![link.as_str(), sealed, expires_at])?;
        }
        let choices = batch.add(&select_choices(), &values![link.as_str(), now, pod])?;
        batch.commit().await?.rows(choices)
    }

    /// The accounts that a link can sign in to, if a pod is given only as far as they reach it; none if the link no longer works.
    pub async fn link_choices(&self, link: &KeyHash, pod: Option<&PodId>, now: Timestamp) -> Result<Vec<SignInChoice>> {
        self.db.rows(&select_choices(), &values![link.as_str(), now, pod.map(PodId::as_str)]).await
    }

    /// Uses a link and starts a session in one of its accounts. Returns the member if the link was still valid: of several uses at once,
    /// one succeeds.
    pub async fn start_session(
        &self,
        link: &KeyHash,
        account: &AccountId,
        new: &NewSession<'_>,
    ) -> Result<Option<MemberId>> {
        const SELECT_MEMBER: &str =
            "(SELECT member_id FROM sign_in_choice WHERE hash = ?7 AND account_id = ?8 AND expires_at > ?3)";
        let mut batch = self.db.batch();
        let inserted = insert_session(&mut batch, new, SELECT_MEMBER, &values![link.as_str(), account.as_str()])?;
        for delete in [DELETE_LINK, DELETE_AUTHORIZATION] {
            batch.run(delete, &values![link.as_str(), new.id.as_str()])?;
        }
        batch.commit().await?.value(inserted)
    }

    /// The account's sessions, the latest first.
    pub async fn sessions(&self, account: &AccountId, caller: &KeyId, now: Timestamp) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = self.db.rows(SELECT_SESSIONS, &values![account.as_str(), now]).await?;
        let session = |row: SessionRow| Session {
            is_current: row.id.as_str() == caller.as_str(),
            id: row.id,
            member_id: row.member_id,
            email: row.email,
            role: row.role,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends a session of the account: the caller's own, or one of a person whom the caller may manage.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`, `forbidden`, `self_approval_forbidden`.
    pub async fn end_session(
        &self,
        account: &AccountId,
        id: &str,
        caller: &KeyId,
        now: Timestamp,
    ) -> Result<PodSessions> {
        const ROLE: &str = "(SELECT role FROM member WHERE id = s.member_id)";
        let missing =
            format!("SELECT {} FROM session AS s WHERE s.id = ?2 AND s.account_id = ?1", select_missing(ROLE));
        let condition = format!(
            "s.id = ?2 AND s.account_id = ?1 AND (s.id = ?3 OR EXISTS (
               SELECT 1 FROM ({missing}) WHERE NOT (unauthorized OR needs_owner OR needs_person)))"
        );
        let values = values![account.as_str(), id, caller.as_str(), now];
        let mut batch = self.db.batch();
        let found = batch.add::<Missing>(&missing, &values)?;
        let ended = end_sessions(&mut batch, &condition, &values)?;
        let done = batch.commit().await?;
        let ended = PodSessions::read(&done, ended)?;
        match done.row(found)? {
            Some(missing) if ended.is_empty() => Err(missing.refusal()),
            Some(_) => Ok(ended),
            None => Err(Error::not_found("session").fix("GET /v1/auth/sessions lists them.")),
        }
    }
}

/// As SQL: the row `m` of `member` is a person who can sign in: anywhere or, if an expression gives a pod, to that pod.
fn can_sign_in(pod: &str) -> String {
    format!("(m.active AND NOT {} AND ({pod} IS NULL OR {}))", is_own_mailbox("m.account_id", "m.email"), acts_in(pod))
}

fn select_choices() -> String {
    format!(
        "SELECT m.account_id, a.name, m.verified_at IS NOT NULL AS verified
         FROM sign_in_choice c JOIN member m ON m.id = c.member_id AND {} JOIN account a ON a.id = m.account_id
         WHERE c.hash = ?1 AND c.expires_at > ?2 {IN_ORDER}",
        can_sign_in("?3")
    )
}
