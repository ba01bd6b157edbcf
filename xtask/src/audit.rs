//! What others made and Warren is built of: licences, origins, known vulnerabilities.

use std::process::Command;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    project::{at, program, read, run, said},
    tools::CargoTool,
};

/// The folders that have a package-lock.json: the tools, the console, what the TypeScript SDK is made with, what the MCP server is tested
/// with, what openapi.json is checked with, and what tests pay with. Of the console only, what it is built of is deployed.
const NPM_FOLDERS: [&str; 6] = ["", "console", "sdk/typescript", "tests/mcp", "tests/openapi", "tests/x402"];

/// Licences, origins and duplicates.
pub fn dependencies() -> Result<()> {
    let deny = CargoTool::deny().ready()?;
    run(program(&deny).args(["--log-level", "error", "check", "licenses", "bans", "sources"]))
}

/// Known vulnerabilities, as far as the lists of them can be had. What could not be looked up is said at once, and returned to be said again at
/// the end.
pub fn vulnerabilities() -> Result<Vec<String>> {
    let mut skipped = Vec::new();
    let deny = CargoTool::deny().ready()?;
    match read(program(&deny).args(["fetch", "db"])) {
        Ok(_) => run(program(&deny).args(["--log-level", "error", "check", "--disable-fetch", "advisories"]))?,
        Err(_) => skipped.push(
            "vulnerabilities of crates: their list (github.com/RustSec/advisory-db) cannot be reached from here"
                .to_owned(),
        ),
    }
    for folder in NPM_FOLDERS {
        let mut npm = Command::new("npm");
        npm.current_dir(at(folder)).args(["audit", "--json", "--package-lock-only"]);
        let lock = at(folder).join("package-lock.json");
        match Audit::read(&said(&mut npm)?) {
            Audit::Clean => {}
            Audit::Found { critical: 0, all } => {
                eprintln!("  WARNING: npm knows {all} vulnerabilities in {}", lock.display())
            }
            Audit::Found { critical, .. } => {
                bail!("npm knows {critical} critical vulnerabilities in {}", lock.display())
            }
            Audit::Failed(why) => skipped.push(format!("npm audit of {}: {why}", lock.display())),
        }
    }
    for what in &skipped {
        eprintln!("  SKIPPED: {what}");
    }
    Ok(skipped)
}

/// What `npm audit --json` says.
#[derive(Debug, PartialEq, Eq)]
enum Audit {
    Clean,
    Found {
        critical: u64,
        all: u64,
    },
    /// The registry did not answer, with its reason.
    Failed(String),
}

impl Audit {
    fn read(output: &str) -> Self {
        let Ok(said) = serde_json::from_str::<Value>(output) else { return Self::Failed("it says nothing".to_owned()) };
        let counts = &said["metadata"]["vulnerabilities"];
        match (counts["critical"].as_u64(), counts["total"].as_u64()) {
            (Some(_), Some(0)) => Self::Clean,
            (Some(critical), Some(all)) => Self::Found { critical, all },
            _ => Self::Failed(said["message"].as_str().unwrap_or("it gives no reason").to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_that_did_not_happen_is_no_clean_one() {
        let counts = |critical: u64, total: u64| {
            format!(
                r#"{{"auditReportVersion":2,"metadata":{{"vulnerabilities":{{"critical":{critical},"total":{total}}}}}}}"#
            )
        };
        assert_eq!(Audit::read(&counts(0, 0)), Audit::Clean);
        assert_eq!(Audit::read(&counts(1, 3)), Audit::Found { critical: 1, all: 3 });
        let refused = r#"{"message":"405 Method Not Allowed - POST https://registry.example/","statusCode":405}"#;
        assert_eq!(
            Audit::read(refused),
            Audit::Failed("405 Method Not Allowed - POST https://registry.example/".to_owned())
        );
        assert!(matches!(Audit::read(""), Audit::Failed(_)));
        assert!(matches!(Audit::read(r#"{"error":{"code":"ENOTFOUND"}}"#), Audit::Failed(_)));
    }
}
