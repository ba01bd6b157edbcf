//! What the rules say of a message that arrives.

use super::Pod;
use crate::error::{Error, Result};
use crate::mail::rule::{Accept, Fate, Ruling, Sender};
use crate::platform::{Row, values};

use super::rules::{action, condition};

impl Pod {
    /// What becomes of a message for an address. However many rules there are, only those that name the sender are read.
    pub(super) fn screen(&self, address: &str, sender: &Sender<'_>) -> Result<Fate> {
        const RULES: &str = "
            SELECT a.accept = 'allowed_only', r.sender, r.auth, r.action, r.trusting
            FROM address a LEFT JOIN rule r
              ON coalesce(r.address, '') IN (a.address, '') AND r.sender IN (SELECT value FROM json_each(?2))
            WHERE a.address = ?1";
        let meant = serde_json::to_string(&sender.meant_by()).map_err(Error::internal)?;
        let rows = self.sql().all(RULES, &values![address, &meant])?;
        let selective = rows.first().is_some_and(|row| row.integer(0) == 1);
        let rulings: Vec<Ruling> = rows.iter().filter(|row| !row.is_null(1)).map(ruling).collect::<Result<_>>()?;
        Ok(sender.fate(if selective { Accept::AllowedOnly } else { Accept::Everyone }, &rulings))
    }
}

fn ruling(row: &Row) -> Result<Ruling> {
    Ok(Ruling {
        senders: row.text(1),
        condition: condition(row, 2),
        action: action(row, 3)?,
        trusting: row.integer(4) == 1,
    })
}
