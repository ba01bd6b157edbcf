//! An amount of money.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::error::Error;

/// The most that one charge can be: a million USDC.
const MAX_AMOUNT: i64 = 1_000_000_000_000;
/// Atomic units of one USDC.
const UNIT: i64 = 1_000_000;

/// An amount of money: 1 to 1,000,000,000,000 atomic USDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// In atomic units.
    pub const fn atomic(self) -> i64 {
        self.0
    }

    /// From a stored number.
    pub const fn stored(atomic: i64) -> Self {
        Self(atomic)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let atomic =
            whole(&serde_json::Value::deserialize(deserializer)?).filter(|atomic| (1..=MAX_AMOUNT).contains(atomic));
        atomic.map(Self).ok_or_else(|| {
            de::Error::custom(Error::invalid(format!(
                "An amount is an integer from 1 to {MAX_AMOUNT}, in atomic USDC: 1000000 are 1.00 USDC."
            )))
        })
    }
}

/// An integer. `5.0` and `5e0` are accepted, as some languages write them; nothing is rounded.
pub fn whole(value: &serde_json::Value) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    value.as_i64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() <= MAX_AMOUNT as f64)
            .map(|number| number as i64)
    })
}

/// For display: `1.50 USDC`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:06}", self.0 % UNIT);
        let shown = fraction.trim_end_matches('0');
        write!(f, "{}.{shown:0<2} USDC", self.0 / UNIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_a_whole_number_of_atomic_units() {
        let read = |text: &str| serde_json::from_str::<Amount>(text);
        for (text, atomic) in [("1", 1), ("1000000000000", MAX_AMOUNT), ("5.0", 5), ("2e3", 2_000)] {
            assert_eq!(read(text).expect(text).atomic(), atomic);
        }
        for bad in ["0", "-1", "1000000000001", "0.5", "\"1\"", "null", "true", "1e40", "[1]", "{}"] {
            assert!(read(bad).expect_err(bad).to_string().starts_with("invalid_request: "), "{bad}");
        }
    }

    #[test]
    fn people_see_it_in_usdc() {
        for (atomic, shown) in [(1, "0.000001"), (1_500_000, "1.50"), (10_000, "0.01"), (123_456_789, "123.456789")] {
            assert_eq!(Amount(atomic).to_string(), format!("{shown} USDC"));
        }
    }
}
