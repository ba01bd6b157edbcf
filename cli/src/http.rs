//! Requests over HTTP, as any server takes them.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::{
    Agent, Body, RequestExt,
    http::{Request, Response},
    tls::{Certificate, RootCerts, TlsConfig},
};

pub const TIMEOUT: Duration = Duration::from_secs(60);
const MAX_REPLY_BYTES: u64 = 64 << 20;
/// What RFC 3986 calls unreserved stays as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a part of a path, a query or a form.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Names and values as a query or a form.
pub fn pairs(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

pub struct Http(Agent);

pub struct Reply {
    pub status: u16,
    /// Seconds to wait before the request is sent again.
    pub retry_after: Option<u64>,
    pub body: String,
}

impl Reply {
    pub const fn is_success(&self) -> bool {
        self.status / 100 == 2
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).context("the reply is none of Warren: check the URL of the deployment")
    }
}

impl Http {
    /// A client that trusts what this machine trusts.
    pub fn new() -> Result<Self> {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            bail!("TLS is set up twice");
        }
        let found = rustls_native_certs::load_native_certs().certs;
        let certificates: Vec<_> = found.iter().map(|it| Certificate::from_der(it).to_owned()).collect();
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(certificates))).build())
            .user_agent(concat!("warren-cli/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            // A redirect could lead a key or a secret elsewhere.
            .max_redirects(0)
            .max_redirects_will_error(false);
        Ok(Self(config.build().new_agent()))
    }

    /// Sends a request and reads the reply.
    pub fn send(&self, request: &Request<Option<Vec<u8>>>, timeout: Duration) -> Result<Reply, ureq::Error> {
        let (parts, body) = request.clone().into_parts();
        let mut reply = match body {
            Some(body) => self.run(Request::from_parts(parts, body), timeout)?,
            None => self.run(Request::from_parts(parts, ()), timeout)?,
        };
        let retry_after = reply.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let status = reply.status().as_u16();
        let body = reply.body_mut().with_config().limit(MAX_REPLY_BYTES).read_to_string()?;
        Ok(Reply { status, retry_after, body })
    }

    /// Sends a request whose reply has no end yet. It fails if nothing comes for so long.
    pub fn stream(&self, request: Request<()>, silence: Duration) -> Result<Response<Body>, ureq::Error> {
        request.with_agent(&self.0).configure().timeout_per_read(Some(silence)).run()
    }

    fn run(&self, request: Request<impl ureq::AsSendBody>, timeout: Duration) -> Result<Response<Body>, ureq::Error> {
        request.with_agent(&self.0).configure().timeout_global(Some(timeout)).run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_are_encoded() {
        assert_eq!(encoded("<a@b.example>/ü ~_-."), "%3Ca%40b.example%3E%2F%C3%BC%20~_-.");
        assert_eq!(pairs(&[("q", "a&b".to_owned()), ("limit", "5".to_owned())]), "q=a%26b&limit=5");
    }
}
