//! Who calls, and where.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    api::Api,
    output::{self, cell},
};

/// Prints the deployment, the account or pod, and its addresses. What the caller may not read is left out.
pub fn whoami(api: &Api, json: bool) -> Result<()> {
    let mut me = me(api)?;
    if json {
        me["server"] = json!(api.server());
        me["id"] = me["pod"]["id"].clone();
        return output::line(&me.to_string());
    }
    let name = [&me["account"]["name"], &me["pod"]["name"]].map(cell).into_iter().find(|name| !name.is_empty());
    let lines = [
        ("server", api.server().to_owned()),
        ("id", cell(&me["pod"]["id"])),
        ("name", name.unwrap_or_default()),
        ("tier", cell(&me["account"]["tier"])),
        ("addresses", cell(&me["addresses"])),
    ];
    lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .try_for_each(|(name, value)| output::line(&format!("{name:10} {value}")))
}

/// The id of the account, or of the pod if the key or login is for one. This needs no permission.
pub fn owner(api: &Api) -> Result<String> {
    Ok(me(api)?["pod"]["id"].as_str().context("the reply names no pod")?.to_owned())
}

fn me(api: &Api) -> Result<Value> {
    api.get("/v1/me").send()?.json()
}
