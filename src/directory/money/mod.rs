//! Money: caps, charges, holds, refunds, approvals, and the ledger.
//!
//! Whatever moves money is one batch, and each statement of it holds its own condition: what is decided is decided in the database.
//! A movement is booked by the statements of [`Booking`], which read the charge that bears the booking's id; where the charge was not
//! made, they find nothing and do nothing.

pub mod approval;
pub mod budget;
pub mod charge;
pub mod hold;
pub mod ledger;
pub mod principal;
pub mod refund;

use super::Directory;
use crate::error::Result;
use crate::id::EntryId;
use crate::money::period;
use crate::platform::{Statement, values};
use crate::time::{DAY, Timestamp};
use crate::wire::IdempotentRequest;

/// Holds of an account that are open at once, which every charge reads; and its approvals that wait. Of these one pod may have so many,
/// that it leaves room for the others; the home pod is the account's own and may have all.
pub const MAX_OPEN_CHARGES: i64 = 100;
pub const MAX_OPEN_CHARGES_PER_POD: i64 = 20;

/// How long it is remembered what was done under an `Idempotency-Key`.
const KEY_TTL: i64 = DAY;

/// Whether there are as many rows of that status as may be, of the account or of the pod of the row `of`; of a table with `account_id`,
/// `pod_id` and `expires_at`.
fn full(table: &str, status: &str, of: &str, now: &str) -> String {
    format!(
        "(SELECT count(*) >= {MAX_OPEN_CHARGES} OR {of}.pod_id <> {of}.account_id
            AND count(*) FILTER (WHERE open.pod_id = {of}.pod_id) >= {MAX_OPEN_CHARGES_PER_POD}
          FROM {table} AS open WHERE open.account_id = {of}.account_id AND open.status = '{status}' AND open.expires_at > {now})"
    )
}

/// A pod with what binds its spending. `?1` is the pod, `?2` now, `?3` to `?5` when the day, the week and the month began.
/// `line` has a row for every cap there could be: of the account, then of the pod. What others, whose clocks are ahead, spent in a later
/// period is in the way too: a hold may be captured then.
const WITH_BUDGET: &str = "
    WITH who AS (
      SELECT p.id AS pod_id, p.account_id, p.cap_daily, p.cap_weekly, p.cap_monthly,
        b.cap_daily AS all_daily, b.cap_weekly AS all_weekly, b.cap_monthly AS all_monthly,
        p.allowed_categories, p.allowed_payees, coalesce(b.on_limit, 'reject') AS on_limit, b.single_tx_limit,
        coalesce(b.require_second_principal, 0) AS require_second_principal, coalesce(b.approval_ttl, 86400000) AS approval_ttl
      FROM pod p LEFT JOIN budget b ON b.account_id = p.account_id WHERE p.id = ?1 AND NOT p.condemned
    ), book AS (
      SELECT 'account' AS scope, 'account:' || account_id AS book, all_daily AS daily, all_weekly AS weekly,
        all_monthly AS monthly, (SELECT coalesce(sum(requested), 0) FROM charge
          WHERE account_id = who.account_id AND status = 'held' AND expires_at > ?2) AS held
      FROM who
      UNION ALL
      SELECT 'pod', 'pod:' || pod_id, cap_daily, cap_weekly, cap_monthly, (SELECT coalesce(sum(requested), 0) FROM charge
          WHERE account_id = who.account_id AND status = 'held' AND expires_at > ?2 AND pod_id = who.pod_id)
      FROM who
    ), line AS (
      SELECT scope, period, CASE period WHEN 'daily' THEN daily WHEN 'weekly' THEN weekly ELSE monthly END AS cap, held,
        coalesce((SELECT max(amount) FROM spent WHERE spent.book = book.book AND spent.period = span.period
          AND spent.start >= span.start), 0) AS spent
      FROM book, (SELECT 'daily' AS period, ?3 AS start UNION ALL SELECT 'weekly', ?4 UNION ALL SELECT 'monthly', ?5) AS span
    )";

