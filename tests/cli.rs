//! The command line program, against the server: from a message to an approval.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::members::owned;
use crate::oauth::reads;
use crate::support::oauth::sign_in;
use crate::support::world::scoped_key;
use crate::support::{Org, Purse, RealRunner, Server, built, text};

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| built("warren-cli", "warren"));

/// Somebody with a home and a seed of their own, and perhaps a key.
struct Cli {
    home: TempDir,
    url: String,
    key: Option<String>,
}

impl Cli {
    fn new(server: &Server, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::without_key(server) }
    }

    fn without_key(server: &Server) -> Self {
        let home = tempfile::tempdir().unwrap();
        let seed = home.path().join("seed");
        fs::write(&seed, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n").unwrap();
        fs::set_permissions(&seed, Permissions::from_mode(0o600)).unwrap();
        Self { home, url: server.url().to_owned(), key: None }
    }

    fn start(&self, arguments: &[&str], input: &str) -> Child {
        let mut command = Command::new(&*PROGRAM);
        command.env_clear().env("HOME", self.home.path()).env("WARREN_URL", &self.url).args(arguments);
        command.env("WARREN_SEED_FILE", self.home.path().join("seed"));
        if let Some(key) = &self.key {
            command.env("WARREN_API_KEY", key);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], input: &str) -> String {
        succeeded(self.start(arguments, input))
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat(), "")).unwrap()
    }

    /// What it says when it fails with an exit code.
    #[track_caller]
    fn fails(&self, arguments: &[&str], code: i32) -> String {
        let output = self.start(arguments, "").wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[track_caller]
fn succeeded(child: Child) -> String {
    let output: Output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_message_is_sent_waited_for_and_read() {
    let server = Server::shared();
    let (ada, bob) = (server.register(None).await, server.register(None).await);
    let (ada_cli, bob_cli) = (Cli::new(server, &ada.key), Cli::new(server, &bob.key));
    let whoami = ada_cli.json(&["whoami"]);
    assert_eq!((&whoami["id"], &whoami["addresses"]), (&json!(ada.account_id), &json!([ada.address])));

    let waiting = bob_cli.start(&["wait", "--code", "--since", "0", "--from", &ada.address, "--timeout", "60"], "");
    let file = ada_cli.home.path().join("prices.csv");
    fs::write(&file, "apple,1\n").unwrap();
    let send = ["send", "--to", &*bob.address, "--subject", "Welcome", "--attach", file.to_str().unwrap()];
    let sent = ada_cli.run(&send, "Your code is 4711 ✓\n");
    assert!(sent.contains(&format!("  {} delivered\n", bob.address)), "{sent}");
    assert_eq!(succeeded(waiting), "4711\n");

    let listed = bob_cli.run(&["inbox"], "");
    assert!(listed.contains(&ada.address) && listed.contains("Welcome"), "{listed}");
    let id = text(&bob_cli.json(&["inbox"])["messages"][0]["id"]);
    let read = bob_cli.run(&["read", &id], "");
    assert!(
        read.contains("Sender: proved\n") && read.contains("Attachment 0: prices.csv (text/csv, 8 bytes)"),
        "{read}"
    );
    assert!(read.ends_with("\n\nYour code is 4711 ✓\n"), "{read}");
    assert_eq!(bob_cli.run(&["inbox", "--unread", "--json", "--all"], ""), "", "it is read now");
    assert!(bob_cli.run(&["search", "code is", "--from", &ada.address], "").contains(&id));
    assert!(bob_cli.fails(&["wait", "--timeout", "0"], 2).contains("no message arrived"));
    let stderr = bob_cli.fails(&["inbox", "--address", &ada.address], 1);
    assert!(stderr.contains("403 address_not_yours, req_"), "{stderr}");
}

#[tokio::test]
async fn secrets_of_an_account_and_of_its_pod_are_stored_encrypted() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    for (key, owner) in [(&account.key, &account.account_id), (&pod.key, &pod.id)] {
        let cli = Cli::new(server, key);
        assert_eq!(cli.run(&["vault", "put", "shop"], "old\n"), "stored version 1 of shop\n");
        assert_eq!(cli.run(&["vault", "put", "shop"], "correct horse"), "stored version 2 of shop\n");
        assert_eq!(cli.run(&["vault", "get", "shop"], ""), "correct horse");
        assert_eq!(cli.run(&["vault", "get", "shop", "--version", "1", "--owner", owner], ""), "old");
        let stored = server.get("/v1/vault/shop").key(key).send().await.expect(200);
        assert_eq!(stored["encrypted"], true);
        assert_eq!(cli.json(&["vault", "list"])["keys"][0]["version"], 2);
        assert!(cli.run(&["vault", "delete", "shop"], "").starts_with("deleted shop; it can be undeleted until 2"));
        assert!(cli.fails(&["vault", "get", "shop"], 1).contains("(404 not_found, req_"));
    }
}

#[tokio::test]
async fn a_key_for_the_vault_needs_no_other_permission() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let cli = Cli::new(server, &scoped_key(server, &account.key, &pod.id, vec!["vault:read", "vault:write"]).await);
    assert_eq!(cli.run(&["vault", "put", "shop"], "correct horse"), "stored version 1 of shop\n");
    assert_eq!(cli.run(&["vault", "get", "shop", "--owner", &pod.id], ""), "correct horse");
    let whoami = cli.json(&["whoami"]);
    assert_eq!((&whoami["id"], &whoami["permissions"]), (&json!(pod.id), &json!(["vault:read", "vault:write"])));
}

