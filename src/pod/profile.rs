//! Public profiles of agents.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Pod;
use super::mail::addresses::not_yours;
use crate::audit_action::AuditAction;
use crate::directory::Visibility;
use crate::error::{Error, Result};
use crate::wire::{Body, Json, Path, to_json};

/// Characters of a description.
const MAX_DESCRIPTION_CHARS: usize = 500;
/// Capabilities, and characters of one.
const MAX_CAPABILITIES: usize = 20;
const MAX_CAPABILITY_CHARS: usize = 50;

/// A profile to set. Absent fields are empty.
#[derive(Deserialize, ToSchema)]
pub struct NewProfile {
    /// At most 500 characters.
    #[schema(example = "Books meeting rooms.")]
    description: Option<String>,
    /// At most 20, of 50 characters each.
    #[serde(default)]
    #[schema(example = json!(["booking", "calendar"]))]
    capabilities: Vec<String>,
    #[serde(default)]
    visibility: Visibility,
}

/// A profile that was set.
#[derive(Serialize, ToSchema)]
pub struct SetProfile {
    /// The name in the path of the profile.
    #[schema(example = "ada")]
    name: String,
    /// The email address of the agent.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// What the agent does.
    #[schema(example = "Plans meetings.")]
    description: Option<String>,
    /// What the agent can do.
    #[schema(example = json!(["scheduling"]))]
    capabilities: Vec<String>,
    visibility: Visibility,
    /// The URL of the profile.
    #[schema(example = "https://warren.example/agents/ada")]
    url: String,
}

/// Set a profile.
///
/// Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The change is visible everywhere
/// within a minute.
#[operation(
    PUT "/v1/agents/{name}", tag = "agent-profiles", permission = ProfileWrite,
    path(name = "The address, or the part before its `@`."),
    reply = "The profile.",
    errors(InvalidRequest, InvalidAddress, AddressNotYours),
    audit(ProfileSet),
)]
pub async fn set_profile(pod: Pod, Path(name): Path<String>, Body(new): Body<NewProfile>) -> Result<Json<SetProfile>> {
    let address = pod.addresses().own(Some(&pod.config().address_of(&name))).await?;
    let description = new.description.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let capabilities: Vec<_> = new.capabilities.iter().map(|name| name.trim().to_owned()).collect();
    let fits = |text: &str, most| (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if description.as_ref().is_some_and(|text| text.chars().count() > MAX_DESCRIPTION_CHARS) {
        return Err(Error::invalid(format!("description can have at most {MAX_DESCRIPTION_CHARS} characters.")));
    }
    if capabilities.len() > MAX_CAPABILITIES || !capabilities.iter().all(|name| fits(name, MAX_CAPABILITY_CHARS)) {
        return Err(Error::invalid(format!(
            "capabilities can have at most {MAX_CAPABILITIES} entries of 1 to {MAX_CAPABILITY_CHARS} characters."
        )));
    }
    let list = to_json(&capabilities)?;
    let (directory, now) = (pod.directory(), pod.now());
    if !directory.set_profile(&address, description.as_deref(), &list, new.visibility, now).await? {
        return Err(not_yours());
    }
    pod.audit().record(AuditAction::ProfileSet, &address)?;
    let name = pod.config().name_of(&address).to_owned();
    let url = pod.config().profile_url(&name);
    Ok(Json(SetProfile { url, name, address, description, capabilities, visibility: new.visibility }))
}
