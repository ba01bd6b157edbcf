//! Secrets in the vault. They are encrypted before they are sent (`docs/vault-crypto.md`).

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::PathBuf,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use vault_envelope::Seed;

use crate::{
    api::{Api, path},
    error::ApiError,
    http::Reply,
    list::{List, Page},
    output::{self, cell, minute},
    whoami,
};

#[derive(Subcommand)]
pub enum VaultCommand {
    /// List the keys.
    List {
        #[command(flatten)]
        page: Page,
    },
    /// Print a secret.
    Get {
        key: String,
        /// Only this version. Default: the newest.
        #[arg(long)]
        version: Option<u64>,
        #[command(flatten)]
        place: Place,
    },
    /// Store a secret, read from stdin without its last line break.
    Put {
        key: String,
        /// Store the content of this file as it is.
        #[arg(long)]
        file: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Delete a secret.
    Delete {
        key: String,
        /// Only this version. Default: the key with all versions.
        #[arg(long)]
        version: Option<u64>,
    },
}

/// What encrypts, and for which vault.
#[derive(Args)]
pub struct Place {
    /// A file with the seed: 32 bytes in base64url, which nobody else can read.
    #[arg(long, env = "WARREN_SEED_FILE")]
    seed_file: Option<PathBuf>,
    /// The account or pod whose vault it is. Default: what the server says.
    #[arg(long, env = "WARREN_VAULT_OWNER")]
    owner: Option<String>,
}

pub fn run(api: &Api, json: bool, command: &VaultCommand) -> Result<()> {
    match command {
        VaultCommand::List { page } => list(api, json, page),
        VaultCommand::Get { key, version, place } => get(&place.open(api)?, json, key, *version),
        VaultCommand::Put { key, file, place } => {
            let secret = match file {
                Some(file) => fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
                None => read_stdin()?,
            };
            put(&place.open(api)?, json, key, &secret)
        }
        VaultCommand::Delete { key, version } => {
            let reply = api.delete(&path("/v1/vault/", key, "")).query("version", *version).send()?;
            let until = reply.json()?["undelete_until"].as_str().map(str::to_owned);
            let until = until.map(|until| format!("; it can be undeleted until {until}")).unwrap_or_default();
            output::line(&if json { reply.body } else { format!("deleted {key}{until}") })
        }
    }
}

fn list(api: &Api, json: bool, page: &Page) -> Result<()> {
    let list = List {
        items: "keys",
        cursor: "cursor",
        headings: ["KEY", "VERSION", "STORED", "LAST READ"],
        row: |key| {
            let (version, stored) = (cell(&key["version"]), minute(&key["updated_at"]));
            [cell(&key["key"]), version, stored, minute(&key["last_read_at"])]
        },
    };
    list.print(json, page, || api.get("/v1/vault"))
}

/// A vault whose secrets can be read.
struct OpenVault<'a> {
    api: &'a Api,
    seed: Seed,
    owner: String,
}

impl Place {
    fn open<'a>(&self, api: &'a Api) -> Result<OpenVault<'a>> {
        let path = self.seed_file.as_deref().context("pass --seed-file, or set WARREN_SEED_FILE")?;
        let seed = Seed::read(path)?;
        let owner = match &self.owner {
            Some(owner) => owner.clone(),
            None => whoami::owner(api)
                .context("cannot find out whose vault it is: pass --owner with the id of the account or pod")?,
        };
        Ok(OpenVault { api, seed, owner })
    }
}

fn get(vault: &OpenVault, json: bool, key: &str, version: Option<u64>) -> Result<()> {
    let reply = vault.api.get(&path("/v1/vault/", key, "")).query("version", version).send()?.json()?;
    // The server could show another version than the one that was asked for.
    let shown = version.or_else(|| reply["version"].as_u64()).context("the reply names no version")?;
    let envelope = reply["ciphertext"].as_str().unwrap_or_default();
    let opened = vault.seed.open(&vault.owner, key, shown, envelope);
    let secret = opened.with_context(|| format!("cannot decrypt version {shown} of {key}"))?;
    if json {
        let mut reply = reply;
        reply["secret"] = Value::String(String::from_utf8(secret).context("the secret is no text: leave out --json")?);
        return output::line(&reply.to_string());
    }
    output::raw(&secret)?;
    if io::stdout().is_terminal() { output::raw(b"\n") } else { Ok(()) }
}

fn put(vault: &OpenVault, json: bool, key: &str, secret: &[u8]) -> Result<()> {
    let reply = store(vault, key, secret)?;
    if json {
        return output::line(&reply.body);
    }
    output::line(&format!("stored version {} of {key}", reply.json()?["version"]))
}

/// Stores a new version. The envelope contains its number, so it must be known before; if it is taken, the server says which is the newest.
fn store(vault: &OpenVault, key: &str, secret: &[u8]) -> Result<Reply> {
    let mut newest = 0;
    loop {
        let ciphertext = vault.seed.seal(&vault.owner, key, newest + 1, secret)?;
        let body = json!({ "ciphertext": ciphertext, "if_version": newest });
        let error = match vault.api.put(&path("/v1/vault/", key, "")).json(body).send() {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let conflict = error.downcast_ref::<ApiError>().filter(|error| error.code() == "version_conflict");
        match conflict.and_then(|conflict| conflict.body["current_version"].as_u64()) {
            Some(current) if current != newest => newest = current,
            _ => return Err(error),
        }
    }
}

/// The secret on stdin. The line break that `echo` and people add is no part of it.
fn read_stdin() -> Result<Vec<u8>> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        eprintln!("Type the secret, and end it with Enter and Ctrl-D.");
    }
    let mut secret = Vec::new();
    stdin.lock().read_to_end(&mut secret)?;
    secret.pop_if(|last| *last == b'\n');
    if secret.is_empty() {
        bail!("stdin has no secret: pipe it in, or pass --file");
    }
    Ok(secret)
}