/// What the program asks for, if nobody says what.
fn default_scopes() -> Vec<&'static str> {
    let declared = include_str!("../cli/src/login.rs").split("DEFAULT_SCOPE: &str").nth(1).unwrap();
    declared.split('"').nth(1).unwrap().split(' ').collect()
}

#[tokio::test]
async fn a_person_logs_in_with_a_browser_and_out_again() {
    let server = Server::shared();
    // The server leaves out what it does not know.
    let metadata = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    let supported = metadata["scopes_supported"].as_array().unwrap();
    for scope in default_scopes() {
        assert!(supported.contains(&json!(scope)), "{scope}");
    }

    let (account, owner) = owned(server).await;
    let cli = Cli::without_key(server);
    assert!(cli.fails(&["inbox"], 3).contains("run `warren login`"));
    let mut login = cli.start(&["login"], "");
    let mut shown = BufReader::new(login.stderr.take().unwrap()).lines().map_while(Result::ok);
    let code = shown.find_map(|line| line.split_once(" and type the code ").map(|(_, code)| code.to_owned())).unwrap();
    let page = server.form("/device", &[("user_code", &code)]).await;
    let consent = sign_in(server, &page.text(), &owner.email, 1).await.typing(&code);
    assert_eq!(
        consent.offered().into_keys().collect::<BTreeSet<_>>(),
        default_scopes().iter().map(|scope| (*scope).to_owned()).collect()
    );
    assert_eq!(consent.allow(None, &[]).await.status, 200);
    let said = succeeded(login);
    assert!(said.starts_with(&format!("logged in to {} with ", server.url())), "{said}");

    let whoami = cli.json(&["whoami"]);
    assert_eq!((&whoami["id"], &whoami["addresses"]), (&json!(account.account_id), &json!([account.address])));
    assert_eq!(cli.json(&["inbox"])["address"], account.address);
    assert_eq!(cli.run(&["vault", "put", "shop"], "correct horse"), "stored version 1 of shop\n");

    let stored = fs::read(cli.home.path().join(".config/warren/credentials.json")).unwrap();
    let stored: Value = serde_json::from_slice(&stored).unwrap();
    let token = text(&stored["access_token"]);
    assert_eq!(reads(server, &token).await, 200);
    assert_eq!(cli.run(&["logout"], ""), format!("logged out of {}\n", server.url()));
    assert_eq!(reads(server, &token).await, 401);
    let refresh = [("client_id", &stored["client_id"]), ("refresh_token", &stored["refresh_token"])];
    let refresh = refresh.map(|(name, value)| (name, value.as_str().unwrap()));
    let refresh = [&[("grant_type", "refresh_token")][..], &refresh].concat();
    server.form("/oauth/token", &refresh).await.expect_error(400, "invalid_grant");
    assert!(cli.fails(&["inbox"], 3).contains("not logged in"));
}

#[tokio::test]
async fn events_are_added_listed_and_deleted() {
    let server = Server::shared();
    let cli = Cli::new(server, &server.register(None).await.key);
    let event = ["calendar", "add", "Lunch", "--start", "2026-11-24T13:00:00Z", "--end", "2026-11-24T14:00:00Z"];
    let id = text(&cli.json(&[&event[..], &["--rrule", "FREQ=DAILY;COUNT=3"]].concat())["id"]);
    let listed = cli.run(&["calendar", "list", "--from", "2026-11-01T00:00:00Z"], "");
    assert_eq!(listed.lines().filter(|line| line.starts_with(&id) && line.ends_with("Lunch")).count(), 3, "{listed}");
    cli.run(&["calendar", "delete", &id], "");
    assert_eq!(cli.json(&["calendar", "list"])["events"], json!([]));
}

#[tokio::test]
async fn charges_are_approved_and_rejected() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let (account, pod) = (Cli::new(purse.server, &purse.account.key), Cli::new(purse.server, &purse.pod.key));
    let mut approvals = Vec::new();
    for amount in [250_000, 1_000] {
        approvals.push(text(&purse.charge(amount).await.expect(202)["approval_id"]));
    }
    let listed = pod.run(&["approvals", "list"], "");
    assert!(listed.contains("0.25 USDC") && approvals.iter().all(|id| listed.contains(id)), "{listed}");
    assert!(pod.fails(&["approvals", "approve", &approvals[0]], 1).contains("403 pod_auth_forbidden"));
    let approved = account.run(&["approvals", "approve", &approvals[0]], "");
    assert_eq!(approved, format!("approved {}: 0.25 USDC\n", approvals[0]));
    let rejected = account.json(&["approvals", "reject", &approvals[1], "--reason", "Too much."]);
    assert_eq!((&rejected["status"], &rejected["rejection_reason"]), (&json!("rejected"), &json!("Too much.")));
    assert_eq!(account.json(&["approvals", "list"])["approvals"], json!([]));
}

#[tokio::test]
async fn a_run_is_started_followed_and_listed() {
    let org = Org::new(Server::shared()).await;
    let _runner = RealRunner::start(&org, "").await;
    let cli = Cli::new(org.server, &org.key);
    let started = cli.run(&["runs", "start", "--timeout", "5", "--", "sh", "-c", "echo one; sleep 1; echo two"], "");
    let run = started.trim_end();
    assert_eq!(cli.run(&["runs", "output", run, "--follow"], ""), "one\r\ntwo\r\n");
    assert_eq!(cli.run(&["runs", "output", run], ""), "one\r\ntwo\r\n");
    let listed = cli.run(&["runs", "list", "--status", "completed"], "");
    assert!(listed.contains(run), "{listed}");

    let started = cli.run(&["runs", "start", "--", "sleep", "600"], "");
    assert_eq!(cli.run(&["runs", "stop", started.trim_end()], ""), format!("{} is terminating\n", started.trim_end()));
}
