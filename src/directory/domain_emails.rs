//! Letters about domains, on record until they are handed to the outbox: what they tell of is in the same batch as they.

use serde::Deserialize;

use super::Directory;
use crate::error::Result;
use crate::id::AccountId;
use crate::platform::values;
use crate::time::{DAY, MINUTE, Timestamp};

/// Letters that are written at a time.
const MAX_EMAILS: u32 = 50;
/// How long whoever writes one has for it. Then it is written again.
const EMAIL_LEASE: i64 = 10 * MINUTE;
/// An older one says nothing new any more.
const EMAIL_TTL: i64 = 7 * DAY;

/// What a letter tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DomainEmailKind {
    /// The account proves a domain that another one has.
    Claimed,
    /// Another account proves the domain.
    Contested,
    /// The domain has become the account's.
    Won,
    /// The domain has become another account's.
    Lost,
    /// The proof is not there any more.
    Missing,
    /// It was missing for too long.
    Lapsed,
}

/// A letter that is to be written.
#[derive(Deserialize)]
pub struct DomainEmail {
    pub seq: i64,
    pub account_id: AccountId,
    pub domain: String,
    pub kind: DomainEmailKind,
    pub created_at: i64,
    /// If somebody has signed in with it: letters name domains, which strangers choose.
    pub recovery_email: Option<String>,
    /// Once it is confirmed.
    pub operator_email: Option<String>,
}

impl Directory {
    /// Takes letters that are to be written, the oldest first. Of two that ask at once, each gets others.
    pub async fn take_domain_letters(&self, now: Timestamp) -> Result<Vec<DomainEmail>> {
        const DELETE_OLD_EMAILS: &str = "DELETE FROM domain_letter WHERE created_at <= ?1";
        const UPDATE_EMAIL_LEASES: &str = "
            UPDATE domain_letter SET leased_until = ?2 WHERE seq IN (
              SELECT seq FROM domain_letter WHERE leased_until <= ?1 ORDER BY seq LIMIT ?3)
            RETURNING seq, account_id, domain, kind, created_at,
              (SELECT recovery_email FROM account WHERE id = account_id AND verified_at IS NOT NULL) AS recovery_email,
              (SELECT operator_email FROM account WHERE id = account_id AND operator_confirmed_at IS NOT NULL) AS operator_email";
        let batch = [
            self.db.statement(DELETE_OLD_EMAILS, &values![now.plus(-EMAIL_TTL)])?,
            self.db.statement(UPDATE_EMAIL_LEASES, &values![now, now.plus(EMAIL_LEASE), MAX_EMAILS])?,
        ];
        let done = self.db.batch(batch).await?;
        done.get(1).map_or(Ok(Vec::new()), crate::platform::Rows::read)
    }

    /// Forgets a letter that was written.
    pub async fn delete_domain_letter(&self, seq: i64) -> Result<()> {
        self.change(self.db.statement("DELETE FROM domain_letter WHERE seq = ?1", &values![seq])?).await
    }
}
