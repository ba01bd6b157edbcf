//! A cap that a charge would exceed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::id::RunId;

/// A cap that a charge would exceed. For the account's caps, a pod does not see the numbers: they would reveal what other pods spend.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Exceeded {
    /// `account`, `pod` or `run`: whose cap.
    #[schema(example = "pod")]
    scope: String,
    /// `daily`, `weekly` or `monthly`; `total` for a run.
    #[schema(example = "daily")]
    period: String,
    /// The cap in atomic USDC. Null, like the next two fields, if a pod's key reads a cap of the account.
    limit_usdc: Option<i64>,
    /// What is spent in the period, in atomic USDC; for a run, what it and the runs that it started have spent.
    spent_usdc: Option<i64>,
    /// What is held, in atomic USDC, from all periods.
    held_usdc: Option<i64>,
    /// The amount of the charge, in atomic USDC.
    requested_usdc: i64,
    /// For the cap of a run: the run that has it. It can be one that started the run, or one above that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_id: Option<RunId>,
}

impl Exceeded {
    /// Reads stored JSON. `confined`: the reader has access to the pod only.
    pub fn read(json: &str, confined: bool) -> Result<Vec<Self>> {
        let all: Vec<Self> = serde_json::from_str(json).map_err(Error::internal)?;
        Ok(all.into_iter().map(|cap| if confined { cap.for_pod() } else { cap }).collect())
    }

    fn for_pod(self) -> Self {
        if self.scope != "account" {
            return self;
        }
        Self { limit_usdc: None, spent_usdc: None, held_usdc: None, ..self }
    }

    /// For people: `the pod's daily cap`.
    pub fn name(&self) -> String {
        format!("the {}'s {} cap", self.scope, self.period)
    }
}
