//! Secrets made here: 32 random bytes, as base64.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};

pub fn generate() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(BASE64_STANDARD.encode(bytes))
}

/// The secret of this name that belongs to the data in `folder`, made with the first start: data that was sealed with
/// it stays readable after a restart.
pub fn kept(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    if let Ok(secret) = fs::read_to_string(&path) {
        return Ok(secret.trim().to_owned());
    }
    let secret = generate()?;
    write(folder, &path, &secret)?;
    Ok(secret)
}

/// Puts a secret in the place of the one that is kept: whole, or not at all. Where it is.
pub fn replace(folder: &Path, name: &str, secret: &str) -> Result<PathBuf> {
    let (path, new) = (folder.join(name), folder.join(format!("{name}.new")));
    _ = fs::remove_file(&new);
    write(folder, &new, secret)?;
    fs::rename(&new, &path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn write(folder: &Path, path: &Path, secret: &str) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    Ok(())
}
