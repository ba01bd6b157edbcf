//! The ledger: every movement, in the account's book and in the pod's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::budget::Book;
use crate::directory::Directory;
use crate::error::Result;
use crate::id::{ApprovalId, ChargeId, EntryId, PodId};
use crate::platform::values;

/// The direction of a movement.
/// - `charge`: money was spent
/// - `refund`: money came back, and the amount is negative
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    Charge,
    Refund,
}

/// An entry as stored.
#[derive(Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub id: EntryId,
    pub pod_id: PodId,
    pub kind: EntryKind,
    pub charge_id: ChargeId,
    pub approval_id: Option<ApprovalId>,
    pub amount: i64,
    pub category: String,
    pub description: Option<String>,
    pub reference_id: Option<String>,
    pub payee: Option<String>,
    pub at: i64,
}

impl Directory {
    /// Entries of a book, the newest first, before a point in time and, at that time, before a sequence number.
    pub async fn entries(&self, book: &Book<'_>, (at, seq): (i64, i64), limit: u32) -> Result<Vec<Entry>> {
        const SELECT_ENTRIES: &str = "
            SELECT seq, id, pod_id, kind, charge_id, approval_id, amount, category, description, reference_id, payee, at
            FROM ledger WHERE book = ?1 AND (at, seq) < (?2, ?3) ORDER BY at DESC, seq DESC LIMIT ?4";
        self.db.all(SELECT_ENTRIES, &values![&book.name(), at, seq, limit]).await
    }
}
