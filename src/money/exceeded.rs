//! A cap that a charge would exceed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// A cap that a charge would exceed. A pod learns of the account's caps which they are, and no numbers: those tell what other pods spend.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Exceeded {
    /// `account` or `pod`: whose cap.
    #[schema(example = "pod")]
    scope: String,
    /// `daily`, `weekly` or `monthly`.
    #[schema(example = "daily")]
    period: String,
    /// Null, as the next two, where the cap is the account's and a pod's key asks.
    limit_usdc: Option<i64>,
    /// What is spent in the period, in atomic USDC.
    spent_usdc: Option<i64>,
    /// What is held, in whatever period that began.
    held_usdc: Option<i64>,
    /// The amount of the charge, in atomic USDC.
    requested_usdc: i64,
}

impl Exceeded {
    /// Of stored JSON, as the account sees it, or somebody confined to a pod.
    pub fn read(json: &str, confined: bool) -> Result<Vec<Self>> {
        let all: Vec<Self> = serde_json::from_str(json).map_err(Error::internal)?;
        Ok(all.into_iter().map(|cap| if confined { cap.confined() } else { cap }).collect())
    }

    fn confined(self) -> Self {
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
