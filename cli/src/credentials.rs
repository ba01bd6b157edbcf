//! The file with the login. Only its owner can read it.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{http::now, oauth::Tokens};

/// An access token that expires so soon is replaced first, in seconds.
const MIN_TOKEN_TTL: u64 = 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    pub server: String,
    pub client_id: String,
    pub token_endpoint: String,
    pub revocation_endpoint: Option<String>,
    pub access_token: String,
    pub refresh_token: String,
    /// When the access token expires, in seconds since 1970.
    pub expires_at: u64,
    pub scope: String,
}

impl Credentials {
    pub fn is_fresh(&self) -> bool {
        self.expires_at > now() + MIN_TOKEN_TTL
    }

    /// Replaces the tokens.
    pub fn renew(&mut self, tokens: Tokens) {
        self.expires_at = now() + tokens.expires_in;
        self.access_token = tokens.access_token;
        // RFC 6749 lets a server keep a refresh token, and leave out a scope that is as before.
        self.refresh_token = tokens.refresh_token.unwrap_or_else(|| std::mem::take(&mut self.refresh_token));
        self.scope = tokens.scope.unwrap_or_else(|| std::mem::take(&mut self.scope));
    }
}

/// Where the login is kept.
pub struct CredentialStore {
    directory: PathBuf,
}

/// Holds back other processes that want to change the login, until it is dropped.
#[must_use]
pub struct Lock {
    _file: File,
}

impl CredentialStore {
    /// `$XDG_CONFIG_HOME/warren`, or `~/.config/warren`.
    pub fn open() -> Result<Self> {
        let directory = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let configuration = directory("XDG_CONFIG_HOME").or_else(|| Some(directory("HOME")?.join(".config")));
        let configuration = configuration.context("HOME is not set, so there is no place for the login")?;
        Ok(Self { directory: configuration.join("warren") })
    }

    pub fn path(&self) -> PathBuf {
        self.directory.join("credentials.json")
    }

    pub fn read(&self) -> Result<Option<Credentials>> {
        let path = self.path();
        match fs::read_to_string(&path) {
            Ok(text) => {
                let what = || format!("{} is damaged: delete it, and run `warren login`", path.display());
                serde_json::from_str(&text).with_context(what).map(Some)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Waits until no other process changes the login.
    pub fn lock(&self) -> Result<Lock> {
        let path = self.directory.join("credentials.lock");
        let locked = || -> io::Result<File> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.directory)?;
            let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        Ok(Lock { _file: locked().with_context(|| format!("cannot lock {}", path.display()))? })
    }

    /// Replaces the file as a whole, so that a reader, or a crash, never meets half of it.
    pub fn write(&self, _lock: &Lock, credentials: &Credentials) -> Result<()> {
        let (path, new) = (self.path(), self.directory.join("credentials.json.new"));
        let text = serde_json::to_vec_pretty(credentials)?;
        let written = || -> io::Result<()> {
            let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        written().with_context(|| format!("cannot write {}", path.display()))
    }

    pub fn delete(&self, _lock: &Lock) -> Result<()> {
        match fs::remove_file(self.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot delete {}", self.path().display()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn credentials() -> Credentials {
        Credentials {
            server: "https://warren.example".to_owned(),
            client_id: "al_cli_1".to_owned(),
            token_endpoint: "https://warren.example/oauth/token".to_owned(),
            revocation_endpoint: None,
            access_token: "al_oat_1".to_owned(),
            refresh_token: "al_ort_1".to_owned(),
            expires_at: now() + MIN_TOKEN_TTL + 10,
            scope: "mail:read".to_owned(),
        }
    }

    #[test]
    fn the_file_is_private_and_read_as_it_was_written() {
        let home = tempfile::tempdir().unwrap();
        let store = CredentialStore { directory: home.path().join("a/warren") };
        assert_eq!(store.read().unwrap(), None);
        let lock = store.lock().unwrap();
        store.write(&lock, &credentials()).unwrap();
        assert_eq!(store.read().unwrap(), Some(credentials()));
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(store.path()), mode(home.path().join("a/warren"))), (0o600, 0o700));
        store.delete(&lock).unwrap();
        store.delete(&lock).unwrap();
        assert_eq!(store.read().unwrap(), None);
    }

    #[test]
    fn a_token_is_replaced_before_it_expires() {
        let mut credentials = credentials();
        assert!(credentials.is_fresh());
        credentials.expires_at = now() + MIN_TOKEN_TTL - 10;
        assert!(!credentials.is_fresh());
        let access_token = "al_oat_2".to_owned();
        credentials.renew(Tokens { access_token, expires_in: 3600, refresh_token: None, scope: None });
        assert!(credentials.is_fresh());
        assert_eq!((&*credentials.access_token, &*credentials.refresh_token), ("al_oat_2", "al_ort_1"));
    }
}
