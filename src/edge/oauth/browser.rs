//! The browser in which an authorization request began. It has a cookie with a random value, and the request has the hash of that value:
//! otherwise somebody could start a request with the address of another person, who then decides about it.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use crate::credential::KeyHash;
use crate::edge::Edge;
use crate::error::Result;
use crate::oauth::REQUEST_TTL;
use crate::random;
use crate::time::SECOND;
use crate::wire::{Call, FromCall};

/// Browsers accept the prefix `__Host-` only over TLS, from the host itself: no other host can set the cookie.
const SECURE_COOKIE: &str = "__Host-oauth_browser";
/// For a deployment on the person's own machine.
const PLAIN_COOKIE: &str = "oauth_browser";

/// The cookies of a request.
pub struct Cookies(String);

impl FromCall for Cookies {
    const HEADERS: &'static [&'static str] = &["cookie"];

    fn from_call(call: &mut Call) -> Result<Self> {
        let cookies = call.head.headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok());
        Ok(Self(cookies.unwrap_or_default().to_owned()))
    }
}

/// The value of the cookie.
pub struct Browser(String);

impl Browser {
    /// Its hash.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }
}

impl Edge {
    /// The browser that a request comes from, if a request began in it within the last minutes.
    pub(super) fn browser(&self, Cookies(cookies): &Cookies) -> Option<Browser> {
        let own = |cookie: &str| Some(cookie.trim().strip_prefix(self.cookie())?.strip_prefix('=')?.to_owned());
        cookies.split(';').find_map(own).filter(|value| random::is_link_token(value)).map(Browser)
    }

    /// The same, or a new one. Requests that begin in one browser share the cookie, so that none ends another.
    pub(super) fn browser_or_new(&self, cookies: &Cookies) -> Result<Browser> {
        self.browser(cookies).map_or_else(|| random::link_token().map(Browser), Ok)
    }

    /// Sets the cookie for as long as a request can be decided.
    pub(super) fn remember_browser(&self, response: &mut Response<Body>, Browser(value): &Browser) {
        let (name, age) = (self.cookie(), REQUEST_TTL / SECOND);
        let secure = if self.config.is_https { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
    }

    fn cookie(&self) -> &'static str {
        if self.config.is_https { SECURE_COOKIE } else { PLAIN_COOKIE }
    }
}
