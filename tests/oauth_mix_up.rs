//! An official client and an answer of another authorization server (RFC 9207).

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::members::owned;
use crate::support::Server;
use crate::support::oauth::sign_in;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[tokio::test]
async fn an_official_client_sends_no_code_if_the_answer_names_another_issuer() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let mut client = Command::new(Path::new(ROOT).join("node_modules/.bin/node"))
        .args(["mix_up.mjs", &format!("{}/mcp", server.url())])
        .current_dir(Path::new(ROOT).join("tests/mcp"))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(client.stdout.take().unwrap()).lines();
    let mut says = async || -> Value { serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap() };
    let authorize = says().await["authorize"].as_str().unwrap().to_owned();
    let page = server.get(authorize.strip_prefix(server.url()).unwrap()).send().await;
    let allowed = sign_in(server, &page.text(), &owner.email, 1).await.allow(None, &[]).await;
    reqwest::get(allowed.header("location").unwrap()).await.unwrap();
    // The code still works after that, so no wrong answer has made the client send it.
    let seen = says().await;
    assert_eq!(seen["errors"], json!(["IssuerMismatchError", "IssuerMismatchError"]), "{seen}");
    assert!(seen["scope"].as_str().unwrap().contains("mail:read"), "{seen}");
}
