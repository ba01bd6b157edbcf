//! Sessions of legacy clients. Nothing is stored: the id is what the server has to know, sealed.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::credential::{Credential, Kind};
use crate::error::{Error, Result};
use crate::random;
use crate::time::{DAY, Timestamp};

/// How long a session lasts. After it, a client shakes hands again.
const LIFETIME: i64 = DAY;
const CONTEXT: &str = "mcp session";

/// What a client said when it shook hands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    pub version: String,
    /// Whether it can show a person a URL.
    pub opens_urls: bool,
    /// Names the session in its pod.
    pub name: String,
    /// Whose it is.
    owner: String,
    pub expires_at: i64,
}

/// Whose a session or a call is, in the pod under whose key it is sealed: a credential's. The tokens of OAuth clients are replaced every hour, so
/// they count as one.
pub fn owner(credential: &Credential) -> String {
    match credential.kind() {
        Kind::AccessToken => "client".to_owned(),
        _ => credential.hash().as_str().to_owned(),
    }
}

impl Session {
    /// A new session of a credential.
    pub fn new(credential: &Credential, version: &str, opens_urls: bool, now: Timestamp) -> Result<Self> {
        Ok(Self {
            version: version.to_owned(),
            opens_urls,
            name: random::base36(16)?,
            owner: owner(credential),
            expires_at: now.plus(LIFETIME).millis(),
        })
    }

    /// Its id.
    pub fn seal(&self, config: &Config, credential: &Credential) -> Result<String> {
        let plain = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = config.master_key.pod(credential.pod()).seal(CONTEXT, &plain)?;
        Ok(BASE64URL_NOPAD.encode(&sealed))
    }

    /// The session with an id. None if it is over, or another credential's.
    pub fn open(config: &Config, credential: &Credential, id: &str, now: Timestamp) -> Option<Self> {
        let sealed = BASE64URL_NOPAD.decode(id.as_bytes()).ok()?;
        let plain = config.master_key.pod(credential.pod()).open(CONTEXT, &sealed).ok()?;
        let session: Self = serde_json::from_slice(&plain).ok()?;
        (session.expires_at > now.millis() && session.owner == owner(credential)).then_some(session)
    }
}
