//! The console: built from `console/`, and tested in a browser.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    project::{at, once_for, path_with, run, step},
    tools,
    worker::Build,
};

const FOLDER: &str = "console";
/// What the built files depend on.
const SOURCES: [&str; 9] = [
    "src",
    "public",
    "index.html",
    "api.html",
    "docs.html",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "../openapi.json",
];
const STAMP: &str = "console/dist/.built-from";
/// Made from `openapi.json`.
const GENERATED: &str = "schema.gen.ts";

/// The built files by their paths, as one JSON object. Builds them if a source has changed.
pub fn files() -> Result<Vec<u8>> {
    tools::console_tools()?;
    once_for(&at(STAMP), &sources()?, || {
        step("building the console", || {
            run(&mut npm(&["run", "--silent", "schema"]))?;
            run(&mut npm(&["run", "--silent", "build", "--", "--logLevel", "warn"]))
        })
    })?;
    let dist = at(FOLDER).join("dist");
    let mut files = BTreeMap::new();
    for path in files_below(&dist)? {
        let name = path.strip_prefix(&dist)?.to_string_lossy().into_owned();
        if at(STAMP) != path {
            let content = fs::read_to_string(&path).with_context(|| format!("{name} of the console is no text"))?;
            files.insert(name, content);
        }
    }
    Ok(serde_json::to_vec(&files)?)
}

/// Checks the types, and drives every screen in a browser against the built worker.
pub fn test(build: Build, browser: &Path, filter: Option<&str>) -> Result<()> {
    if filter.is_none() {
        step("types of the console", || run(&mut npm(&["run", "--silent", "check"])))?;
    }
    step("console in a browser", || {
        let mut tests = npm(&["run", "--silent", "test", "--", "--pass-with-no-tests"]);
        if let Some(filter) = filter {
            tests.args(["--grep", filter]);
        }
        run(tests.env("WORKER", build.folder()).env("BROWSER", browser))
    })
}

/// npm in the console's folder, with the project's own Node.
fn npm(arguments: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(at(FOLDER)).args(arguments).env("PATH", path_with([at("node_modules/.bin")]));
    npm
}

/// A hash of everything that the built files depend on.
fn sources() -> Result<String> {
    let mut hash = Sha256::new();
    for source in SOURCES {
        let source = at(FOLDER).join(source);
        let files = if source.is_dir() { files_below(&source)? } else { vec![source] };
        for file in files.iter().filter(|file| !file.ends_with(GENERATED)) {
            hash.update(file.to_string_lossy().as_bytes());
            hash.update(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
        }
    }
    Ok(BASE64_STANDARD.encode(hash.finalize()))
}

/// All files in a folder and in those below it, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(files_below(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}
