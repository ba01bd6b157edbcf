//! Money. All amounts are integers of atomic USDC: 1,000,000 are 1.00 USDC.

mod amount;
mod exceeded;
pub mod period;
mod policy;

use serde::de;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

pub use amount::Amount;
pub use exceeded::Exceeded;
pub use period::Period;
pub use policy::Policy;

use crate::error::{Code, Error};
use crate::object::Object;

/// The largest cap: 1,000 USDC.
const MAX_CAP: i64 = 1_000_000_000;

/// Spending caps a calendar period, in atomic USDC (1,000,000 = 1.00 USDC). Periods are UTC, weeks are ISO weeks.
/// An absent period has no cap. Daily ≤ weekly ≤ monthly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<Unchecked>")]
#[schema(as = SpendingCaps)]
pub struct Caps {
    /// Maximum in a calendar day.
    #[schema(minimum = 1, maximum = 1_000_000_000, example = 1_000_000)]
    pub daily: Option<i64>,
    /// Maximum in an ISO week.
    #[schema(minimum = 1, maximum = 1_000_000_000, example = 5_000_000)]
    pub weekly: Option<i64>,
    /// Maximum in a calendar month.
    #[schema(minimum = 1, maximum = 1_000_000_000, example = 20_000_000)]
    pub monthly: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    daily: Option<i64>,
    weekly: Option<i64>,
    monthly: Option<i64>,
}

impl Caps {
    /// Whether no cap is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TryFrom<Object<Unchecked>> for Caps {
    type Error = Error;

    fn try_from(Object(Unchecked { daily, weekly, monthly }): Object<Unchecked>) -> Result<Self, Error> {
        growing([daily, weekly, monthly], MAX_CAP).then_some(Self { daily, weekly, monthly }).ok_or_else(bad_caps)
    }
}

/// The refusal of invalid caps.
pub fn bad_caps() -> Error {
    Error::new(Code::InvalidCaps, "Caps are integers from 1 to 1000000000 with daily ≤ weekly ≤ monthly.")
        .fix("Amounts are atomic USDC: 1000000 are 1.00 USDC.")
}

/// A single cap: 1 to 1,000,000,000 atomic USDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap(pub i64);

impl<'de> Deserialize<'de> for Cap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let atomic = amount::whole(&serde_json::Value::deserialize(deserializer)?);
        let atomic = atomic.filter(|atomic| (1..=MAX_CAP).contains(atomic));
        atomic.map(Self).ok_or_else(|| de::Error::custom(bad_caps()))
    }
}

/// Whether all numbers are between 1 and a maximum, and none is smaller than one before it.
pub fn growing(numbers: [Option<i64>; 3], max: i64) -> bool {
    let given: Vec<i64> = numbers.into_iter().flatten().collect();
    given.iter().all(|number| (1..=max).contains(number)) && given.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_grow_with_the_period() {
        let read = |text: &str| serde_json::from_str::<Caps>(text);
        assert!(read(r#"{"daily":1,"weekly":1,"monthly":2}"#).is_ok());
        assert!(read(r#"{"daily":5,"monthly":null}"#).is_ok());
        for bad in [r#"{"daily":2,"weekly":1}"#, r#"{"daily":2,"monthly":1}"#, r#"{"daily":0}"#, r#"{"yearly":1}"#] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let error = read(r#"{"daily":1000000001}"#).expect_err("too large");
        assert!(error.to_string().starts_with("invalid_caps: "));
    }
}
