//! A cap that a charge would exceed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// A cap that a charge would exceed. For the account's caps, a pod does not see the numbers: they would reveal what other pods spend.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Exceeded {
    /// `account` or `pod`: whose cap.
    #[schema(example = "pod")]
    scope: String,
    /// `daily`, `weekly` or `monthly`.
    #[schema(example = "daily")]
    period: String,
    /// The cap in atomic USDC. Null, like the next two fields, if a pod's key reads a cap of the account.
    limit_usdc: Option<i64>,
    /// What is spent in the period, in atomic USDC.
    spent_usdc: Option<i64>,
    /// What is held, in atomic USDC, from all periods.
    held_usdc: Option<i64>,
    /// The amount of the charge, in atomic USDC.
    requested_usdc: i64,
}

impl Exceeded {
    /// Reads stored JSON. `is_pod`: the reader is a pod.
    pub fn read(json: &str, is_pod: bool) -> Result<Vec<Self>> {
        let all: Vec<Self> = serde_json::from_str(json).map_err(Error::internal)?;
        Ok(all.into_iter().map(|cap| if is_pod { cap.for_pod() } else { cap }).collect())
    }

    fn for_pod(self) -> Self {
        if self.scope == "pod" {
            return self;
        }
        Self { limit_usdc: None, spent_usdc: None, held_usdc: None, ..self }
    }

    /// For people: `the pod's daily cap`.
    pub fn name(&self) -> String {
        format!("the {}'s {} cap", self.scope, self.period)
    }
}
