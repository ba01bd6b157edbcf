//! The secrets of a deployed worker: made here, given on the command line, or found in an old configuration. They are uploaded with the
//! worker and never written to its configuration.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use toml_edit::{DocumentMut, Item};

use crate::{
    deploy::{CONFIG, configured_wrangler, json_in},
    project::{at, read, run},
    secrets,
};

/// Those that are made with the first deployment.
const MADE: [&str; 2] = ["MASTER_KEY", "ADMIN_TOKEN"];

/// Where they are kept until they have been uploaded.
const FOLDER: &str = ".wrangler/deploy";

/// Names and values.
pub type Given = BTreeMap<String, String>;

/// Whether a variable is a secret. Its name says so, also that of one to come.
pub fn is_secret(name: &str) -> bool {
    ["_KEY", "_KEYS", "_TOKEN", "_SECRET", "_PASSWORD"].iter().any(|end| name.ends_with(end))
}

/// Collects the secrets that were given on the command line, found in the configuration before, or left over from a deployment that failed, and
/// keeps them where only their owner can read them until they have been uploaded.
pub fn set_aside(before: Option<&str>, vars: &[(String, String)]) -> Result<Given> {
    let folder = given_folder();
    let mut given = left_over(&folder)?;
    let found = found_in(before.unwrap_or_default())?;
    for name in found.keys() {
        eprintln!(
            "· {CONFIG} contained {name} in plain text. It is now uploaded as a secret and removed from the file.\n  \
             If the file was copied, to a backup or a repository, replace {name}."
        );
    }
    given.extend(found);
    given.extend(vars.iter().filter(|(name, _)| is_secret(name)).cloned());
    for (name, secret) in &given {
        write_private(&folder.join(name), secret)?;
    }
    Ok(given)
}

fn given_folder() -> PathBuf {
    at(FOLDER).join("given")
}

/// The secrets among the variables of a configuration.
fn found_in(config: &str) -> Result<Given> {
    let config: DocumentMut = config.parse().context(CONFIG)?;
    let vars = config.get("vars").and_then(Item::as_table).into_iter().flatten();
    let secrets = vars.filter(|(name, _)| is_secret(name));
    Ok(secrets.filter_map(|(name, item)| Some((name.to_owned(), item.as_str()?.to_owned()))).collect())
}

fn left_over(folder: &Path) -> Result<Given> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Given::new()) };
    let mut given = Given::new();
    for entry in entries {
        let entry = entry?;
        given.insert(entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path())?);
    }
    Ok(given)
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a file without a folder")?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    _ = fs::remove_file(path);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(file.write_all(text.as_bytes())?)
}

/// Which secrets are to be made: those that the deployed worker has not got and that are not given; all of them when it is not deployed.
pub fn to_make(given: &Given) -> Result<Vec<&'static str>> {
    let mut missing = missing()?;
    missing.retain(|name| !given.contains_key(*name));
    Ok(missing)
}

fn missing() -> Result<Vec<&'static str>> {
    match read(&mut configured_wrangler(&["secret", "list", "--format", "json"])) {
        Ok(output) => absent(&output),
        Err(error) if says_not_deployed(&error.to_string()) => Ok(MADE.to_vec()),
        // Anything else may be a passing failure; a new MASTER_KEY would make all stored mail unreadable.
        Err(error) => Err(error),
    }
}

fn absent(output: &str) -> Result<Vec<&'static str>> {
    let list = json_in(output)?;
    let list = list.as_array().context("wrangler printed no list")?;
    Ok(MADE.into_iter().filter(|secret| !list.iter().any(|entry| entry["name"] == *secret)).collect())
}

fn says_not_deployed(error: &str) -> bool {
    error.contains("Worker \"") && error.contains("not found")
}

/// Uploads the worker, and with it the secrets it lacks or is given: it never runs without them.
pub fn upload(made: &[&str], given: &Given) -> Result<()> {
    let mut deploy = configured_wrangler(&["deploy"]);
    if made.is_empty() && given.is_empty() {
        return run(&mut deploy);
    }
    let folder = at(FOLDER);
    let mut all = serde_json::Map::new();
    for name in made {
        // Kept until the person has put it away: a deployment that failed half-way finds the same one again.
        all.insert((*name).to_owned(), json!(secrets::kept(&folder, name)?));
    }
    for (name, secret) in given {
        all.insert(name.clone(), json!(secret));
    }
    let file = folder.join("secrets.json");
    write_private(&file, &Value::Object(all).to_string())?;
    let outcome = run(deploy.arg("--secrets-file").arg(&file));
    fs::remove_file(&file)?;
    outcome?;
    if given.is_empty() { Ok(()) } else { fs::remove_dir_all(given_folder()).context("cannot remove uploaded secrets") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_master_key_is_made_only_when_there_is_surely_none() {
        assert_eq!(absent("[]").unwrap(), MADE);
        assert_eq!(absent(r#"[{"name": "MASTER_KEY", "type": "secret_text"}]"#).unwrap(), ["ADMIN_TOKEN"]);
        assert!(says_not_deployed("Worker \"warren\" not found.\n\nIf this is a new Worker, …"));
        assert!(!says_not_deployed("fetch failed"));
        assert!(!says_not_deployed("Authentication error [code: 10000]"));
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["RESEND_API_KEY", "CLOUDFLARE_API_TOKEN", "ADMIN_TOKEN", "MASTER_KEY", "MASTER_KEYS"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["MAIL_DOMAIN", "PUBLIC_URL", "X402_PAY_TO", "CLOUDFLARE_ACCOUNT_ID", "KEY_CREATIONS_PER_HOUR"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn secrets_of_an_old_configuration_are_found() {
        let old = "[vars]\nRESEND_API_KEY = \"re_1\"\nMAIL_PROVIDER = \"resend\"\n";
        assert_eq!(found_in(old).unwrap(), Given::from([("RESEND_API_KEY".to_owned(), "re_1".to_owned())]));
        assert!(found_in("").unwrap().is_empty());
    }

    #[test]
    fn a_secret_set_aside_is_its_owners_alone_and_found_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("warren-given-{}", std::process::id()));
        write_private(&folder.join("RESEND_API_KEY"), "re_1").unwrap();
        write_private(&folder.join("RESEND_API_KEY"), "re_2").unwrap();
        let mode = fs::metadata(folder.join("RESEND_API_KEY")).unwrap().permissions().mode();
        let found = left_over(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!((mode & 0o777, found["RESEND_API_KEY"].as_str()), (0o600, "re_2"));
    }
}
