//! What looking at a domain's DNS decides: whose the domain is, whether it still is, and whether its mail comes here.
//!
//! A look that failed decides nothing and does not come this far.

use serde::Deserialize;

use super::Directory;
use super::domains::{COLUMNS, OWNED, Stack, not_found};
use crate::error::Result;
use crate::id::{AccountId, PodId, StackId};
use crate::platform::{Rows, values};
use crate::time::{DAY, HOUR, Timestamp};

/// How long an account that proves a domain waits for it while another account has it.
pub const GRACE: i64 = 7 * DAY;
/// On so many days in a row the proof must be missing before the domain is lost.
pub const MAX_MISSING_DAYS: u32 = 7;
/// At least so long after one day's look the next day's follows.
const MIN_MISSING_INTERVAL: i64 = 20 * HOUR;
/// How long whoever looks at a domain has for it. Then it is looked at again.
const CHECK_LEASE: i64 = HOUR;

/// What was found.
pub struct Look<'a> {
    /// The records, as JSON.
    pub seen: &'a str,
    /// Whether the account's proof is among them.
    pub is_proved: bool,
    /// Whether all mail of the domain is brought here.
    pub comes_here: bool,
}

/// What has become of a stack.
pub struct Checked {
    pub stack: Stack,
    /// The pods whose addresses went to another account with the domain.
    pub released: Vec<PodId>,
}

/// A domain that is to be looked at.
#[derive(Deserialize)]
pub struct Due {
    pub id: StackId,
    pub account_id: AccountId,
    pub domain: String,
    /// What stands in its DNS; none where that follows from the first master key.
    pub proof: Option<String>,
}

// Of all of these, ?1 is the stack, ?2 its account, ?3 now, ?4 whether the proof was found, ?5 when a claim that is old enough was begun.

/// A claim has waited long enough: the domain changes hands.
const INSERT_LOST_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT other.account_id, other.domain, 'lost', ?3
    FROM stack s JOIN stack other ON other.domain = s.domain AND other.verified_at IS NOT NULL
    WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NULL AND ?4 AND s.claimed_at <= ?5";
const UPDATE_OTHER_STACK_UNVERIFIED: &str = "
    UPDATE stack SET verified_at = NULL, mx_at = NULL, missing_days = 0, missing_at = NULL, next_check_at = NULL
    WHERE verified_at IS NOT NULL AND ?4 AND domain = (
      SELECT domain FROM stack WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND claimed_at <= ?5)";
/// Nobody has it any more.
const INSERT_WON_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'won', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND claimed_at IS NOT NULL AND ?4 AND NOT EXISTS (
      SELECT 1 FROM stack AS other WHERE other.domain = stack.domain AND other.verified_at IS NOT NULL)";
/// A domain that is proved becomes the account's, unless it is another's.
const UPDATE_STACK_VERIFIED: &str = "
    UPDATE stack SET verified_at = ?3, claimed_at = NULL, missing_days = 0, missing_at = NULL
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND ?4 AND NOT EXISTS (
      SELECT 1 FROM stack AS other WHERE other.domain = stack.domain AND other.verified_at IS NOT NULL)";
/// Who else waits for the domain waits anew: for the account that has it now.
const UPDATE_OTHER_STACKS_CLAIMED: &str = "
    UPDATE stack SET claimed_at = ?3
    WHERE claimed_at IS NOT NULL AND id <> ?1
      AND domain = (SELECT domain FROM stack WHERE id = ?1 AND account_id = ?2 AND verified_at = ?3)";
/// Addresses at the domain that other accounts have from the time when it was theirs.
const DELETE_ADDRESSES: &str = "
    DELETE FROM address WHERE stack_id IN (
      SELECT other.id FROM stack s JOIN stack other ON other.domain = s.domain AND other.id <> s.id
      WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NOT NULL)
    RETURNING pod_id";
/// A claim begins.
const INSERT_CLAIM_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT iif(kind = 'contested', other.account_id, s.account_id), s.domain, kind, ?3
    FROM stack s JOIN stack other ON other.domain = s.domain AND other.verified_at IS NOT NULL,
      (SELECT 'contested' AS kind UNION ALL SELECT 'claimed')
    WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NULL AND s.claimed_at IS NULL AND ?4";
