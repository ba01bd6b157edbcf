//! Where requests come from.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Where an unauthenticated request comes from, hashed.
pub struct Origin(String);

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let ip = parts.headers.get("cf-connecting-ip").and_then(|ip| ip.to_str().ok()).unwrap_or("local");
        // Whoever has one IPv6 address has its whole /64.
        let network = match ip.parse() {
            Ok(IpAddr::V6(v6)) => format!("{:?}", &v6.segments()[..4]),
            _ => ip.to_owned(),
        };
        Ok(Self(HEXLOWER.encode(&Sha256::digest(network)[..16])))
    }
}

impl Origin {
    pub(super) fn hash(&self) -> &str {
        &self.0
    }
}
