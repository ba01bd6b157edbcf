//! The tools as they are listed: with the schemas of their operations, made from the declarations.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::tools::TOOLS;
use crate::error::{Error, Result};
use crate::platform;
use crate::wire::{Principal, Tool};

/// The tool as a client sees it.
fn entry(tool: &Tool) -> Result<&'static Value> {
    static CATALOG: OnceLock<std::result::Result<HashMap<String, Value>, String>> = OnceLock::new();
    let read = || serde_json::from_slice(&platform::tool_catalog()).map_err(|error| error.to_string());
    let catalog = CATALOG.get_or_init(read).as_ref().map_err(Error::internal)?;
    catalog.get(tool.name).ok_or_else(|| Error::internal(format!("the catalog has no tool {}", tool.name)))
}

/// The tools that a caller may use, as they are listed.
pub fn listed(caller: &Principal) -> Result<Vec<&'static Value>> {
    let allowed = TOOLS.iter().filter(|tool| caller.check(tool.operation).is_ok());
    allowed.map(entry).collect()
}
