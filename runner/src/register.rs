//! Exchanges a one-time token for the runner's own key.

use std::{fs, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

use crate::{
    config::Config,
    connection,
    run_directory::{private_directory, private_file, read_json, write_json},
};

const TIMEOUT: Duration = Duration::from_secs(30);

/// What the pod says about a new runner, without its key.
#[derive(Serialize, Deserialize)]
struct Registration {
    runner_id: String,
    #[serde(default)]
    number: u64,
    #[serde(default)]
    connect_url: Option<String>,
    /// The deployment to which the rest belongs.
    #[serde(default)]
    server: String,
}

#[derive(Deserialize)]
struct Registered {
    key: String,
    #[serde(flatten)]
    registration: Registration,
}

/// A client that trusts what this machine trusts.
pub fn client() -> Agent {
    let found = rustls_native_certs::load_native_certs().certs;
    let certificates: Vec<_> = found.iter().map(|it| Certificate::from_der(it).to_owned()).collect();
    let tls = TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(certificates))).build();
    let config = Agent::config_builder().tls_config(tls).timeout_global(Some(TIMEOUT)).http_status_as_error(false);
    config.build().new_agent()
}

/// Registers this machine. If the reply is lost, the same token can be used again for a while.
pub fn register(config: &Config, token: &str) -> Result<()> {
    if config.state_dir.join("key").exists() {
        bail!("this runner is registered already; delete {}/key to register it anew", config.state_dir.display());
    }
    let name = if config.name.is_empty() { host_name() } else { config.name.clone() };
    let url = format!("{}/v1/runners/register", config.server.trim_end_matches('/'));
    let key: String = Sha256::digest(token.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let mut reply = client()
        .post(&url)
        .header("Authorization", format!("Bearer {token}"))
        .header("Idempotency-Key", key)
        .send_json(serde_json::json!({ "name": name }))
        .with_context(|| format!("cannot reach {url}"))?;
    let status = reply.status();
    let body = reply.body_mut().read_to_string().context("the reply is no text")?;
    if !status.is_success() {
        bail!("{url} answered {status}: {}", reason(&body));
    }
    let Registered { key, mut registration } = serde_json::from_str(&body).context("the reply is none of Warren")?;
    registration.server.clone_from(&config.server);
    private_directory().recursive(true).create(&config.state_dir)?;
    write_json(&config.state_dir.join("runner.json"), &registration)?;
    private_file(&config.state_dir.join("key"), key.as_bytes())?.sync_all()?;
    eprintln!("registered as {name} ({})", registration.runner_id);
    Ok(())
}

/// The address of the pod's socket.
pub fn connect_url(config: &Config) -> String {
    let registration: Option<Registration> = read_json(&config.state_dir.join("runner.json"));
    let given = registration.filter(|it| it.server == config.server).and_then(|it| it.connect_url);
    // The key goes to nobody but the server that the configuration names.
    let given = given.filter(|url| authority(url).is_some() && authority(url) == authority(&config.server));
    connection::url(given.as_deref(), &config.server)
}

fn authority(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next().map(str::to_ascii_lowercase)
}

fn reason(body: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let message = ["message", "error"].iter().find_map(|field| json[field].as_str());
    message.map_or_else(|| body.chars().take(200).collect(), str::to_owned)
}

fn host_name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "runner".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_sent_to_the_configured_server_only() {
        let state = tempfile::tempdir().unwrap();
        let text = format!("server = 'https://warren.example'\nstate_dir = {:?}", state.path());
        let config: Config = toml::from_str(&text).unwrap();
        let url = |given: Option<&str>, server: &str| {
            let (runner_id, connect_url) = ("r".to_owned(), given.map(str::to_owned));
            let registration = Registration { runner_id, number: 1, connect_url, server: server.to_owned() };
            write_json(&state.path().join("runner.json"), &registration).unwrap();
            super::connect_url(&config)
        };
        let usual = "wss://warren.example/v1/runners/connect?protocol=1";
        let other = "wss://warren.example/other";
        assert_eq!(url(Some(other), "https://warren.example"), "wss://warren.example/other?protocol=1");
        for (given, server) in [
            (None, "https://warren.example"),
            (Some(other), "https://old.example"),
            (Some("wss://evil.example/x"), "https://warren.example"),
            (Some("wss://warren.example@evil.example/x"), "https://warren.example"),
        ] {
            assert_eq!(url(given, server), usual, "{given:?}");
        }
    }
}
