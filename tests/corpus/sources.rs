//! Where the messages come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Result;

/// The messages, by a name that does not depend on the machine.
pub fn messages() -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    collect("mail-parser", &mail_parser_source()?.join("resources/eml"), "eml", &mut found)?;
    collect("cpython", &python_data()?, "txt", &mut found)?;
    Ok(found)
}

fn collect(name: &str, folder: &Path, extension: &str, found: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&format!("{name}/{file}"), &path, extension, found)?;
        } else if path.extension().is_some_and(|this| this == extension) {
            found.insert(format!("{name}/{file}"), path);
        }
    }
    Ok(())
}

/// Where cargo unpacked `mail-parser`.
fn mail_parser_source() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        manifest_path: PathBuf,
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", "--manifest-path"])
        .arg(manifest)
        .output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let package = metadata.packages.into_iter().find(|package| package.name == "mail-parser");
    let manifest = package.ok_or("mail-parser is no dependency")?.manifest_path;
    Ok(manifest.parent().ok_or("a manifest lies in a folder")?.to_owned())
}

/// The messages CPython tests its package with. Some systems pack them apart from Python: then `xtask` fetches them.
fn python_data() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("PYTHON_EMAIL_DATA") {
        return Ok(folder.into());
    }
    let script = "import os, test.test_email as t; print(os.path.join(os.path.dirname(t.__file__), 'data'))";
    let output = Command::new("python3").args(["-c", script]).output()?;
    let folder = String::from_utf8(output.stdout)?;
    if folder.trim().is_empty() {
        return Err("python3 comes without its test messages; PYTHON_EMAIL_DATA can name a folder that has them".into());
    }
    Ok(folder.trim().into())
}
