//! Secrets are encrypted before they are sent.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::support::{Answer, Done, Home, Request, Server, with_input};

/// A vault that stores versions of one key.
fn vault() -> Server {
    let versions: Arc<Mutex<Vec<Value>>> = Arc::default();
    Server::start(move |request| answer(&mut versions.lock().unwrap(), request))
}

fn answer(versions: &mut Vec<Value>, request: &Request) -> Answer {
    let newest = versions.len();
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/v1/me") => Answer::Json(200, json!({ "account": { "id": "acc_1" }, "pod": { "id": "pod_1" } })),
        ("PUT", "/v1/vault/shop%20password") if request.json()["if_version"] == newest => {
            versions.push(request.json()["ciphertext"].clone());
            Answer::Json(201, json!({ "key": "shop password", "version": newest + 1, "stored": true }))
        }
        ("PUT", _) => Answer::Json(
            409,
            json!({ "error": "version_conflict", "code": "version_conflict", "current_version": newest }),
        ),
        ("GET", "/v1/vault/shop%20password") => {
            let version = request.parameter("version").map_or(newest, |version| version.parse().unwrap());
            Answer::Json(
                200,
                json!({ "key": "shop password", "version": version, "ciphertext": versions[version - 1] }),
            )
        }
        ("DELETE", "/v1/vault/shop%20password") => {
            Answer::Json(200, json!({ "deleted": true, "undelete_until": "2026-11-25T09:30:00.000Z" }))
        }
        _ => Answer::Json(404, json!({ "error": "not_found" })),
    }
}

fn seed_file(home: &Home, name: &str, letter: char) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, format!("{}A\n", letter.to_string().repeat(42))).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

#[test]
fn a_secret_goes_round_and_the_server_sees_ciphertext_only() {
    let (server, home) = (vault(), Home::new());
    let seed = seed_file(&home, "seed", 'A');
    let run = |arguments: &[&str], input: &str| {
        let mut command = home.keyed(&server, arguments);
        command.env("WARREN_SEED_FILE", &seed);
        with_input(command, input.as_bytes())
    };
    assert_eq!(run(&["vault", "put", "shop password"], "old secret\n").ok(), "stored version 1 of shop password\n");
    let stored = run(&["vault", "put", "shop password", "--json"], "correct horse ✓\nline 2\n\n").json();
    assert_eq!(stored["version"], 2, "the second attempt knows the version");
    assert_eq!(run(&["vault", "get", "shop password"], "").ok(), "correct horse ✓\nline 2\n");
    assert_eq!(run(&["vault", "get", "shop password", "--version", "1"], "").ok(), "old secret");
    let json = run(&["vault", "get", "shop password", "--json"], "").json();
    assert_eq!((&json["secret"], &json["version"]), (&json!("correct horse ✓\nline 2\n"), &json!(2)));
    for request in server.requests() {
        assert!(!request.body.contains("horse") && !request.body.contains("old secret"), "{request:?}");
    }
    let deleted = "deleted shop password; it can be undeleted until 2026-11-25T09:30:00.000Z\n";
    assert_eq!(run(&["vault", "delete", "shop password"], "").ok(), deleted);
}

#[test]
fn a_file_is_stored_byte_for_byte() {
    let (server, home) = (vault(), Home::new());
    let (seed, file) = (seed_file(&home, "seed", 'A'), home.path().join("key.der"));
    fs::write(&file, [0, 255, b'\n']).unwrap();
    let place = ["--seed-file", seed.to_str().unwrap(), "--owner", "acc_1"];
    let put = [&["vault", "put", "shop password", "--file", file.to_str().unwrap()], &place[..]].concat();
    home.run_keyed(&server, &put).ok();
    let get = [&["vault", "get", "shop password"], &place[..]].concat();
    assert_eq!(home.keyed(&server, &get).output().unwrap().stdout, [0, 255, b'\n']);
    let stderr = home.run_keyed(&server, &[&get[..], &["--json"]].concat()).error(1);
    assert!(stderr.contains("leave out --json"), "{stderr}");
    assert!(server.requests_of("GET", "/v1/me").is_empty(), "the owner was named");
}

#[test]
fn what_does_not_open_is_explained() {
    let (server, home) = (vault(), Home::new());
    let (seed, other) = (seed_file(&home, "seed", 'A'), seed_file(&home, "other", 'B'));
    let run = |seed: &PathBuf, arguments: &[&str], input: &[u8]| {
        let mut command = home.keyed(&server, arguments);
        command.env("WARREN_SEED_FILE", seed);
        with_input(command, input)
    };
    run(&seed, &["vault", "put", "shop password"], b"secret").ok();
    let stderr = run(&other, &["vault", "get", "shop password"], b"").error(1);
    assert_eq!(
        stderr,
        "error: cannot decrypt version 1 of shop password: it was encrypted with another seed or for another place\n"
    );
    let stderr = run(&seed, &["vault", "get", "shop password", "--owner", "acc_1"], b"").error(1);
    assert!(stderr.contains("for another place"), "{stderr}");
    fs::set_permissions(&seed, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(run(&seed, &["vault", "get", "shop password"], b"").error(1).contains("chmod 600"));
    assert!(run(&other, &["vault", "put", "shop password"], b"\n").error(1).contains("stdin has no secret"));
    let done: Done = home.run_keyed(&server, &["vault", "get", "shop password"]);
    assert!(done.error(1).contains("pass --seed-file, or set WARREN_SEED_FILE"));
}
