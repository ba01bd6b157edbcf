//! The shell lines of pages of other services that existing users follow. Only host, token and ids are replaced.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Server, text};

const TOKEN: &str = "a-token-of-the-operator";

/// Lines about tenants.
const TENANTS: &str = r#"
# Create tenant
curl -s -X POST http://localhost:8080/admin/tenants \
-H "Authorization: Bearer $ADMIN_TOKEN" \
-H 'Content-Type: application/json' \
-d '{"name":"Acme Corp","slug":"acme","plan":"enterprise"}' | jq .
# Set ceiling
TENANT_ID=01HXZ...
curl -s -X PUT "http://localhost:8080/admin/tenants/$TENANT_ID/ceiling" \
-H "Authorization: Bearer $ADMIN_TOKEN" \
-H 'Content-Type: application/json' \
-d '{"ceiling_tools":["web_search"],"ceiling_models":[],"ceiling_skills":[]}' | jq .
# Disable tenant
curl -s -X PATCH "http://localhost:8080/admin/tenants/$TENANT_ID" \
-H "Authorization: Bearer $ADMIN_TOKEN" \
-H 'Content-Type: application/json' \
-d '{"disabled":true}' | jq .
"#;

/// A line about environments.
const ENVIRONMENTS: &str = r#"
curl -X POST https://api.agent-post.dev/api/v1/environments \
-H "Authorization: Bearer $AGENTPOST_API_KEY" \
-H "Content-Type: application/json" \
-d '{"name": "Staging", "slug": "staging"}'
"#;

/// Runs lines and returns the JSON texts that they print.
fn run(lines: &str, variables: &[(&str, &str)]) -> Vec<Value> {
    // `jq` only makes it pretty.
    let script = format!("command -v jq > /dev/null || jq() {{ cat; }}\n{lines}");
    let run = Command::new("bash").args(["-euc", &script]).envs(variables.iter().copied()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::Deserializer::from_slice(&run.stdout).into_iter().map(Result::unwrap).collect()
}

#[tokio::test]
async fn the_lines_about_tenants_run_as_they_stand() {
    let server = Server::start(&[("ADMIN_TOKEN", TOKEN)]);
    let lines = TENANTS.replace("http://localhost:8080", server.url());
    let (create, rest) = lines.split_once("# Set ceiling").unwrap();

    let created = run(create, &[("ADMIN_TOKEN", TOKEN)]).remove(0);

    assert_eq!((&created["name"], &created["slug"]), (&json!("Acme Corp"), &json!("acme")));
    assert_eq!((&created["plan"], &created["disabled"]), (&json!("enterprise"), &json!(false)));
    assert_eq!(created["egress_fqdns"], json!([]));
    let id = text(&created["id"]);
    let said = run(&rest.replace("01HXZ...", &id), &[("ADMIN_TOKEN", TOKEN)]);
    let [ceiling, disabled] = &said[..] else { panic!("{said:?}") };
    assert_eq!((&ceiling["tenant_id"], &ceiling["ceiling_tools"]), (&json!(id), &json!(["web_search"])));
    assert!(ceiling["updated_at"].is_string(), "{ceiling}");
    assert_eq!((&disabled["id"], &disabled["disabled"]), (&json!(id), &json!(true)));
}

#[tokio::test]
async fn the_line_about_environments_runs_as_it_stands() {
    let server = Server::shared();
    let account = server.register(None).await;
    let line = ENVIRONMENTS.replace("https://api.agent-post.dev", server.url());
    let created = run(&line, &[("AGENTPOST_API_KEY", &account.key)]).remove(0);
    assert!(text(&created["id"]).starts_with("env_"), "{created}");
    assert_eq!(
        (&created["name"], &created["slug"], &created["is_default"]),
        (&json!("Staging"), &json!("staging"), &json!(false))
    );
}
