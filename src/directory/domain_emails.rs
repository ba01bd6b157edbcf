//! Emails about domains, stored until they are handed to the outbox. Each is stored in the batch that makes the change it reports.

use serde::Deserialize;

use super::Directory;
use crate::error::Result;
use crate::id::AccountId;
use crate::platform::values;
use crate::time::{DAY, MINUTE, Timestamp};

/// Emails that are sent at a time.
const MAX_EMAILS: u32 = 50;
/// How long a worker has to send an email, in milliseconds. Then another one tries.
const LEASE_TTL: i64 = 10 * MINUTE;
/// Older emails are deleted without being sent.
const EMAIL_TTL: i64 = 7 * DAY;

/// The change that an email reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DomainEmailKind {
    /// The account proves a domain that another account has.
    Claimed,
    /// Another account proves the domain.
    Contested,
    /// The domain has become the account's.
    Won,
    /// The domain has become another account's.
    Lost,
    /// The proof is missing in the DNS.
    Missing,
    /// The proof was missing for too long, and the account has lost the domain.
    Lapsed,
}

/// An email to be sent.
#[derive(Deserialize)]
pub struct DomainEmail {
    pub seq: i64,
    pub account_id: AccountId,
    pub domain: String,
    pub kind: DomainEmailKind,
    pub created_at: i64,
    /// Only if somebody has signed in with it: the email names a domain that a stranger can choose.
    pub recovery_email: Option<String>,
    /// Only if it is confirmed.
    pub operator_email: Option<String>,
}

impl Directory {
    /// Leases emails that are to be sent, the oldest first. Two calls at once get different ones.
    pub async fn lease_domain_emails(&self, now: Timestamp) -> Result<Vec<DomainEmail>> {
        const DELETE_OLD: &str = "DELETE FROM domain_letter WHERE created_at <= ?1";
        const LEASE_EMAILS: &str = "
            UPDATE domain_letter SET leased_until = ?2 WHERE seq IN (
              SELECT seq FROM domain_letter WHERE leased_until <= ?1 ORDER BY seq LIMIT ?3)
            RETURNING seq, account_id, domain, kind, created_at,
              (SELECT recovery_email FROM account WHERE id = account_id AND verified_at IS NOT NULL) AS recovery_email,
              (SELECT operator_email FROM account WHERE id = account_id AND operator_confirmed_at IS NOT NULL) AS operator_email";
        let mut batch = self.db.batch();
        batch.run(DELETE_OLD, &values![now.plus(-EMAIL_TTL)])?;
        let emails = batch.add(LEASE_EMAILS, &values![now, now.plus(LEASE_TTL), MAX_EMAILS])?;
        batch.commit().await?.rows(emails)
    }

    /// Deletes an email that was sent.
    pub async fn delete_domain_email(&self, seq: i64) -> Result<()> {
        self.db.run("DELETE FROM domain_letter WHERE seq = ?1", &values![seq]).await
    }
}
