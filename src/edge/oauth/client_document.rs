//! Client ID Metadata Documents: the id of a client is the https URL at which it publishes what it would otherwise register.

use serde::Deserialize;
use serde::de::IgnoredAny;
use worker::Method;

use super::client::{Client, MAX_REDIRECT_URIS, shown_name};
use super::grant_type::GrantType;
use super::refusal;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::oauth::RedirectUri;
use crate::outbound_url::OutboundUrl;
use crate::platform::fetch::{self, Outgoing};

/// Bytes of a document. The draft advises at most 5 KB.
const MAX_BYTES: usize = 10_000;
/// Milliseconds for connecting and the whole document.
const TIMEOUT: u64 = 5_000;

/// What is read of a document.
#[derive(Deserialize)]
struct Document {
    client_id: String,
    client_name: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    grant_types: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    client_secret: Option<IgnoredAny>,
    client_secret_expires_at: Option<IgnoredAny>,
}

/// The URL of a document, if it is one.
///
/// # Errors
/// `invalid_client`.
pub fn target(config: &Config, id: &str) -> Result<OutboundUrl> {
    let target = config.outbound_url(id).map_err(|reason| refused(format!("client_id {reason}.")))?;
    // One URL, one client: it is compared and shown as text.
    let is_plain = target.as_str() == id && url::Url::parse(id).is_ok_and(|url| url.path() != "/");
    if is_plain { Ok(target) } else { Err(refused("client_id is no URL of a metadata document.".to_owned())) }
}

/// Fetches and checks a document. Nothing is cached: it is needed once for each authorization.
///
/// # Errors
/// `invalid_client`.
pub async fn fetch(target: &OutboundUrl, id: &str) -> Result<Client> {
    let outgoing = Outgoing {
        method: Method::Get,
        target,
        headers: &[("accept", "application/json")],
        body: None,
        timeout: TIMEOUT,
        keep: MAX_BYTES + 1,
    };
    let answer =
        fetch::send(&outgoing).await.map_err(|error| refused(format!("The metadata of the client: {error}.")))?;
    if answer.status != 200 {
        return Err(refused(format!("The metadata of the client: the server answered {}.", answer.status)));
    }
    // Somebody else's upload is more easily served as a text than as JSON.
    if !is_json(answer.content_type.as_deref().unwrap_or_default()) {
        return Err(refused("The metadata of the client is not sent as application/json.".to_owned()));
    }
    if answer.body.len() > MAX_BYTES {
        return Err(refused(format!("The metadata of the client has more than {MAX_BYTES} bytes.")));
    }
    let unreadable =
        |_| refused("The metadata of the client is not a JSON object with `client_id` and `redirect_uris`.".to_owned());
    checked(serde_json::from_slice(&answer.body).map_err(unreadable)?, target, id)
}

/// Whether a media type is `application/json` or a type that is JSON, too, such as `application/client+json` (RFC 6839).
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.strip_prefix("application/").is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
}

fn checked(document: Document, target: &OutboundUrl, id: &str) -> Result<Client> {
    if document.client_id != id {
        return Err(refused("The metadata at client_id is that of another client.".to_owned()));
    }
    if document.token_endpoint_auth_method.is_some_and(|method| method != "none") {
        return Err(refused(
            "The client's metadata asks for client authentication; only `none` is supported.".to_owned(),
        ));
    }
    if document.client_secret.is_some() || document.client_secret_expires_at.is_some() {
        return Err(refused("The client's metadata has a secret, which everybody can read.".to_owned()));
    }
    // A client may list others, such as private schemes, for servers that accept them.
    let redirect_uris = document.redirect_uris.iter().filter_map(|uri| RedirectUri::parse(uri).ok());
    Ok(Client {
        name: shown_name(document.client_name.as_deref(), target.host()),
        redirect_uris: redirect_uris.take(MAX_REDIRECT_URIS).collect(),
        grant_types: GrantType::of_client(document.grant_types.as_deref()),
        url: Some(id.to_owned()),
    })
}

fn refused(message: String) -> Error {
    refusal(Code::InvalidClient, message)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn a_document_is_json_by_its_media_type() {
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/oauth-client+json"] {
            assert!(is_json(good), "{good}");
        }
        for bad in ["", "text/plain", "text/json", "application/octet-stream", "text/html; x=application/json"] {
            assert!(!is_json(bad), "{bad}");
        }
    }
}
