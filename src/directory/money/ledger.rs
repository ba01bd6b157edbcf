//! The ledger: every movement of money, in the account's book and in the pod's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::budget::Book;
use super::run;
use crate::directory::Directory;
use crate::error::Result;
use crate::id::{ApprovalId, ChargeId, EntryId, PodId, RunId};
use crate::money::period;
use crate::platform::{Batch, Value, values};
use crate::time::{Timestamp, from_column};

/// The direction of a movement.
/// - `charge`: money was spent
/// - `refund`: money came back, and the amount is negative
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    Charge,
    Refund,
}

/// An entry of the ledger: money that was spent or refunded.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    #[serde(skip_serializing)]
    #[schema(ignore)]
    pub seq: i64,
    /// The entry's id.
    pub id: EntryId,
    /// When the money was spent or refunded.
    #[serde(deserialize_with = "from_column")]
    pub timestamp: Timestamp,
    /// Amount in atomic USDC; negative for a refund.
    pub amount_usdc: i64,
    /// Category of the charge.
    #[schema(example = "compute")]
    pub category: String,
    /// Description of the charge, or reason of the refund.
    #[schema(example = "GPU hours")]
    pub description: String,
    /// The agent's own reference.
    #[schema(example = "invoice-42")]
    pub reference_id: Option<String>,
    /// Charge or refund.
    pub kind: EntryKind,
    /// Who got the money.
    #[schema(example = "api.example.com")]
    pub payee: Option<String>,
    /// The pod that made the charge.
    pub pod_id: PodId,
    /// The charge.
    pub charge_id: ChargeId,
    /// The approval that allowed the charge.
    pub approval_id: Option<ApprovalId>,
    /// The run whose key made the charge; null for other keys.
    pub run_id: Option<RunId>,
}

/// A movement is in two books: that of the account and that of the pod.
pub(super) const BOOKS: &str = "(SELECT 'account' AS scope UNION ALL SELECT 'pod')";
/// The name of a book, from its scope.
pub(super) const BOOK_NAME: &str = "iif(scope = 'account', 'account:' || account_id, 'pod:' || pod_id)";

/// Adds a movement to both books. `movement` selects its columns; where it selects no row, nothing is added.
pub(super) fn insert_entries(batch: &mut Batch<'_>, movement: &str, values: &[Value<'_>]) -> Result<()> {
    let insert = format!(
        "INSERT INTO ledger (id, book, pod_id, kind, charge_id, approval_id, run_id, amount, category, description, reference_id, payee,
           at, counts_at)
         SELECT id, {BOOK_NAME}, pod_id, kind, charge_id, approval_id, run_id, amount, category, description, reference_id, payee,
           at, counts_at
         FROM ({movement}), {BOOKS}"
    );
    batch.run(&insert, values)
}

/// The ledger entry of a charge that is spent now.
pub(super) struct Booking {
    pub id: EntryId,
    pub at: Timestamp,
}

impl Booking {
    pub(super) fn new(at: Timestamp) -> Result<Self> {
        Ok(Self { id: EntryId::generate()?, at })
    }

    /// Books the charge that has this booking, if there is one: in the totals of its periods and in the ledger. The ledger comes last,
    /// so that `changes()` says whether anything was booked.
    pub(super) fn book(&self, batch: &mut Batch<'_>) -> Result<()> {
        // A pod that spends has used something on that day.
        const INSERT_USAGE: &str = "
            INSERT INTO usage (account_id, day, pod_id) SELECT account_id, ?2, pod_id FROM charge WHERE booking = ?1
            ON CONFLICT (account_id, day, pod_id) DO NOTHING";
        const SELECT_MOVEMENT: &str = "
            SELECT booking AS id, account_id, pod_id, 'charge' AS kind, id AS charge_id, approval_id, run_id, amount, category, description,
              reference_id, payee, booked_at AS at, booked_at AS counts_at
            FROM charge WHERE booking = ?1";
        let ([day, week, month], id) = (period::starts(self.at), self.id.as_str());
        let add_to_totals = format!(
            "INSERT INTO spent (book, period, start, amount)
             SELECT {BOOK_NAME}, period, start, amount FROM charge, {BOOKS},
               (SELECT 'daily' AS period, ?2 AS start UNION ALL SELECT 'weekly', ?3 UNION ALL SELECT 'monthly', ?4)
             WHERE booking = ?1
             ON CONFLICT (book, period, start) DO UPDATE SET amount = amount + excluded.amount"
        );
        batch.run(INSERT_USAGE, &values![id, self.at.day()])?;
        batch.run(&add_to_totals, &values![id, day, week, month])?;
        run::add_to_totals(batch, id)?;
        insert_entries(batch, SELECT_MOVEMENT, &values![id])
    }
}

impl Directory {
    /// Entries of a book, the newest first, before a point in time and, at that time, before a sequence number.
    pub async fn entries(&self, book: &Book<'_>, (at, seq): (i64, i64), limit: u32) -> Result<Vec<LedgerEntry>> {
        const SELECT_ENTRIES: &str = "
            SELECT seq, id, at AS timestamp, amount AS amount_usdc, category, coalesce(description, '') AS description,
              reference_id, kind, payee, pod_id, charge_id, approval_id, run_id
            FROM ledger WHERE book = ?1 AND (at, seq) < (?2, ?3) ORDER BY at DESC, seq DESC LIMIT ?4";
        self.db.rows(SELECT_ENTRIES, &values![&book.name(), at, seq, limit]).await
    }
}
