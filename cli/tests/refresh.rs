//! Access tokens that expire.

use std::{process::Stdio, time::Duration};

use crate::support::{Authorization, Done, authorization::State};

#[test]
fn an_access_token_is_replaced_before_it_expires() {
    let deployment = Authorization::start(State::default());
    let home = deployment.logged_in(30);
    home.run(&["whoami"]).ok();
    home.run(&["whoami"]).ok();
    assert_eq!(deployment.state(|state| state.refreshes), 1);
    let credentials = home.credentials();
    assert_eq!((&credentials["access_token"], &credentials["refresh_token"]), (&"al_oat_1".into(), &"al_ort_1".into()));
    let used = deployment.server.requests_of("GET", "/v1/me");
    assert!(used.len() == 2 && used.iter().all(|request| request.bearer() == "al_oat_1"));
}

#[test]
fn processes_at_once_use_a_refresh_token_once() {
    let deployment = Authorization::start(State { delay: Duration::from_millis(300), ..State::default() });
    let home = deployment.logged_in(-10);
    let start = |_| home.command(&["whoami"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let children: Vec<_> = (0..4).map(start).collect();
    for child in children {
        Done::of(child.wait_with_output().unwrap()).ok();
    }
    assert_eq!(deployment.state(|state| state.refreshes), 1);
    assert_eq!(deployment.server.requests_of("POST", "/oauth/token").len(), 1);
}

#[test]
fn a_token_that_is_refused_early_is_replaced_once() {
    let deployment = Authorization::start(State { generation: 5, ..State::default() });
    let home = deployment.logged_in(3600);
    // As if the server did not accept this access token any more, but the refresh token.
    let path = home.credentials_path();
    let changed = std::fs::read_to_string(&path).unwrap().replace("al_oat_5", "al_oat_old");
    std::fs::write(&path, changed).unwrap();
    home.run(&["inbox"]).error(1);
    assert_eq!(deployment.state(|state| state.refreshes), 1);
    assert_eq!(home.credentials()["access_token"], "al_oat_6");
}

#[test]
fn a_login_that_has_ended_is_explained() {
    let deployment = Authorization::start(State::default());
    let home = deployment.logged_in(-10);
    deployment.state(|state| state.generation = 9);
    assert_eq!(home.run(&["whoami"]).error(3), "error: the login has ended: run `warren login`\n");
}
