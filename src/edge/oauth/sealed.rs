//! What the edge gives to a browser or a client and reads again.

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::edge::Edge;
use crate::error::{Error, Result};

/// The maximum number of characters of a sealed text.
const MAX_CHARS: usize = 16_384;

impl Edge {
    /// Seals a value. It opens for the same context only.
    pub(super) fn sealed(&self, context: &str, value: &impl Serialize) -> Result<String> {
        let plain = serde_json::to_vec(value).map_err(Error::internal)?;
        Ok(BASE64URL_NOPAD.encode(&self.config.master_key.edge().seal(context, &plain)?))
    }

    /// Opens a sealed value. None if it was not sealed here, or under a key that is not listed any more.
    pub(super) fn opened<T: DeserializeOwned>(&self, context: &str, text: &str) -> Option<T> {
        if text.len() > MAX_CHARS {
            return None;
        }
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        serde_json::from_slice(&self.config.master_key.edge().open(context, &sealed).ok()?).ok()
    }
}