const UPDATE_STACK_CLAIMED: &str = "
    UPDATE stack SET claimed_at = iif(?4, coalesce(claimed_at, ?3), NULL)
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL";
/// The proof is missing for the first time.
const INSERT_MISSING_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'missing', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days = 0 AND NOT ?4";
const UPDATE_STACK_MISSING: &str = "
    UPDATE stack SET missing_days = iif(?4, 0, missing_days + 1), missing_at = iif(?4, NULL, ?3)
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND (?4 OR coalesce(missing_at, 0) <= ?3 - ?5)";
const INSERT_LAPSED_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'lapsed', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days >= ?4";
const UPDATE_STACK_LAPSED: &str = "
    UPDATE stack SET verified_at = NULL, mx_at = NULL
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days >= ?3";
const UPDATE_STACK_SEEN: &str = "
    UPDATE stack SET seen = json_patch(coalesce(seen, '{}'), ?4), checked_at = ?3,
      mx_at = iif(verified_at IS NOT NULL AND ?5, ?3, NULL),
      next_check_at = iif(verified_at IS NOT NULL OR claimed_at IS NOT NULL, ?3 + ?6, NULL)
    WHERE id = ?1 AND account_id = ?2 AND coalesce(checked_at, 0) <= ?3";

impl Directory {
    /// Decides on a stack by what was found, and writes it down. Of two accounts that prove a domain at once, one gets it; the other one's claim begins.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn check_stack(&self, account: &AccountId, id: &str, look: &Look<'_>, now: Timestamp) -> Result<Checked> {
        let proved = values![id, account.as_str(), now, look.is_proved, now.plus(-GRACE)];
        let counted = values![id, account.as_str(), now, look.is_proved, MIN_MISSING_INTERVAL];
        let find = format!("SELECT {COLUMNS} FROM stack WHERE {OWNED}");
        let batch = [
            self.db.statement(INSERT_LOST_EMAIL, &proved)?,
            self.db.statement(UPDATE_OTHER_STACK_UNVERIFIED, &proved)?,
            self.db.statement(INSERT_WON_EMAIL, &proved[..4])?,
            self.db.statement(UPDATE_STACK_VERIFIED, &proved[..4])?,
            self.db.statement(UPDATE_OTHER_STACKS_CLAIMED, &proved[..3])?,
            self.db.statement(INSERT_CLAIM_EMAIL, &proved[..4])?,
            self.db.statement(UPDATE_STACK_CLAIMED, &proved[..4])?,
            self.db.statement(INSERT_MISSING_EMAIL, &proved[..4])?,
            self.db.statement(UPDATE_STACK_MISSING, &counted)?,
            self.db.statement(INSERT_LAPSED_EMAIL, &values![id, account.as_str(), now, MAX_MISSING_DAYS])?,
            self.db.statement(UPDATE_STACK_LAPSED, &values![id, account.as_str(), MAX_MISSING_DAYS])?,
            self.db
                .statement(UPDATE_STACK_SEEN, &values![id, account.as_str(), now, look.seen, look.comes_here, DAY])?,
            self.db.statement(DELETE_ADDRESSES, &proved[..2])?,
            self.db.statement(&find, &proved[..2])?,
        ];
        let done = self.db.batch(batch).await?;
        let last = done.len().saturating_sub(1);
        let stack: Option<Stack> = done.get(last).map(Rows::one).transpose()?.flatten();
        let released: Vec<Released> = done.get(last.saturating_sub(1)).map(Rows::read).transpose()?.unwrap_or_default();
        let released = released.into_iter().map(|row| row.pod_id).collect();
        Ok(Checked { stack: stack.ok_or_else(not_found)?, released })
    }

    /// Takes some of the domains that are to be looked at, those that wait longest first. Of two that ask at once, each gets others.
    pub async fn take_due_stacks(&self, now: Timestamp, most: u32) -> Result<Vec<Due>> {
        const UPDATE_DUE_STACKS: &str = "
            UPDATE stack SET next_check_at = ?2 WHERE id IN (
              SELECT id FROM stack
              WHERE (next_check_at IS NOT NULL OR verified_at IS NOT NULL) AND coalesce(next_check_at, 0) <= ?1
              ORDER BY coalesce(next_check_at, 0) LIMIT ?3)
            RETURNING id, account_id, domain, proof";
        self.db.all(UPDATE_DUE_STACKS, &values![now, now.plus(CHECK_LEASE), most]).await
    }
}

#[derive(Deserialize)]
struct Released {
    pod_id: PodId,
}
