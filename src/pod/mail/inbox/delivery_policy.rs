//! What decides about mail that arrives: whether and from whom it is taken, and to which key it is sealed.

use crate::error::{Error, Result};
use crate::mail::rule::{Accept, Disposition, Ruling, Sender};
use crate::platform::{Row, values};
use crate::pod::Pod;
use crate::pod::mail::rules::{action, condition};
use crate::time::Timestamp;
use crate::wire::to_json;

/// How an address receives mail, as the pod has it at this moment.
pub struct DeliveryPolicy {
    /// Whether the pod is suspended or being erased.
    pub is_suspended: bool,
    /// Whether the pod knows the address as its own.
    pub is_known: bool,
    /// The key to which mail is to be sealed, if any: the address's own, the one it was claimed with, the pod's.
    pub sealing_key: Option<String>,
    /// When its newest message came.
    pub newest: Timestamp,
    /// Bytes that the pod stores.
    pub stored: i64,
    accept: Accept,
    has_rules: bool,
}

impl Pod {
    /// How an address receives mail now: one statement, for it is asked about every message.
    pub(in crate::pod) fn delivery_policy(&self, address: &str) -> Result<DeliveryPolicy> {
        // Of a bare `?` SQLite would believe that it decides on the plan, and plan again in every call.
        const SELECT_POLICY: &str = "
            SELECT EXISTS (SELECT 1 FROM shut), address IS NOT NULL, accept = 'allowed_only', EXISTS (SELECT 1 FROM rule),
              iif(e2e_enabled, coalesce(own_key, public_key,
                (SELECT k.public_key FROM e2e_owner JOIN e2e_key k ON k.seq = active)), NULL),
              (SELECT max(received_at) FROM message WHERE message.address = address.address),
              (SELECT received + sent FROM storage)
            FROM (SELECT 1) LEFT JOIN address ON address = CAST(? AS TEXT)";
        let row =
            self.sql().first(SELECT_POLICY, &values![address])?.ok_or_else(|| Error::internal("no row of a join"))?;
        Ok(DeliveryPolicy {
            is_suspended: row.integer(0) == 1,
            is_known: row.integer(1) == 1,
            accept: if row.integer(2) == 1 { Accept::AllowedOnly } else { Accept::Everyone },
            has_rules: row.integer(3) == 1,
            sealing_key: row.optional_text(4),
            newest: Timestamp::from_millis(row.integer(5)),
            stored: row.integer(6),
        })
    }

    /// The rules that can be about a sender's mail to an address. However many there are, no others are read.
    fn rulings(&self, address: &str, sender: &Sender<'_>) -> Result<Vec<Ruling>> {
        const SELECT_RULES: &str = "
            SELECT sender, auth, action, trusting FROM rule
            WHERE coalesce(address, '') IN (?1, '') AND sender IN (SELECT value FROM json_each(?2))";
        let meant = to_json(&sender.meant_by())?;
        self.sql().all(SELECT_RULES, &values![address, &meant])?.iter().map(ruling).collect()
    }
}

impl DeliveryPolicy {
    /// What becomes of a message for the address.
    pub fn disposition(&self, pod: &Pod, address: &str, sender: &Sender<'_>) -> Result<Disposition> {
        match (self.has_rules, self.accept) {
            (false, Accept::Everyone) => Ok(Disposition::Taken),
            (false, accept) => Ok(sender.disposition(accept, &[])),
            (true, accept) => Ok(sender.disposition(accept, &pod.rulings(address, sender)?)),
        }
    }
}

fn ruling(row: &Row) -> Result<Ruling> {
    Ok(Ruling {
        senders: row.text(0),
        condition: condition(row, 1),
        action: action(row, 2)?,
        trusting: row.integer(3) == 1,
    })
}
