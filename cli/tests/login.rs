//! Logging in and out.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use serde_json::json;

use crate::support::{Answer, Authorization, Home, Server, authorization::State};

#[test]
fn a_person_types_a_code_while_the_program_polls() {
    let polls = ["authorization_pending", "slow_down"].into();
    let deployment = Authorization::start(State { polls, ..State::default() });
    let home = Home::new();
    let url = &deployment.server.url;
    let login = home.run(&["login", "--server", &format!("{url}/")]);
    assert!(login.stderr.contains(&format!("Open {url}/device and type the code BCDF-GHJK")), "{login:?}");
    assert!(login.stderr.contains("/device?user_code=BCDF-GHJK"), "{login:?}");
    assert_eq!(login.ok(), format!("logged in to {url} with mail:read\n"));

    let polled = deployment.state(|state| state.polled.clone());
    assert_eq!(polled.len(), 3);
    assert!(polled[2] - polled[1] >= Duration::from_secs(6), "slower by five seconds");
    let asked = &deployment.server.requests_of("POST", "/oauth/device_authorization")[0];
    assert_eq!(asked.field("client_id"), Some("al_cli_2"));
    assert!(asked.field("scope").unwrap().contains("mail%3Asend%20vault%3Aread"), "{}", asked.body);
    let resource = asked.field("resource").unwrap().replace("%3A", ":").replace("%2F", "/");
    assert_eq!(resource, *url, "the tokens are for the API");

    let credentials = home.credentials();
    let stored = ["server", "client_id", "access_token", "refresh_token"].map(|field| credentials[field].clone());
    assert_eq!(stored, [json!(url), json!("al_cli_2"), json!("al_oat_1"), json!("al_ort_1")]);
    let mode = fs::metadata(home.credentials_path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let whoami = home.run(&["whoami", "--json"]).json();
    let found = ["server", "id", "addresses", "permissions"].map(|field| whoami[field].clone());
    assert_eq!(found, [json!(url), json!("pod_1"), json!(["ada@warren.example"]), json!(["mail:read"])]);
    let shown = format!("server     {url}\nid         pod_1\nname       staging\naddresses  ada@warren.example\n");
    assert_eq!(home.run(&["whoami"]).ok(), shown);
}

#[test]
fn a_client_is_registered_once_and_again_when_it_is_unknown() {
    let deployment = Authorization::start(State::default());
    let home = deployment.logged_in(3600);
    home.run(&["login"]).ok();
    assert!(deployment.server.requests_of("POST", "/oauth/register").is_empty());
    assert_eq!(home.credentials()["client_id"], "al_cli_1");

    deployment.state(|state| state.forgotten.push("al_cli_1"));
    let login = home.run(&["login", "--json", "--scope", "mail:read"]).json();
    assert_eq!(login, json!({ "server": deployment.server.url, "scope": "mail:read" }));
    assert_eq!(home.credentials()["client_id"], "al_cli_2");
}

#[test]
fn a_refused_login_stores_nothing() {
    let deployment = Authorization::start(State { polls: ["access_denied"].into(), ..State::default() });
    let home = Home::new();
    let stderr = home.run(&["login", "--server", &deployment.server.url]).error(1);
    assert!(stderr.ends_with("error: the login was refused\n"), "{stderr}");
    assert!(!home.credentials_path().exists());
}

#[test]
fn another_issuer_is_refused() {
    let metadata =
        json!({ "issuer": "https://warren.example", "token_endpoint": "https://warren.example/oauth/token" });
    let server = Server::start(move |_| Answer::Json(200, metadata.clone()));
    let stderr = Home::new().run(&["login", "--server", &server.url]).error(1);
    assert!(stderr.contains("run `warren login --server https://warren.example`"), "{stderr}");
}

#[test]
fn a_deployment_without_login_is_explained() {
    let server = Server::start(|_| Answer::Json(404, json!({ "error": "not_found" })));
    let stderr = Home::new().run(&["login", "--server", &server.url]).error(1);
    assert!(stderr.contains("set WARREN_URL and WARREN_API_KEY instead"), "{stderr}");
    let stderr = Home::new().run(&["login", "--server", "http://warren.example"]).error(1);
    assert!(stderr.contains("does not begin with https://"), "{stderr}");
    let stderr = Home::new().run(&["login"]).error(1);
    assert!(stderr.contains("pass --server"), "{stderr}");
}

#[test]
fn without_a_login_the_exit_code_is_3() {
    let home = Home::new();
    for command in [&["inbox"][..], &["logout"]] {
        assert_eq!(home.run(command).error(3), "error: not logged in: run `warren login`\n");
    }
}

#[test]
fn a_login_is_for_one_deployment() {
    let deployment = Authorization::start(State::default());
    let home = deployment.logged_in(3600);
    let output = home.command(&["whoami"]).env("WARREN_URL", "https://other.example").output().unwrap();
    let stderr = crate::support::Done::of(output).error(3);
    assert!(stderr.contains("WARREN_URL is https://other.example: run `warren login`"), "{stderr}");
}

#[test]
fn what_the_login_does_not_permit_is_explained() {
    let deployment = Authorization::start(State::default());
    let stderr = deployment.logged_in(3600).run(&["vault", "list"]).error(1);
    assert_eq!(stderr, "error: No. (403 missing_scope)\nfix: Run `warren login` again, and allow it.\n");
}

#[test]
fn a_key_stands_before_the_login() {
    let deployment = Authorization::start(State::default());
    let home = deployment.logged_in(3600);
    let server = Server::start(|request| match request.bearer() {
        "al_live_key" => Answer::Json(200, json!({ "pod": { "id": "acc_1" }, "addresses": [] })),
        _ => Answer::Json(401, json!({ "message": "No." })),
    });
    assert_eq!(home.run_keyed(&server, &["whoami", "--json"]).json()["id"], "acc_1");
    assert!(deployment.server.requests().is_empty());
    let stderr = home.command(&["whoami"]).env("WARREN_API_KEY", "al_live_key").output().unwrap();
    assert!(crate::support::Done::of(stderr).error(1).contains("set it to the URL of the deployment"));
}

#[test]
fn a_key_is_not_sent_in_plain_text() {
    let home = Home::new();
    let mut command = home.command(&["whoami"]);
    command.env("WARREN_URL", "http://warren.example").env("WARREN_API_KEY", "al_live_key");
    let stderr = crate::support::Done::of(command.output().unwrap()).error(1);
    assert!(stderr.contains("http://warren.example does not begin with https://"), "{stderr}");
}

#[test]
fn logout_revokes_and_deletes() {
    let deployment = Authorization::start(State { is_broken: true, ..State::default() });
    let home = deployment.logged_in(3600);
    let stderr = home.run(&["logout"]).error(1);
    assert!(stderr.contains("the login goes on: try again"), "{stderr}");
    assert!(home.credentials_path().exists());

    deployment.state(|state| state.is_broken = false);
    assert_eq!(home.run(&["logout"]).ok(), format!("logged out of {}\n", deployment.server.url));
    assert_eq!(deployment.state(|state| state.revoked.clone()), ["al_ort_0"]);
    assert!(!home.credentials_path().exists());
}
