//! The SDKs: their own tests, and the examples of their READMEs against the server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::quickstart::development;
use crate::support::{Receiver, Server, letter};
use crate::webhooks::{SOON, loopback};

const TYPESCRIPT: &str = "sdk/typescript";
const PYTHON: &str = "sdk/python";

/// What examples call that belongs to their reader: signs up at a shop, which mails a code.
const SIGN_UP_IN_TYPESCRIPT: &str = r#"
async function signUp(address: string): Promise<void> {
  const mail = `From: Shop <hello@shop.example>\nTo: ${address}\nSubject: Welcome\nMessage-ID: <1@shop.example>\n\nYour code is 4711.\n`;
  const url = `${process.env.WARREN_URL}/cdn-cgi/local/email?from=hello@shop.example&to=${address}`;
  if (!(await fetch(url, { method: "POST", body: mail })).ok) throw new Error("not delivered");
}
"#;
const SIGN_UP_IN_PYTHON: &str = r#"
def sign_up(address: str) -> None:
    import os, httpx

    mail = f"From: Shop <hello@shop.example>\nTo: {address}\nSubject: Welcome\nMessage-ID: <1@shop.example>\n\nYour code is 4711.\n"
    url = f"{os.environ['WARREN_URL']}/cdn-cgi/local/email?from=hello@shop.example&to={address}"
    httpx.post(url, content=mail).raise_for_status()
"#;

/// Calls the examples' receiver with a request that the server sent, and with one that was changed.
const RECEIVE_IN_TYPESCRIPT: &str = r#"
const { secret, body, headers } = JSON.parse(process.env.WEBHOOK!);
for (const text of [body, `${body} `]) {
  const request = new Request("https://hooks.example.com/", { method: "POST", body: text, headers });
  console.log("answered", (await receiveWebhook(request, secret)).status);
}
"#;
const RECEIVE_IN_PYTHON: &str = r#"
import json, os

webhook = json.loads(os.environ["WEBHOOK"])
for text in (webhook["body"], webhook["body"] + " "):
    print("answered", receive_webhook(text.encode(), webhook["headers"], webhook["secret"]))
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program of the project's own Node, or of what the TypeScript SDK is made with, in the SDK's folder.
fn node(program: &str) -> Command {
    let folder = root().join(TYPESCRIPT);
    let own = root().join("node_modules/.bin");
    let rest = std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect::<Vec<_>>();
    let path = [own.clone()].into_iter().chain(rest);
    let program = if program == "node" { own.join("node") } else { folder.join("node_modules/.bin").join(program) };
    let mut command = Command::new(program);
    command.current_dir(folder).env("PATH", std::env::join_paths(path).unwrap());
    command
}

/// A program of the environment that the Python SDK is made with, in the SDK's folder.
fn python(program: &str) -> Command {
    let mut command = Command::new(root().join(".tools/sdk-venv/bin").join(program));
    command.current_dir(root().join(PYTHON)).env("PYTHONPATH", root().join(PYTHON));
    command
}

fn run(command: &mut Command) -> String {
    let run = command.output().expect("`cargo xtask test` installs what the SDKs need");
    let (stdout, stderr) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{command:?}\n{stdout}{stderr}");
    stdout.into_owned()
}

/// The blocks of a README in a language, one after the other.
fn examples(folder: &str, language: &str) -> String {
    let readme = fs::read_to_string(root().join(folder).join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    let blocks = readme.split(&fence).skip(1).map(|block| block.split("```").next().unwrap());
    blocks.collect::<Vec<_>>().join("\n")
}

/// Writes a program where nothing is committed.
fn write(folder: &str, name: &str, program: &str) -> PathBuf {
    let build = root().join(folder).join("build");
    fs::create_dir_all(&build).unwrap();
    fs::write(build.join(name), program).unwrap();
    build.join(name)
}

/// A webhook's request as the server sends it, and its secret.
async fn signed_request() -> Value {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[("Subject", "Grüße")], "")).await;
    let post = receiver.expect(1, SOON).await.remove(0);
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: Value = names.into_iter().map(|name| (name, post.header(name))).collect();
    json!({ "secret": webhook["secret"], "body": post.body, "headers": headers })
}

/// Checks what the examples print; those of both languages print the same.
#[track_caller]
fn check(printed: &str, address: &str) {
    let lines: Vec<_> = printed.lines().collect();
    for expected in ["sent", "4711 Welcome", "correct horse", "answered 204", "answered 401", "email.received 1"] {
        assert!(lines.contains(&expected), "{expected:?} is missing:\n{printed}");
    }
    assert!(lines.contains(&format!("{address} Hello").as_str()), "{printed}");
    assert!(lines.iter().any(|line| line.starts_with("404 not_found ")), "{printed}");
}

#[tokio::test]
async fn the_examples_of_typescript_have_types_and_run_as_they_stand() {
    let program = format!("{SIGN_UP_IN_TYPESCRIPT}{}{RECEIVE_IN_TYPESCRIPT}", examples(TYPESCRIPT, "ts"));
    let program = write(TYPESCRIPT, "readme.ts", &program);
    run(node("tsc").args(["--project", "tsconfig.build.json"]));
    run(&mut node("tsc"));
    let server = Server::start(development::VARIABLES);
    let webhook = signed_request().await.to_string();
    let printed = run(node("node").arg(program).env("WARREN_URL", server.url()).env("WEBHOOK", webhook));
    check(&printed, "ada@warren.example");
}

#[tokio::test]
async fn the_examples_of_python_have_types_and_run_as_they_stand() {
    let program = format!("{SIGN_UP_IN_PYTHON}{}{RECEIVE_IN_PYTHON}", examples(PYTHON, "python"));
    let program = write(PYTHON, "readme.py", &program);
    run(python("mypy").args(["warren", "tests", "generate.py"]).arg(&program));
    let server = Server::start(development::VARIABLES);
    let webhook = signed_request().await.to_string();
    let printed = run(python("python").arg(program).env("WARREN_URL", server.url()).env("WEBHOOK", webhook));
    check(&printed, "ada@warren.example");
    assert!(printed.lines().any(|line| line == "ada"), "{printed}");
}

/// Among them, that the version and the generated code are those of the document.
#[test]
fn the_tests_of_typescript_pass() {
    let tests = fs::read_dir(root().join(TYPESCRIPT).join("test")).unwrap().map(|entry| entry.unwrap().path());
    run(node("node").arg("--test").args(tests));
}

#[test]
fn the_tests_of_python_pass() {
    run(&mut python("pytest"));
}
