//! Logging in and out, and the access token of a login.

use std::{cell::RefCell, env};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use crate::{
    credentials::{CredentialStore, Credentials},
    error::{ApiError, LoginNeeded},
    http::Http,
    oauth::{self, Metadata},
    output,
};

/// What the commands need. The person can give less.
const DEFAULT_SCOPE: &str =
    "mail:read mail:send vault:read vault:write calendar:read calendar:write budget:read runs:read runs:write";

#[derive(Args)]
pub struct LoginArguments {
    /// The URL of the deployment. Default: that of the last login.
    #[arg(long, env = "WARREN_URL")]
    server: Option<String>,
    /// What to ask for: names of permissions, separated by spaces. Default: what the commands need.
    #[arg(long, default_value = DEFAULT_SCOPE, hide_default_value = true)]
    scope: String,
}

/// A login that is stored.
pub struct Login {
    store: CredentialStore,
    credentials: RefCell<Credentials>,
}

impl Login {
    /// The login of this machine.
    pub fn load() -> Result<Self> {
        let store = CredentialStore::open()?;
        let credentials = store.read()?.ok_or_else(|| login_needed("not logged in"))?;
        Ok(Self { store, credentials: RefCell::new(credentials) })
    }

    pub fn server(&self) -> String {
        self.credentials.borrow().server.clone()
    }

    /// An access token that does not expire now.
    pub fn access_token(&self, http: &Http) -> Result<String> {
        let credentials = self.credentials.borrow().clone();
        if credentials.is_fresh() { Ok(credentials.access_token) } else { self.renew(http, &credentials.access_token) }
    }

    /// Another access token than this one, which has expired or was refused.
    pub fn renew(&self, http: &Http, used: &str) -> Result<String> {
        let lock = self.store.lock()?;
        // Another process may have used the refresh token while this one waited: it works once.
        let mut stored = self.store.read()?.ok_or_else(|| login_needed("not logged in any more"))?;
        if stored.server != self.server() {
            bail!("the login was changed meanwhile: run the command again");
        }
        if stored.access_token == used || !stored.is_fresh() {
            let tokens = oauth::refresh(http, &stored.token_endpoint, &stored.client_id, &stored.refresh_token);
            stored.renew(tokens.map_err(|error| match error.downcast_ref::<ApiError>() {
                Some(refusal) if matches!(refusal.code(), "invalid_grant" | "invalid_client") => {
                    login_needed("the login has ended")
                }
                _ => error,
            })?);
            self.store.write(&lock, &stored)?;
        }
        let access_token = stored.access_token.clone();
        self.credentials.replace(stored);
        Ok(access_token)
    }
}

fn login_needed(reason: &str) -> anyhow::Error {
    LoginNeeded(format!("{reason}: run `warren login`")).into()
}

/// Logs in: a person types a code in a browser.
pub fn login(json: bool, arguments: &LoginArguments) -> Result<()> {
    let (http, store) = (Http::new()?, CredentialStore::open()?);
    let known = store.read().ok().flatten();
    let server = arguments.server.as_deref().or(known.as_ref().map(|it| it.server.as_str()));
    let server = server.context("pass --server with the URL of the deployment")?.trim_end_matches('/').to_owned();
    check_server(&server)?;
    let metadata = Metadata::read(&http, &server)?;
    let client_id = match known.filter(|known| known.server == server) {
        Some(known) => known.client_id,
        None => metadata.register(&http)?,
    };
    let (client_id, device) = match metadata.authorize_device(&http, &client_id, &arguments.scope) {
        Err(error) if error.downcast_ref().is_some_and(|error: &ApiError| error.code() == "invalid_client") => {
            let client_id = metadata.register(&http)?;
            let device = metadata.authorize_device(&http, &client_id, &arguments.scope)?;
            (client_id, device)
        }
        device => (client_id, device?),
    };
    eprintln!("Open {} and type the code {}", device.verification_uri, device.user_code);
    if let Some(url) = &device.verification_uri_complete {
        eprintln!("or open {url}");
    }
    let tokens = metadata.wait_for_tokens(&http, &client_id, &device)?;
    let mut credentials = Credentials {
        server,
        client_id,
        token_endpoint: metadata.token_endpoint,
        revocation_endpoint: metadata.revocation_endpoint,
        access_token: String::new(),
        refresh_token: String::new(),
        expires_at: 0,
        scope: arguments.scope.clone(),
    };
    credentials.renew(tokens);
    store.write(&store.lock()?, &credentials)?;
    if env::var_os("WARREN_API_KEY").is_some() {
        eprintln!("note: WARREN_API_KEY is set, and stands before the login");
    }
    match json {
        true => output::line(&json!({ "server": credentials.server, "scope": credentials.scope }).to_string()),
        false => output::line(&format!("logged in to {} with {}", credentials.server, credentials.scope)),
    }
}

/// Ends the login, on the server and here.
pub fn logout(json: bool) -> Result<()> {
    let store = CredentialStore::open()?;
    let lock = store.lock()?;
    let credentials = store.read()?.ok_or_else(|| login_needed("not logged in"))?;
    if let Some(endpoint) = &credentials.revocation_endpoint {
        let revoked = oauth::revoke(&Http::new()?, endpoint, &credentials.client_id, &credentials.refresh_token);
        revoked.with_context(|| {
            let path = store.path();
            format!("the login goes on: try again, or end it in the console and delete {}", path.display())
        })?;
    }
    store.delete(&lock)?;
    match json {
        true => output::line(&json!({ "server": credentials.server }).to_string()),
        false => output::line(&format!("logged out of {}", credentials.server)),
    }
}

/// Keys and tokens are sent encrypted, except on this machine.
pub fn check_server(server: &str) -> Result<()> {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_local = local.iter().any(|origin| {
        server
            .strip_prefix(origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']) && !rest.contains('@'))
    });
    if !is_local && !server.starts_with("https://") {
        bail!("{server} does not begin with https://: keys and logins could be read on their way");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn plain_http_is_for_this_machine() {
        for server in ["https://warren.example", "http://127.0.0.1:8787", "http://localhost", "http://[::1]:1"] {
            assert!(super::check_server(server).is_ok(), "{server}");
        }
        for server in
            ["http://warren.example", "http://localhost.example", "http://localhost:1@a.example", "warren.example"]
        {
            assert!(super::check_server(server).is_err(), "{server}");
        }
    }
}
