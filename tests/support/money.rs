use serde_json::{Value, json};

use super::{Account, PodKey, Reply, Server};

/// An account that spends, with a pod of its own.
pub struct Purse<'a> {
    pub server: &'a Server,
    pub account: Account,
    pub pod: PodKey,
}

impl<'a> Purse<'a> {
    pub async fn on(server: &'a Server) -> Self {
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        Self { server, account, pod }
    }

    /// The account's caps and settings.
    pub async fn set(&self, budget: Value) -> Value {
        self.server.put("/v1/budget").key(&self.account.key).json(budget).send().await.expect(200)
    }

    pub async fn set_pod(&self, changes: Value) -> Value {
        let path = format!("/v1/pods/{}", self.pod.id);
        self.server.patch(&path).key(&self.account.key).json(changes).send().await.expect(200)
    }

    /// A charge by the pod's agent.
    pub async fn charge(&self, amount: i64) -> Reply {
        self.spend(json!({ "amount": amount })).await
    }

    pub async fn spend(&self, charge: Value) -> Reply {
        self.post("/v1/charge", &self.pod.key, charge).await
    }

    /// By the account itself.
    pub async fn own_charge(&self, amount: i64) -> Reply {
        self.post("/v1/charge", &self.account.key, json!({ "amount": amount })).await
    }

    pub async fn once(&self, path: &str, once: &str, body: Value) -> Reply {
        self.server.post(path).key(&self.pod.key).header("idempotency-key", once).json(body).send().await
    }

    pub async fn post(&self, path: &str, key: &str, body: Value) -> Reply {
        self.server.post(path).key(key).json(body).send().await
    }

    pub async fn read(&self, path: &str, key: &str) -> Value {
        self.server.get(path).key(key).send().await.expect(200)
    }

    /// What the account, or the pod, has spent and holds against its cap of a period.
    pub async fn used(&self, key: &str, period: &str) -> [i64; 2] {
        let budget = self.read("/v1/budget", key).await;
        ["spent_usdc", "held_usdc"].map(|field| budget["caps"][period][field].as_i64().unwrap())
    }

    /// Whole ledger, newest first, by pages of so many.
    pub async fn history(&self, key: &str, limit: usize) -> Vec<Value> {
        let (mut all, mut before) = (Vec::new(), String::new());
        loop {
            let page = self.read(&format!("/v1/budget/history?limit={limit}{before}"), key).await;
            all.extend(page["entries"].as_array().unwrap().iter().cloned());
            match page["pagination"]["next_before"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => return all,
            }
        }
    }

    /// Asks for a charge beyond the caps, where the account wants to be asked. The approval's id.
    pub async fn ask(&self, amount: i64) -> String {
        let asked = self.charge(amount).await.expect(202);
        asked["approval_id"].as_str().unwrap().to_owned()
    }
}
