//! Who calls, and where.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    api::Api,
    error::ApiError,
    output::{self, cell},
};

/// Prints the deployment, the account or pod, and its addresses. What the caller may not read is left out.
pub fn whoami(api: &Api, json: bool) -> Result<()> {
    let account = permitted(api, "/v1/account/me")?;
    let id = match &account {
        Value::Null => permitted(api, "/v1/budget")?["agent_id"].clone(),
        account => account["id"].clone(),
    };
    let addresses = permitted(api, "/v1/email/addresses")?["addresses"].clone();
    if json {
        let found = json!({ "server": api.server(), "id": id, "account": account, "addresses": addresses });
        return output::line(&found.to_string());
    }
    let lines = [("server", api.server().to_owned()), ("id", cell(&id)), ("name", cell(&account["name"]))];
    let tier = [("tier", cell(&account["tier"])), ("addresses", cell(&addresses))];
    lines
        .into_iter()
        .chain(tier)
        .filter(|(_, value)| !value.is_empty())
        .try_for_each(|(name, value)| output::line(&format!("{name:10} {value}")))
}

/// A reply, or null if the caller may not have it.
fn permitted(api: &Api, path: &str) -> Result<Value> {
    match api.get(path).send() {
        Ok(reply) => reply.json(),
        Err(error) if error.downcast_ref().is_some_and(|error: &ApiError| error.status == 403) => Ok(Value::Null),
        Err(error) => Err(error),
    }
}