/// Adds what a booking moves to the totals of its periods, in both books. `?1` is the booking, `?2` to `?4` are the starts.
const INSERT_SPENT: &str = "
    INSERT INTO spent (book, period, start, amount)
    SELECT book, period, start, amount
    FROM (SELECT 'account:' || account_id AS book, amount FROM charge WHERE booking = ?1
          UNION ALL SELECT 'pod:' || pod_id, amount FROM charge WHERE booking = ?1),
      (SELECT 'daily' AS period, ?2 AS start UNION ALL SELECT 'weekly', ?3 UNION ALL SELECT 'monthly', ?4)
    WHERE true
    ON CONFLICT (book, period, start) DO UPDATE SET amount = amount + excluded.amount";
/// Writes it down, in both books.
const INSERT_LEDGER: &str = "
    INSERT INTO ledger (id, book, pod_id, kind, charge_id, approval_id, amount, category, description, reference_id, payee, at,
      counts_at)
    SELECT booking, iif(scope = 'account', 'account:' || account_id, 'pod:' || pod_id), pod_id, 'charge', charge.id,
      approval_id, amount, category, description, reference_id, payee, booked_at, booked_at
    FROM charge, (SELECT 'account' AS scope UNION ALL SELECT 'pod') WHERE booking = ?1";

/// A pod that spends uses something that day. `?1` is the booking, `?2` the day.
const INSERT_USAGE: &str = "
    INSERT INTO usage (account_id, day, pod_id) SELECT account_id, ?2, pod_id FROM charge WHERE booking = ?1
    ON CONFLICT (account_id, day, pod_id) DO NOTHING";

/// What a condemned pod leaves open: its wishes expire, its holds are let go, its idempotency keys forgotten. What it spent stays.
pub(super) const END_OF_POD: [&str; 3] = [
    "UPDATE approval SET status = 'expired' WHERE pod_id = ?1 AND status = 'pending'
       AND EXISTS (SELECT 1 FROM pod WHERE id = ?1 AND condemned)",
    "UPDATE charge SET status = 'released' WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1 AND condemned)
       AND pod_id = ?1 AND status = 'held'",
    "DELETE FROM money_key WHERE pod_id = ?1 AND EXISTS (SELECT 1 FROM pod WHERE id = ?1 AND condemned)",
];

/// The movement by which a charge is spent, at that time.
pub(super) struct Booking {
    pub id: EntryId,
    pub at: Timestamp,
}

impl Booking {
    fn new(at: Timestamp) -> Result<Self> {
        Ok(Self { id: EntryId::generate()?, at })
    }
}

impl Directory {
    /// Books the charge that bears this booking, if there is one.
    fn book(&self, booking: &Booking) -> Result<[Statement; 3]> {
        let ([day, week, month], id) = (period::starts(booking.at), booking.id.as_str());
        Ok([
            self.db.statement(INSERT_USAGE, &values![id, booking.at.day()])?,
            self.db.statement(INSERT_SPENT, &values![id, day, week, month])?,
            self.db.statement(INSERT_LEDGER, &values![id])?,
        ])
    }

    /// Writes down which holds of the pod's account have expired, before they are left out of what is counted: then no capture whose
    /// clock is behind can spend what was given to another.
    fn expire_holds(&self, pod: &str, now: Timestamp) -> Result<Statement> {
        const UPDATE_EXPIRED_CHARGES: &str = "
            UPDATE charge SET status = 'expired' WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)
              AND status = 'held' AND expires_at <= ?2";
        self.db.statement(UPDATE_EXPIRED_CHARGES, &values![pod, now])
    }

    /// Forgets what was done long ago under keys of the same pod.
    fn forget_keys(&self, pod: &str, now: Timestamp) -> Result<Statement> {
        const DELETE_OLD_KEYS: &str = "DELETE FROM money_key WHERE pod_id = ?1 AND at <= ?2";
        self.db.statement(DELETE_OLD_KEYS, &values![pod, now.plus(-KEY_TTL)])
    }

    /// What was done under this key.
    fn done_before(&self, pod: &str, idempotent: Option<&IdempotentRequest>) -> Result<Statement> {
        const SELECT_KEY: &str = "SELECT fingerprint FROM money_key WHERE pod_id = ?1 AND key = ?2";
        self.db.statement(SELECT_KEY, &values![pod, idempotent.map(|idempotent| &idempotent.key)])
    }
}
