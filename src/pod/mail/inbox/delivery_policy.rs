//! The policy of an address for arriving mail: which senders it accepts, and to which key mail is encrypted.

use crate::error::{Error, Result};
use crate::mail::rule::{Accept, Disposition, Ruling, Sender};
use crate::platform::{FromRow, values};
use crate::pod::mail::addresses::Addresses;
use crate::pod::mail::rules;
use crate::time::Timestamp;
use crate::wire::to_json;

/// How an address receives mail at this moment.
#[derive(FromRow)]
pub struct DeliveryPolicy {
    /// Whether the pod is suspended or being erased.
    pub is_suspended: bool,
    /// Whether the pod knows that it has the address.
    pub is_known: bool,
    accepts_allowed_only: bool,
    has_rules: bool,
    /// The key to which mail is encrypted, if any: the address's own key, the key of its claim, or the pod's key.
    pub sealing_key: Option<String>,
    /// When the newest message of the address was received.
    pub newest: Option<Timestamp>,
    /// Bytes that the pod stores.
    pub stored_bytes: i64,
}

#[derive(FromRow)]
struct RulingRow {
    sender: String,
    auth: Option<String>,
    action: String,
    trusting: bool,
}

impl Addresses<'_> {
    /// How an address receives mail now. It is one statement because it runs for each message.
    pub(in crate::pod) fn delivery_policy(self, address: &str) -> Result<DeliveryPolicy> {
        // With a bare `?` SQLite assumes that its value affects the plan, and plans again in every call.
        const SELECT_POLICY: &str = "
            SELECT EXISTS (SELECT 1 FROM shut) AS is_suspended,
              address IS NOT NULL AND move_job IS NULL AS is_known,
              coalesce(accept = 'allowed_only', 0) AS accepts_allowed_only, EXISTS (SELECT 1 FROM rule) AS has_rules,
              iif(e2e_enabled, coalesce(own_key, public_key,
                (SELECT k.public_key FROM e2e_owner JOIN e2e_key k ON k.seq = active)), NULL) AS sealing_key,
              (SELECT max(received_at) FROM message WHERE message.address = address.address) AS newest,
              (SELECT received + sent FROM storage) AS stored_bytes
            FROM (SELECT 1) LEFT JOIN address ON address = CAST(? AS TEXT)";
        let policy = self.pod.sql().row(SELECT_POLICY, &values![address])?;
        policy.ok_or_else(|| Error::internal("a query without a filter returned no row"))
    }

    /// What happens to a message of a sender to an address.
    pub(super) fn disposition(
        self,
        policy: &DeliveryPolicy,
        address: &str,
        sender: &Sender<'_>,
    ) -> Result<Disposition> {
        let accept = if policy.accepts_allowed_only { Accept::AllowedOnly } else { Accept::Everyone };
        match (policy.has_rules, accept) {
            (false, Accept::Everyone) => Ok(Disposition::Taken),
            (false, accept) => Ok(sender.disposition(accept, &[])),
            (true, accept) => Ok(sender.disposition(accept, &self.rulings(address, sender)?)),
        }
    }

    /// The rules that can match a sender's mail to an address. The index finds them without reading other rules.
    fn rulings(self, address: &str, sender: &Sender<'_>) -> Result<Vec<Ruling>> {
        const SELECT_RULES: &str = "
            SELECT sender, auth, action, trusting FROM rule
            WHERE coalesce(address, '') IN (?1, '') AND sender IN (SELECT value FROM json_each(?2))";
        let senders = to_json(&sender.matching_senders())?;
        let rows: Vec<RulingRow> = self.pod.sql().rows(SELECT_RULES, &values![address, &senders])?;
        let rulings = rows.into_iter().map(|row| {
            Ok(Ruling {
                senders: row.sender,
                condition: rules::stored_condition(row.auth.as_deref()),
                action: rules::stored_action(&row.action)?,
                trusting: row.trusting,
            })
        });
        rulings.collect()
    }
}
