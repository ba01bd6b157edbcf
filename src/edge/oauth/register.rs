//! Registration of clients (RFC 7591). The id contains what was registered, so nothing is stored.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::client::{Client, MAX_REDIRECT_URIS, shown_name};
use super::grant_type::GrantType;
use super::input::ClientMetadata;
use super::refusal;
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::oauth::RedirectUri;
use crate::platform::clock;
use crate::time::SECOND;
use crate::wire::{Created, NoStore};

/// Bytes of all redirect URIs of a client together: its id contains them.
const MAX_REDIRECT_URI_BYTES: usize = 4_096;

/// A client to register (RFC 7591). Other metadata is ignored.
#[derive(Deserialize, ToSchema)]
pub struct NewClient {
    /// Where the browser goes with the code: at most 10 URIs, https, or http to `127.0.0.1`, `[::1]` or `localhost`, there at any port.
    #[serde(default)]
    #[schema(max_items = 10, example = json!(["https://client.example/callback"]))]
    redirect_uris: Vec<String>,
    /// The name that people see, cut after 100 characters. Default: the host of the first redirect URI.
    #[schema(example = "Example client")]
    client_name: Option<String>,
    /// What the client uses: `authorization_code`, `urn:ietf:params:oauth:grant-type:device_code`, or both. Every client gets refresh tokens.
    /// Only a client for devices can have no redirect URI. Default: `authorization_code`.
    #[schema(example = json!(["authorization_code", "refresh_token"]))]
    grant_types: Option<Vec<String>>,
}

/// A registered client.
#[derive(Serialize, ToSchema)]
pub struct RegisteredClient {
    /// The client's id. It contains what was registered, and works as long as the deployment lists the master key that sealed it.
    #[schema(example = "al_cli_AQABAgMEBQYHCAkKCz0mi1ckj3KRtJj5MkgO")]
    client_id: String,
    /// When it was registered, in seconds since 1970.
    #[schema(example = 1_790_000_000)]
    client_id_issued_at: i64,
    /// The name that people see.
    #[schema(example = "Example client")]
    client_name: String,
    /// Where the browser goes with the code.
    #[schema(example = json!(["https://client.example/callback"]))]
    redirect_uris: Vec<String>,
    /// What the client can use.
    #[schema(example = json!(["authorization_code", "refresh_token"]))]
    grant_types: Vec<&'static str>,
    /// Always `code`.
    #[schema(example = json!(["code"]))]
    response_types: Vec<&'static str>,
    /// Always `none`: clients have no secret.
    #[schema(example = "none")]
    token_endpoint_auth_method: &'static str,
}

/// Register an OAuth client.
///
/// For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was registered, sealed. So it cannot be
/// changed or deleted; register again instead. Clients are public: one that asks for a secret gets none. People see the name together
/// with the words that the client is not verified.
#[operation(
    POST "/oauth/register", tag = "oauth", caller = Anyone, body = NewClient,
    reply = "The client.",
    errors(InvalidClientMetadata, InvalidRedirectUri = "A redirect URI is neither https nor http to the client's own machine, or there are none or too many.", NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn register_client(
    edge: Edge,
    ClientMetadata(new): ClientMetadata<NewClient>,
) -> Result<NoStore<Created<RegisteredClient>>> {
    edge.check_issuer()?;
    let grant_types = GrantType::of_client(new.grant_types.as_deref());
    let redirect_uris = checked(&new, &grant_types)?;
    let otherwise = redirect_uris.first().map_or_else(|| "A device".to_owned(), RedirectUri::host);
    let client =
        Client { name: shown_name(new.client_name.as_deref(), &otherwise), redirect_uris, grant_types, url: None };
    Ok(NoStore(Created(RegisteredClient {
        client_id: edge.client_id(&client)?,
        client_id_issued_at: clock::now().millis() / SECOND,
        client_name: client.name,
        redirect_uris: client.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
        grant_types: GrantType::names(&client.grant_types),
        response_types: vec!["code"],
        token_endpoint_auth_method: "none",
    })))
}

fn checked(new: &NewClient, grant_types: &[GrantType]) -> Result<Vec<RedirectUri>> {
    let refused = |message: String| -> Error { refusal(Code::InvalidRedirectUri, message) };
    let has_codes = grant_types.contains(&GrantType::AuthorizationCode);
    if !has_codes && !grant_types.contains(&GrantType::DeviceCode) {
        let message = "grant_types has neither authorization_code nor urn:ietf:params:oauth:grant-type:device_code.";
        return Err(refusal(Code::InvalidClientMetadata, message));
    }
    if new.redirect_uris.is_empty() && has_codes {
        return Err(refused("redirect_uris is missing.".to_owned()));
    }
    let bytes: usize = new.redirect_uris.iter().map(String::len).sum();
    if new.redirect_uris.len() > MAX_REDIRECT_URIS || bytes > MAX_REDIRECT_URI_BYTES {
        let message =
            format!("redirect_uris has more than {MAX_REDIRECT_URIS} URIs or {MAX_REDIRECT_URI_BYTES} bytes.");
        return Err(refused(message));
    }
    let parsed =
        |uri: &String| RedirectUri::parse(uri).map_err(|reason| refused(format!("A redirect URI {reason}: {uri}")));
    new.redirect_uris.iter().map(parsed).collect()
}
