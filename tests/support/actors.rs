use serde_json::{Value, json};

use super::Server;

/// Someone who registered.
#[derive(Clone, Debug)]
pub struct Account {
    pub key: String,
    pub account_id: String,
    pub address: String,
}

/// A pod and its first key.
#[derive(Clone, Debug)]
pub struct PodKey {
    pub id: String,
    pub key: String,
}

impl Server {
    /// A new account; a name, if any, becomes its address, so it must be `unique`.
    pub async fn register(&self, name: Option<&str>) -> Account {
        let wish = name.map_or(json!({}), |name| json!({ "name": name }));
        let body = self.post("/v1/auth/agent-register").json(wish).send().await.expect(201);
        Account {
            key: text(&body["api_key"]),
            account_id: text(&body["account_id"]),
            address: text(&body["email_address"]),
        }
    }

    pub async fn create_pod(&self, account: &Account) -> PodKey {
        let body = self.post("/v1/pods").key(&account.key).json(json!({})).send().await.expect(201);
        PodKey { id: text(&body["pod_id"]), key: text(&body["api_key"]) }
    }
}

/// A name nobody else has: `ada` becomes `ada-qkzvbwtn`.
pub fn unique(name: &str) -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    let letters: String = bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect();
    format!("{name}-{letters}")
}

/// A text of a reply.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
