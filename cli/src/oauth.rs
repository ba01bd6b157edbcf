//! The client's side of OAuth 2.1: metadata (RFC 8414), registration (RFC 7591), devices (RFC 8628), tokens, revocation (RFC 7009).

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use ureq::http::Request;

use crate::{
    error::ApiError,
    http::{Http, Reply, TIMEOUT, pairs},
};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What RFC 8628 adds to the interval at each `slow_down`, in seconds.
const SLOW_DOWN: u64 = 5;
/// A refresh is sent again at once if its reply is lost: for some seconds, the server answers it again.
const MAX_REFRESH_ATTEMPTS: u32 = 3;

/// What is read of the metadata of an authorization server.
#[derive(Deserialize)]
pub struct Metadata {
    pub issuer: String,
    pub token_endpoint: String,
    registration_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    pub revocation_endpoint: Option<String>,
}

/// A request that waits for a person.
#[derive(Deserialize)]
pub struct DeviceAuthorization {
    device_code: String,
    pub user_code: String,
    pub verification_uri: String,
    pub verification_uri_complete: Option<String>,
    expires_in: u64,
    #[serde(default = "default_interval")]
    interval: u64,
}

const fn default_interval() -> u64 {
    5
}

#[derive(Deserialize)]
pub struct Tokens {
    pub access_token: String,
    pub expires_in: u64,
    pub refresh_token: Option<String>,
    pub scope: Option<String>,
}

impl Metadata {
    /// The metadata of a deployment, which must be its own.
    pub fn read(http: &Http, server: &str) -> Result<Self> {
        let url = format!("{server}/.well-known/oauth-authorization-server");
        let reply = send(http, Request::get(&url), None)?;
        if reply.status == 404 {
            bail!("{server} offers no login: set WARREN_URL and WARREN_API_KEY instead");
        }
        let metadata: Self = parsed(&reply)?;
        // RFC 8414, section 3.3: otherwise another server could be meant.
        if metadata.issuer.trim_end_matches('/') != server {
            bail!("{server} calls itself {0}: run `warren login --server {0}`", metadata.issuer);
        }
        Ok(metadata)
    }

    /// Registers this program. Returns the id of the client.
    pub fn register(&self, http: &Http) -> Result<String> {
        #[derive(Deserialize)]
        struct Registered {
            client_id: String,
        }
        let url = self.registration_endpoint.as_deref().context("the server registers no clients")?;
        let client = json!({
            "client_name": "Warren CLI",
            "grant_types": [DEVICE_GRANT, "refresh_token"],
            "token_endpoint_auth_method": "none",
        });
        let request = Request::post(url).header("content-type", "application/json");
        let registered: Registered = parsed(&send(http, request, Some(client.to_string().into_bytes()))?)?;
        Ok(registered.client_id)
    }

    /// Asks for access to the API.
    pub fn authorize_device(&self, http: &Http, client_id: &str, scope: &str) -> Result<DeviceAuthorization> {
        let url = self.device_authorization_endpoint.as_deref().context("the server offers no login for programs")?;
        let (client_id, scope, resource) = (client_id.to_owned(), scope.to_owned(), self.issuer.clone());
        post_form(http, url, &[("client_id", client_id), ("scope", scope), ("resource", resource)])
    }

    /// Polls until the person has decided.
    pub fn wait_for_tokens(&self, http: &Http, client_id: &str, device: &DeviceAuthorization) -> Result<Tokens> {
        let deadline = Instant::now() + Duration::from_secs(device.expires_in);
        let form = [
            ("grant_type", DEVICE_GRANT.to_owned()),
            ("device_code", device.device_code.clone()),
            ("client_id", client_id.to_owned()),
        ];
        let mut interval = device.interval;
        while Instant::now() < deadline {
            thread::sleep(Duration::from_secs(interval));
            match post_form(http, &self.token_endpoint, &form) {
                Ok(tokens) => return Ok(tokens),
                Err(error) => interval = next_interval(interval, error)?,
            }
        }
        bail!("the code has expired: run `warren login` again")
    }
}

/// The interval until the next poll, if there is to be one.
fn next_interval(interval: u64, error: Error) -> Result<u64> {
    match error.downcast_ref::<ApiError>().map(ApiError::code) {
        Some("authorization_pending") => Ok(interval),
        Some("slow_down") => Ok(interval + SLOW_DOWN),
        Some("access_denied") => bail!("the login was refused"),
        Some("expired_token") => bail!("the code has expired: run `warren login` again"),
        // RFC 8628, section 3.5: slower, when the server cannot be reached.
        None if error.is::<ureq::Error>() => Ok((interval * 2).max(1)),
        _ => Err(error),
    }
}

/// Exchanges a refresh token.
pub fn refresh(http: &Http, token_endpoint: &str, client_id: &str, refresh_token: &str) -> Result<Tokens> {
    let form = [
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", refresh_token.to_owned()),
        ("client_id", client_id.to_owned()),
    ];
    let mut attempt = 1;
    loop {
        match post_form(http, token_endpoint, &form) {
            Err(error) if error.is::<ureq::Error>() && attempt < MAX_REFRESH_ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

/// Ends a grant, by its refresh token.
pub fn revoke(http: &Http, endpoint: &str, client_id: &str, refresh_token: &str) -> Result<()> {
    let form = [("token", refresh_token.to_owned()), ("client_id", client_id.to_owned())];
    post_form::<Value>(http, endpoint, &form).map(drop)
}

fn post_form<T: DeserializeOwned>(http: &Http, url: &str, form: &[(&str, String)]) -> Result<T> {
    let request = Request::post(url).header("content-type", "application/x-www-form-urlencoded");
    parsed(&send(http, request, Some(pairs(form).into_bytes()))?)
}

fn send(http: &Http, request: ureq::http::request::Builder, body: Option<Vec<u8>>) -> Result<Reply> {
    let request = request.header("accept", "application/json").body(body)?;
    http.send(&request, TIMEOUT).with_context(|| format!("cannot reach {}", request.uri()))
}

fn parsed<T: DeserializeOwned>(reply: &Reply) -> Result<T> {
    if !reply.is_success() {
        return Err(ApiError::of(reply).into());
    }
    serde_json::from_str(&reply.body).context("the server's reply is not that of an authorization server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_slow_down_and_end() {
        let next = |code: &str| {
            let error = ApiError { status: 400, body: json!({ "error": code }) };
            next_interval(5, error.into()).map_err(|error| error.to_string())
        };
        assert_eq!(next("authorization_pending"), Ok(5));
        assert_eq!(next("slow_down"), Ok(10));
        assert!(next("access_denied").unwrap_err().contains("refused"));
        assert!(next("expired_token").unwrap_err().contains("run `warren login` again"));
        assert!(next("invalid_client").unwrap_err().contains("invalid_client"));
        let lost = Error::new(ureq::Error::HostNotFound).context("cannot reach it");
        assert_eq!(next_interval(5, lost).unwrap(), 10);
    }
}
