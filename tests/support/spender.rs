//! Runs that spend.

use run_protocol::ToRunner;
use serde_json::{Value, json};

use super::{Account, Org, Reply, ScriptedRunner, Server, eventually, text};

/// An account with a runner, in its home pod.
pub struct Spender {
    pub server: &'static Server,
    pub account: Account,
    pub runner: ScriptedRunner,
    pub org: Org,
}

/// A run that its runner has taken, with its own key.
pub struct Taken {
    pub id: String,
    pub key: String,
}

impl Spender {
    pub async fn on(server: &'static Server) -> Spender {
        let org = Org::new(server).await;
        let runner = org.connected().await;
        Spender { server, account: org.account.clone(), runner, org }
    }

    /// Starts a run with a key.
    pub async fn try_start(&self, key: &str, more: Value) -> Reply {
        let mut body = json!({ "runner_id": self.runner.id, "agent_type_id": "claude-code",
            "permissions": ["budget:charge", "budget:read", "runs:read", "runs:write"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.server.post(&self.org.path("/pods")).key(key).json(body).send().await
    }

    pub async fn start_with(&mut self, key: &str, more: Value) -> Taken {
        let id = text(&self.try_start(key, more).await.expect(201)["pod"]["key"]);
        let key = self.runner.takes(&id).await;
        let is_running = async || Some(self.run(&id).await).filter(|run| run["status"] == "running");
        eventually("a running run", is_running).await;
        Taken { id, key }
    }

    pub async fn start(&mut self, more: Value) -> Taken {
        let key = self.account.key.clone();
        self.start_with(&key, more).await
    }

    pub async fn charge(&self, run: &Taken, amount: i64) -> Reply {
        self.spend(&run.key, json!({ "amount": amount })).await
    }

    pub async fn spend(&self, key: &str, charge: Value) -> Reply {
        self.server.post("/v1/charge").key(key).json(charge).send().await
    }

    pub async fn hold(&self, run: &Taken, amount: i64) -> Reply {
        self.spend(&run.key, json!({ "amount": amount, "capture": false })).await
    }

    pub async fn budget(&self, changes: Value) {
        self.server.put("/v1/budget").key(&self.account.key).json(changes).send().await.expect(200);
    }

    pub async fn account_post(&self, path: &str, body: Value) -> Reply {
        self.server.post(path).key(&self.account.key).json(body).send().await
    }

    pub async fn account_get(&self, path: &str) -> Value {
        self.server.get(path).key(&self.account.key).send().await.expect(200)
    }

    pub async fn run(&self, id: &str) -> Value {
        self.org.run(id).await
    }

    /// What a run has spent and holds.
    pub async fn used(&self, run: &Taken) -> [i64; 2] {
        let shown = self.run(&run.id).await;
        ["spent_usdc", "held_usdc"].map(|field| shown[field].as_i64().unwrap_or_else(|| panic!("{shown}")))
    }

    /// An approval that a run waits for.
    pub async fn ask(&self, run: &Taken, amount: i64) -> String {
        text(&self.charge(run, amount).await.expect(202)["approval_id"])
    }

    pub async fn decide(&self, approval: &str, how: &str) -> Reply {
        self.account_post(&format!("/v1/approvals/{approval}/{how}"), json!({})).await
    }

    /// What the runner is told next of whether a run waits.
    pub async fn told(&mut self, of: &Taken) -> bool {
        let is_told = |message: &ToRunner| matches!(message, ToRunner::Waiting { run, .. } if *run == of.id);
        match self.runner.next(is_told).await {
            ToRunner::Waiting { waiting, .. } => waiting,
            _ => unreachable!(),
        }
    }

    pub async fn terminate(&mut self, run: &Taken) {
        self.org
            .server
            .post(&self.org.path(&format!("/pods/{}/terminate", run.id)))
            .key(&self.account.key)
            .send()
            .await;
    }
}
