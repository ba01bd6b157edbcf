//! An authorization server with refresh tokens that work once.

use std::{
    collections::VecDeque,
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use super::{Answer, Home, Request, Server};

#[derive(Default)]
pub struct State {
    /// What polls get, before the tokens.
    pub polls: VecDeque<&'static str>,
    /// When polls came.
    pub polled: Vec<Instant>,
    /// The number of the tokens that work.
    pub generation: u32,
    /// How many refresh tokens were exchanged.
    pub refreshes: u32,
    /// Ids of clients that are not known any more.
    pub forgotten: Vec<&'static str>,
    /// How long a refresh takes.
    pub delay: Duration,
    /// Whether nothing can be revoked.
    pub is_broken: bool,
    pub revoked: Vec<String>,
}

/// A deployment to which people log in.
pub struct Authorization {
    pub server: Server,
    state: Arc<Mutex<State>>,
}

impl Authorization {
    pub fn start(state: State) -> Self {
        let state = Arc::new(Mutex::new(state));
        let (issuer, shared) = (Arc::new(Mutex::new(String::new())), state.clone());
        let url = issuer.clone();
        let server = Server::start(move |request| answer(&issuer.lock().unwrap().clone(), &shared, request));
        url.lock().unwrap().clone_from(&server.url);
        Self { server, state }
    }

    pub fn state<T>(&self, read: impl FnOnce(&mut State) -> T) -> T {
        read(&mut self.state.lock().unwrap())
    }

    /// Logs a user in, as if some time ago. The access token expires in so many seconds.
    pub fn logged_in(&self, expires_in: i64) -> Home {
        let home = Home::new();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let generation = self.state(|state| state.generation);
        let credentials = json!({
            "server": self.server.url, "client_id": "al_cli_1",
            "token_endpoint": format!("{}/oauth/token", self.server.url),
            "revocation_endpoint": format!("{}/oauth/revoke", self.server.url),
            "access_token": format!("al_oat_{generation}"), "refresh_token": format!("al_ort_{generation}"),
            "expires_at": now + expires_in, "scope": "mail:read",
        });
        fs::create_dir_all(home.credentials_path().parent().unwrap()).unwrap();
        let mut file =
            fs::File::options().create_new(true).write(true).mode(0o600).open(home.credentials_path()).unwrap();
        file.write_all(credentials.to_string().as_bytes()).unwrap();
        home
    }
}

fn refused(code: &str) -> Answer {
    Answer::Json(400, json!({ "error": code, "code": code, "error_description": "No.", "message": "No." }))
}

fn answer(issuer: &str, state: &Mutex<State>, request: &Request) -> Answer {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/.well-known/oauth-authorization-server") => Answer::Json(200, metadata(issuer)),
        ("POST", "/oauth/register") => {
            let client = request.json();
            assert_eq!(client["token_endpoint_auth_method"], "none");
            Answer::Json(201, json!({ "client_id": "al_cli_2" }))
        }
        ("POST", "/oauth/device_authorization") => {
            let client = request.field("client_id").unwrap();
            if state.lock().unwrap().forgotten.contains(&client) {
                return refused("invalid_client");
            }
            Answer::Json(200, device(issuer))
        }
        ("POST", "/oauth/token") => token(state, request),
        ("POST", "/oauth/revoke") => {
            let mut state = state.lock().unwrap();
            if state.is_broken {
                return Answer::Json(500, json!({ "error": "internal_error", "message": "Broken." }));
            }
            state.revoked.push(request.field("token").unwrap().to_owned());
            Answer::Json(200, json!({}))
        }
        ("GET", "/v1/me" | "/v1/email/addresses") => {
            let current = format!("al_oat_{}", state.lock().unwrap().generation);
            match request.bearer() == current {
                true => Answer::Json(200, me()),
                false => {
                    Answer::Json(401, json!({ "error": "unauthorized", "code": "unauthorized", "message": "No." }))
                }
            }
        }
        ("GET", "/v1/vault") => {
            let body = json!({ "error": "missing_scope", "code": "missing_scope", "message": "No.", "fix": "Use another key." });
            Answer::Json(403, body)
        }
        _ => Answer::Json(404, json!({ "error": "not_found" })),
    }
}

/// What a token of a pod reads of itself.
pub fn me() -> Value {
    json!({
        "account": { "id": "acc_1", "name": null, "tier": null }, "pod": { "id": "pod_1", "name": "staging" },
        "permissions": ["mail:read"], "addresses": ["ada@warren.example"],
    })
}

fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "registration_endpoint": format!("{issuer}/oauth/register"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "device_authorization_endpoint": format!("{issuer}/oauth/device_authorization"),
    })
}

fn device(issuer: &str) -> Value {
    json!({
        "device_code": "al_odc_1", "user_code": "BCDF-GHJK", "verification_uri": format!("{issuer}/device"),
        "verification_uri_complete": format!("{issuer}/device?user_code=BCDF-GHJK"), "expires_in": 60, "interval": 1,
    })
}

fn token(state: &Mutex<State>, request: &Request) -> Answer {
    let delay = state.lock().unwrap().delay;
    let mut state = match request.field("grant_type").unwrap() {
        "refresh_token" => {
            thread::sleep(delay);
            let mut state = state.lock().unwrap();
            if request.field("refresh_token") != Some(&format!("al_ort_{}", state.generation)) {
                return refused("invalid_grant");
            }
            state.refreshes += 1;
            state
        }
        grant => {
            assert_eq!(grant, "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code");
            assert_eq!(request.field("device_code"), Some("al_odc_1"));
            let mut state = state.lock().unwrap();
            state.polled.push(Instant::now());
            if let Some(code) = state.polls.pop_front() {
                return refused(code);
            }
            state
        }
    };
    state.generation += 1;
    Answer::Json(
        200,
        json!({
            "access_token": format!("al_oat_{}", state.generation), "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": format!("al_ort_{}", state.generation), "scope": "mail:read",
        }),
    )
}
