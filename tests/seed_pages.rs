//! The shell lines of pages of other services that existing users follow. Only host, token and ids are replaced.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Org, Server, text, unique};

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

/// Lines about who is assigned.
const MEMBERS: &str = r#"
# Add a member to an environment
curl -X POST https://api.agent-post.dev/api/v1/environments/env_staging/members \
-H "Authorization: Bearer $AGENTPOST_API_KEY" \
-H "Content-Type: application/json" \
-d '{"member_id": "mem_abc123"}'
# List environment members
curl "https://api.agent-post.dev/api/v1/environments/env_staging/members" \
-H "Authorization: Bearer $AGENTPOST_API_KEY"
"#;

/// Lines about runs of agents, which their page calls pods.
const RUNS: &str = r#"
# List all running pods
curl -X GET \
"https://your-domain.com/api/v1/ext/orgs/my-org/pods" \
-H "X-API-Key: amk_your_api_key_here"
# Create a new pod
curl -X POST \
"https://your-domain.com/api/v1/ext/orgs/my-org/pods" \
-H "X-API-Key: amk_your_api_key_here" \
-H "Content-Type: application/json" \
-d '{
"agent_type_id": "claude-code",
"runner_id": "runner-uuid",
"initial_prompt": "Fix the login bug"
}'
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
async fn the_lines_about_environments_run_as_they_stand() {
    let server = Server::shared();
    let account = server.register(None).await;
    let here = |lines: &str| lines.replace("https://api.agent-post.dev", server.url());
    let key = [("AGENTPOST_API_KEY", &*account.key)];
    let created = run(&here(ENVIRONMENTS), &key).remove(0);
    let id = text(&created["id"]);
    assert!(id.starts_with("env_"), "{created}");
    assert_eq!(
        (&created["name"], &created["slug"], &created["is_default"]),
        (&json!("Staging"), &json!("staging"), &json!(false))
    );

    let recovery = json!({ "email": format!("{}@people.example", unique("ann")) });
    server.post("/v1/account/recovery-email").key(&account.key).json(recovery).send().await.expect(200);
    let members = server.get("/v1/members").key(&account.key).send().await.expect(200);
    let member = text(&members["members"][0]["id"]);
    let said = run(&here(MEMBERS).replace("env_staging", &id).replace("mem_abc123", &member), &key);
    let [added, listed] = &said[..] else { panic!("{said:?}") };
    assert_eq!((&added["environment_id"], &added["member_id"]), (&json!(id), &json!(member)));
    assert_eq!(listed["members"], json!([added]));
}

#[tokio::test]
async fn the_lines_about_runs_run_as_they_stand() {
    let org = Org::new(Server::shared()).await;
    let runner = org.connected().await;
    let slug = unique("org");
    let set = org.server.put("/v1/account/slug").key(&org.account.key).json(json!({ "slug": slug }));
    set.send().await.expect(200);
    let lines = RUNS.replace("https://your-domain.com", org.server.url()).replace("my-org", &slug);
    let lines = lines.replace("amk_your_api_key_here", &org.key).replace("runner-uuid", &runner.id);
    let said = run(&lines, &[]);
    let [listed, created] = &said[..] else { panic!("{said:?}") };
    assert_eq!(listed, &json!({ "pods": [], "total": 0, "limit": 20, "offset": 0 }));
    let pod = &created["pod"];
    assert_eq!((&pod["status"], &pod["agent_type_id"]), (&json!("creating"), &json!("claude-code")));
    assert_eq!((&pod["runner_id"], &pod["initial_prompt"]), (&json!(runner.id), &json!("Fix the login bug")));
}
