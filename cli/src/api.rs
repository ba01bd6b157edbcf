//! Calls of the API: who calls, and what is sent again.

use std::{env, thread, time::Duration};

use anyhow::{Context, Error, Result, bail};
use serde_json::Value;
use ureq::{
    Body,
    http::{Method, Request, Response},
};

use crate::{
    error::{ApiError, LoginNeeded},
    http::{Http, Reply, TIMEOUT, encoded, pairs},
    login::{self, Login},
};

const MAX_RETRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// A request that has to wait longer is an error, in seconds.
const MAX_RETRY_AFTER: u64 = 60;
/// The server sends something every 25 seconds.
const MAX_SILENCE: Duration = Duration::from_secs(60);

/// The API of a deployment.
pub struct Api {
    http: Http,
    server: String,
    credential: Credential,
}

/// What proves who calls.
enum Credential {
    Key(String),
    Login(Login),
}

impl Api {
    /// With the key in the environment, or else the login.
    pub fn connect() -> Result<Self> {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let url = variable("WARREN_URL").map(|url| url.trim_end_matches('/').to_owned());
        let (server, credential) = match (variable("WARREN_API_KEY"), url) {
            (Some(key), Some(url)) => {
                login::check_server(&url)?;
                (url, Credential::Key(key))
            }
            (Some(_), None) => bail!("WARREN_API_KEY is set without WARREN_URL: set it to the URL of the deployment"),
            (None, url) => {
                let login = Login::load()?;
                let server = login.server();
                if let Some(url) = url.filter(|url| *url != server) {
                    let message = format!("the login is for {server}, and WARREN_URL is {url}: run `warren login`");
                    return Err(LoginNeeded(message).into());
                }
                (server, Credential::Login(login))
            }
        };
        Ok(Self { http: Http::new()?, server, credential })
    }

    pub fn server(&self) -> &str {
        &self.server
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    /// A request that is done once, however often it is sent.
    pub fn post(&self, path: &str) -> Result<Call<'_>> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).context("this machine gives no random numbers")?;
        let key = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Call { idempotency_key: Some(key), ..self.call(Method::POST, path) })
    }

    pub fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    fn call(&self, method: Method, path: &str) -> Call<'_> {
        let path = path.to_owned();
        Call { api: self, method, path, query: Vec::new(), body: None, idempotency_key: None, timeout: TIMEOUT }
    }

    fn bearer(&self) -> Result<String> {
        match &self.credential {
            Credential::Key(key) => Ok(key.clone()),
            Credential::Login(login) => login.access_token(&self.http),
        }
    }

    /// The error of a reply.
    fn failure(&self, reply: &Reply) -> Error {
        let mut error = ApiError::of(reply);
        if error.code() == "missing_scope" && matches!(self.credential, Credential::Login(_)) {
            error.body["fix"] = Value::from("Run `warren login` again, and allow it.");
        }
        if reply.status != 401 {
            return error.into();
        }
        let message = match &self.credential {
            Credential::Key(_) => format!("{error}: set WARREN_API_KEY to a key of {}, or unset it", self.server),
            Credential::Login(_) => format!("{error}: run `warren login`"),
        };
        LoginNeeded(message).into()
    }
}

/// A request before it is sent.
pub struct Call<'a> {
    api: &'a Api,
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    idempotency_key: Option<String>,
    timeout: Duration,
}

impl Call<'_> {
    /// Adds a parameter, if it has a value.
    pub fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends the request, again if that helps, and returns the reply if it is a success.
    pub fn send(self) -> Result<Reply> {
        let (mut attempt, mut is_renewed) = (0, false);
        loop {
            let bearer = self.api.bearer()?;
            let body = self.body.as_ref().map(serde_json::to_vec).transpose()?;
            let outcome = self.api.http.send(&self.request(&bearer)?.body(body)?, self.timeout);
            let known = match &outcome {
                Ok(reply) if reply.is_success() => return Ok(outcome?),
                Ok(reply) if reply.status == 401 && !is_renewed => {
                    is_renewed = true;
                    if let Credential::Login(login) = &self.api.credential {
                        login.renew(&self.api.http, &bearer)?;
                        continue;
                    }
                    Some((reply.status, reply.retry_after))
                }
                Ok(reply) => Some((reply.status, reply.retry_after)),
                Err(_) => None,
            };
            let is_repeatable = self.method == Method::GET || self.idempotency_key.is_some();
            let Some(pause) = retry_pause(attempt, is_repeatable, known) else {
                let reply = outcome.with_context(|| format!("cannot reach {}", self.api.server))?;
                return Err(self.api.failure(&reply));
            };
            thread::sleep(pause);
            attempt += 1;
        }
    }

    /// Sends the request, whose reply has no end yet.
    pub fn stream(self) -> Result<Response<Body>> {
        let request = self.request(&self.api.bearer()?)?.body(())?;
        let reply = self.api.http.stream(request, MAX_SILENCE);
        let mut reply = reply.with_context(|| format!("cannot reach {}", self.api.server))?;
        if reply.status().is_success() {
            return Ok(reply);
        }
        let status = reply.status().as_u16();
        let body = reply.body_mut().read_to_string().unwrap_or_default();
        Err(self.api.failure(&Reply { status, retry_after: None, body }))
    }

    fn request(&self, bearer: &str) -> Result<ureq::http::request::Builder> {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", pairs(&self.query)) };
        let url = format!("{}{}{query}", self.api.server, self.path);
        let mut request = Request::builder().method(self.method.clone()).uri(url);
        request = request.header("authorization", format!("Bearer {bearer}"));
        if self.body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if let Some(key) = &self.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        Ok(request)
    }
}

/// A path with one part that needs to be encoded.
pub fn path(before: &str, part: &str, after: &str) -> String {
    format!("{before}{}{after}", encoded(part))
}

/// How long to wait before a request is sent again, by the status and `Retry-After` of the reply, if there was one. None if it is not sent again.
fn retry_pause(attempt: u32, is_repeatable: bool, reply: Option<(u16, Option<u64>)>) -> Option<Duration> {
    if attempt >= MAX_RETRIES {
        return None;
    }
    match reply {
        // Nothing was done.
        Some((409 | 429, Some(seconds))) if seconds <= MAX_RETRY_AFTER => Some(Duration::from_secs(seconds)),
        Some((502..=504, seconds)) if is_repeatable => {
            let seconds = seconds.filter(|seconds| *seconds <= MAX_RETRY_AFTER);
            Some(seconds.map_or(FIRST_PAUSE * 2_u32.pow(attempt), Duration::from_secs))
        }
        None if is_repeatable => Some(FIRST_PAUSE * 2_u32.pow(attempt)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_sent_again_is_sent_again() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(retry_pause(0, false, Some((429, Some(7)))), seconds(7));
        assert_eq!(retry_pause(0, false, Some((409, Some(1)))), seconds(1));
        assert_eq!(retry_pause(0, true, Some((409, None))), None);
        assert_eq!(retry_pause(0, true, Some((429, Some(3600)))), None);
        assert_eq!(retry_pause(1, true, Some((503, None))), seconds(1));
        assert_eq!(retry_pause(0, false, Some((503, Some(1)))), None);
        assert_eq!(retry_pause(2, true, None), seconds(2));
        assert_eq!(retry_pause(3, true, None), None);
        assert_eq!(retry_pause(0, false, None), None);
        assert_eq!(retry_pause(0, true, Some((500, None))), None);
    }

    #[test]
    fn a_part_of_a_path_stays_one() {
        assert_eq!(path("/v1/vault/", "a/b?", "/undelete"), "/v1/vault/a%2Fb%3F/undelete");
    }
}
