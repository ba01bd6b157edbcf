//! The tools as they are listed: with the schemas of their operations, made from the declarations.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

use super::tools::{TOOLS, Tool};
use crate::error::{Error, Result};
use crate::platform;
use crate::wire::Principal;

/// A tool in the catalog.
#[derive(Deserialize)]
pub struct Entry {
    /// Parameters that stand in the query although the operation has a body.
    pub query: Vec<String>,
    /// The tool as a client sees it.
    pub listed: Value,
}

/// The entry of a tool.
pub fn entry(tool: &Tool) -> Result<&'static Entry> {
    static CATALOG: OnceLock<std::result::Result<HashMap<String, Entry>, String>> = OnceLock::new();
    let read = || serde_json::from_slice(&platform::tool_catalog()).map_err(|error| error.to_string());
    let catalog = CATALOG.get_or_init(read).as_ref().map_err(Error::internal)?;
    catalog.get(tool.name).ok_or_else(|| Error::internal(format!("the catalog has no tool {}", tool.name)))
}

/// The tools that a caller may use, as they are listed.
pub fn listed(caller: &Principal) -> Result<Vec<&'static Value>> {
    let allowed = TOOLS.iter().filter(|tool| caller.check(tool.operation).is_ok());
    allowed.map(|tool| Ok(&entry(tool)?.listed)).collect()
}
