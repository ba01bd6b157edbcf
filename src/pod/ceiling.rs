//! Which tools, models and skills the agents of the pod may use.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Pod;
use crate::bounds::{Allowed, Bound, Bounds, Dimension, Refused};
use crate::ceiling::Names;
use crate::error::Result;
use crate::wire::{Body, Json, Principal, Role};

/// Names to check.
#[derive(Default, Deserialize, ToSchema)]
pub struct CheckCeiling {
    /// Names of tools.
    #[serde(default)]
    #[schema(example = json!(["web_search", "shell"]))]
    tools: Names,
    /// Names of models.
    #[serde(default)]
    #[schema(example = json!(["gpt4o"]))]
    models: Names,
    /// Names of skills.
    #[serde(default)]
    #[schema(example = json!([]))]
    skills: Names,
}

/// The verdict on the names of one list.
#[derive(Serialize, ToSchema)]
pub struct CheckedNames {
    /// The names that may be used.
    #[schema(example = json!(["web_search"]))]
    allowed: Vec<String>,
    /// The others.
    #[schema(example = json!([{ "name": "shell", "bound": "tenant" }]))]
    refused: Vec<Refused>,
    /// All names that may be used, whether they were asked for or not; null if nothing restricts them. If it is empty, nothing may be used.
    #[schema(example = json!(["web_search"]))]
    effective: Option<Vec<String>>,
}

impl CheckedNames {
    fn new(bounds: &Bounds, dimension: Dimension, names: &Names) -> Self {
        let (allowed, refused) = bounds.judge(dimension, names.as_slice());
        let effective = match bounds.allowed(dimension) {
            Allowed::Everything => None,
            Allowed::Only(names) => Some(names.into_iter().collect()),
        };
        Self { allowed, refused, effective }
    }
}

/// The verdict on all names.
#[derive(Serialize, ToSchema)]
pub struct CheckedCeiling {
    tools: CheckedNames,
    models: CheckedNames,
    skills: CheckedNames,
}

/// Check what agents may use.
///
/// Says which tools, models and skills the agents of this pod may use now, and which bound refuses each of the others. A name may be used if
/// the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a ceiling does not restrict. But if two lists have no name in
/// common, nothing may be used. A changed ceiling applies at once: check again before each use, or when a run begins. Changes nothing.
#[operation(
    POST "/v1/ceiling/check", tag = "tenants", permission = BudgetRead, idempotency = Ignored,
    reply = "What may be used.",
    errors(InvalidRequest),
)]
pub async fn check_ceiling(
    pod: Pod,
    caller: Principal,
    Body(asked): Body<CheckCeiling>,
) -> Result<Json<CheckedCeiling>> {
    let agents = pod.bounds().await?.agents.clone();
    let is_viewer = caller.member.is_some_and(|member| member.role == Role::Viewer);
    let agents = if is_viewer { agents.with_nothing(Bound::Role) } else { agents };
    let check = |dimension, names| CheckedNames::new(&agents, dimension, names);
    Ok(Json(CheckedCeiling {
        tools: check(Dimension::Tools, &asked.tools),
        models: check(Dimension::Models, &asked.models),
        skills: check(Dimension::Skills, &asked.skills),
    }))
}
