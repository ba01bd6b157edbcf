//! What binds the agents of the pod, and the requests that it sends.

use serde::Deserialize;

use super::PodDirectory;
use crate::bounds::{Bound, Bounds};
use crate::ceiling::{Ceiling, Names};
use crate::egress::EgressFqdns;
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::platform::{JsonText, values};

/// What binds a pod.
pub struct PodBounds {
    /// What its agents may use.
    pub agents: Bounds,
    /// The hosts to which it may send requests.
    pub egress: EgressFqdns,
}

#[derive(Deserialize)]
struct BoundsRow {
    tools: JsonText<Names>,
    models: JsonText<Names>,
    skills: JsonText<Names>,
    account_tools: JsonText<Names>,
    account_models: JsonText<Names>,
    account_skills: JsonText<Names>,
    egress_fqdns: JsonText<EgressFqdns>,
}

impl PodDirectory {
    /// The hosts to which another pod of the same account may send requests. A pod that is gone is not bound.
    pub async fn egress_of(&self, pod: &PodId) -> Result<EgressFqdns> {
        const SELECT_EGRESS: &str = "
            SELECT egress_fqdns FROM pod WHERE id = ?1 AND account_id = (SELECT account_id FROM pod WHERE id = ?2)";
        #[derive(Deserialize)]
        struct Row {
            egress_fqdns: JsonText<EgressFqdns>,
        }
        let row: Option<Row> = self.db()?.row(SELECT_EGRESS, &values![pod.as_str(), self.pod.as_str()]).await?;
        Ok(row.map(|row| row.egress_fqdns.0).unwrap_or_default())
    }

    /// What binds the pod now.
    pub async fn bounds(&self) -> Result<PodBounds> {
        const SELECT_BOUNDS: &str = "
            SELECT p.ceiling_tools AS tools, p.ceiling_models AS models, p.ceiling_skills AS skills,
              a.ceiling_tools AS account_tools, a.ceiling_models AS account_models, a.ceiling_skills AS account_skills,
              p.egress_fqdns
            FROM pod p JOIN account a ON a.id = p.account_id WHERE p.id = ?1";
        let row: Option<BoundsRow> = self.db()?.row(SELECT_BOUNDS, &values![self.pod.as_str()]).await?;
        let row = row.ok_or_else(|| Error::internal("the pod has no account"))?;
        let tenant = Ceiling { tools: row.tools.0, models: row.models.0, skills: row.skills.0 };
        let account =
            Ceiling { tools: row.account_tools.0, models: row.account_models.0, skills: row.account_skills.0 };
        Ok(PodBounds {
            agents: Bounds::new([(Bound::Tenant, tenant), (Bound::Account, account)]),
            egress: row.egress_fqdns.0,
        })
    }
}
