//! The commands of the program beside `run`.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
    thread,
};

use tempfile::TempDir;

/// A server that answers every request with one reply. It returns what it was sent.
fn server(status: &str, body: &str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let reply = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut buffer) = (String::new(), [0; 4096]);
        while !(request.contains("\r\n\r\n") && (request.ends_with('}') || request.starts_with("GET"))) {
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0, "{request}");
            request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
        stream.write_all(reply.as_bytes()).unwrap();
        request
    });
    (url, serving)
}

fn runner(directory: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warren-runner"));
    command.env("HOME", directory.path()).env_remove("XDG_CONFIG_HOME").env_remove("XDG_STATE_HOME");
    command.args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_token_is_exchanged_for_a_key_that_only_the_runner_can_read() {
    let home = tempfile::tempdir().unwrap();
    let body =
        r#"{"runner_id":"6f1e","number":3,"key":"amr_x","pod_id":"pod_1","connect_url":"wss://a.example/c","new":1}"#;
    let (url, request) = server("201 Created", body);
    let output = runner(&home, &["register", "--server", &url, "--token", "amt_secret", "--name", "büro"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let request = request.join().unwrap();
    assert!(request.starts_with("POST /v1/runners/register HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("authorization: bearer amt_secret"), "{request}");
    assert!(request.to_lowercase().contains("idempotency-key: "), "{request}");
    assert!(request.contains(r#""name": "büro""#), "{request}");
    let state = home.path().join(".local/state/warren-runner");
    assert_eq!(fs::read_to_string(state.join("key")).unwrap(), "amr_x");
    assert_eq!(fs::metadata(state.join("key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&state).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!stderr(&output).contains("amr_x") && !stderr(&output).contains("amt_secret"));

    let again = runner(&home, &["register", "--server", &url, "--token", "amt_secret"]);
    assert!(!again.status.success() && stderr(&again).contains("registered already"));
}

#[test]
fn a_refused_token_is_explained() {
    let home = tempfile::tempdir().unwrap();
    let (url, _) = server("401 Unauthorized", r#"{"error":"invalid_key","message":"This token was used."}"#);
    let output = runner(&home, &["register", "--server", &url, "--token", "amt_old"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("401 Unauthorized: This token was used."), "{}", stderr(&output));
    assert!(!home.path().join(".local/state/warren-runner/key").exists());
}

#[test]
fn without_a_key_it_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let output = runner(&home, &["--server", "https://warren.example"]);
    assert!(stderr(&output).contains("register the runner with --token"), "{}", stderr(&output));
    let output = runner(&home, &[]);
    assert!(stderr(&output).contains("--server"), "{}", stderr(&output));
}

#[test]
fn the_unit_is_printed_for_a_user_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let output = runner(&home, &["install", "--user", "agents", "--print"]);
    let unit = String::from_utf8(output.stdout).unwrap();
    assert!(unit.contains("User=agents") && unit.contains("KillMode=process") && unit.contains("Delegate="), "{unit}");
    assert!(!runner(&home, &["install", "--user", "root", "--print"]).status.success());
}

#[test]
fn the_doctor_says_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let (url, request) = server("200 OK", "{}");
    let config = home.path().join("config.toml");
    let text = "[agent_types.own]\ncommand = 'no-such-program'\n[repositories.gone]\npath = '/no/such'\n";
    fs::write(&config, format!("server = {url:?}\nstate_dir = {:?}\n{text}", home.path().join("state"))).unwrap();
    let output = runner(&home, &["doctor", "--config", config.to_str().unwrap()]);
    assert!(request.join().unwrap().starts_with("GET /health "));
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in ["ok    git version", "answers\n", "bad   not registered", "bad   own: ", "bad   repository gone: "]
    {
        assert!(text.contains(expected), "{expected:?} in {text}");
    }
    assert!(!output.status.success());
}
