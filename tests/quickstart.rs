//! What newcomers paste first, against the server of `cargo xtask dev`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::Server;

#[path = "../xtask/src/development.rs"]
pub mod development;

const README: &str = include_str!("../README.md");
const QUICKSTART: &str = include_str!("../docs/QUICKSTART.md");

/// Runs the shell blocks of a text and checks what they print.
fn run(text: &str, blocks: usize, expected: &[&str]) -> String {
    let server = Server::start(development::VARIABLES);
    let pasted: Vec<_> = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert_eq!(pasted.len(), blocks, "blocks to paste");
    let script = pasted.concat().replace("http://127.0.0.1:8787", server.url());
    let run = Command::new("bash").args(["-euc", &script]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let printed = String::from_utf8_lossy(&run.stdout).into_owned();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{printed}\n{errors}");
    for expected in expected {
        assert!(printed.contains(expected), "{expected} is missing:\n{printed}\n{errors}");
    }
    printed
}

#[test]
fn the_lines_of_the_readme_run_as_they_stand() {
    let section = README.split("## Quickstart\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    run(section, 1, &[r#""provider":"internal""#, r#""snippet":"Lunch at one?""#, r#""api_key":"al_pod_"#]);
}

#[test]
fn the_quickstart_runs_as_it_stands() {
    let expected = [
        "ada@warren.example",
        r#""type":"connected""#,
        r#""type":"email.received""#,
        r#""snippet":"Hello Ada, your code is 4711 ✓""#,
        r#""body":"Hello Ada, your code is 4711 ✓"#,
        "apple,1\npear,2\n",
        r#""provider":"internal""#,
        r#""snippet":"Lunch at one?""#,
        r#""address":"support@acme.warren.example","claimed":true"#,
        r#""status":"suspended""#,
        r#""error":"pod_suspended""#,
        r#""status":"active""#,
    ];
    let printed = run(QUICKSTART, 3, &expected);
    assert_eq!(printed.matches(r#""error":"address_not_yours""#).count(), 2, "{printed}");
}

/// The three calls of the page on pods in the field's documentation, as they stand there, but for the host and the key.
const THREE_CALLS: &str = r#"
// 1. Create a pod (isolated namespace for one customer / agent)
const pod = await fetch('https://api.agentlair.dev/v1/pods', {
  method: 'POST',
  headers: {
    'Authorization': `Bearer ${PARENT_API_KEY}`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({ name: 'acme-corp' }),
}).then(r => r.json());
// { id: "pod_abc123", name: "acme-corp", status: "active" }

// 2. Create an API key scoped to that pod
const podKey = await fetch(`https://api.agentlair.dev/v1/pods/${pod.id}/keys`, {
  method: 'POST',
  headers: { 'Authorization': `Bearer ${PARENT_API_KEY}` },
}).then(r => r.json());
// { api_key: "al_pod_xyz..." }

// 3. Use the pod key — fully isolated from all other pods
const email = await fetch('https://api.agentlair.dev/v1/emails', {
  method: 'POST',
  headers: {
    'Authorization': `Bearer ${podKey.api_key}`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({ local_part: 'support' }),
}).then(r => r.json());
// { address: "support@acme-corp.agentlair.dev" }
// This email, vault, calendar — visible ONLY to this pod
"#;

#[tokio::test]
async fn the_three_calls_of_the_page_on_pods_run_as_they_stand() {
    let server = Server::start(development::VARIABLES);
    let account = server.register(None).await;
    let script = format!(
        "const PARENT_API_KEY = '{}';\n{}\nconsole.log(JSON.stringify({{ pod, podKey, email }}));",
        account.key,
        THREE_CALLS.replace("https://api.agentlair.dev", server.url()),
    );
    let node = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.bin/node");
    let run = Command::new(node).args(["--input-type=module", "-e", &script]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();

    let (pod, key) = (&said["pod"], said["podKey"]["api_key"].as_str().unwrap());
    assert_eq!((&pod["name"], &pod["status"]), (&json!("acme-corp"), &json!("active")));
    assert!(pod["id"].as_str().unwrap().starts_with("pod_") && key.starts_with("al_pod_"), "{said}");
    assert_eq!(said["email"]["address"], "support@acme-corp.warren.example");

    // Visible only to this pod.
    let addresses = async |key: &str| server.get("/v1/email/addresses").key(key).send().await.expect(200);
    assert_eq!(addresses(key).await["addresses"], json!(["support@acme-corp.warren.example"]));
    assert_eq!(addresses(&account.key).await["addresses"], json!([account.address]));
    let inbox = server.get("/v1/email/inbox?address=support@acme-corp.warren.example").key(&account.key).send().await;
    inbox.expect_error(403, "address_not_yours");
}

#[tokio::test]
async fn the_server_of_a_developer_is_no_looser_than_a_deployed_one_unless_it_is_asked() {
    let server = Server::start(development::VARIABLES);
    let mailbox = server.mailbox().await;
    for url in
        ["http://127.0.0.1:9/", "https://localhost/", "http://192.168.1.1/", "http://hooks.example.com/", server.url()]
    {
        let hook = server.post("/v1/email/webhooks").key(&mailbox.key).json(json!({ "url": url })).send().await;
        hook.expect_error(400, "invalid_url");
    }
}
