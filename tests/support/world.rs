//! An environment with one of everything, for tests that call every operation.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use warren::api::OPERATIONS;
use warren::wire::{Caller, Method, Operation, Permission, Permissions};

use super::{Account, PodKey, Reply, Server, text, unique};

/// The operator email of accounts that are prepared.
pub const OPERATOR: &str = "operator@example.org";

/// One of everything in an environment, and of what its account has for it.
#[derive(Clone)]
pub struct Things {
    pub pod: PodKey,
    /// A key of the pod, and one that is to be rotated.
    pub key_id: String,
    pub rotated_key_id: String,
    pub address: String,
    pub inbox: String,
    pub message: String,
    pub outgoing: String,
    /// Two held messages: one that is to be rejected.
    pub draft: String,
    pub rejected_draft: String,
    pub rule: String,
    /// A person of the account, who is assigned to the environment.
    pub member: String,
    pub invitation: String,
    pub event: String,
    pub webhook: String,
    pub delivery: String,
    pub thread: String,
    /// The name of a key in the vault, and the ciphertext it keeps.
    pub secret: (String, String),
    pub observation: String,
    pub device_code: String,
    pub user_code: String,
    pub stack: String,
    /// A domain of the environment only.
    pub domain: String,
    /// A deleted environment of the account, the one that gets its inboxes, and the job.
    pub deleted: String,
    pub heir: String,
    pub job: String,
    /// The account, as paths of runs name it, and what the environment has of runs.
    pub organization: String,
    pub runner: String,
    pub run: String,
    /// A run that takes input, and one that has ended.
    pub typed_run: String,
    pub ended_run: String,
    pub run_api_key: String,
    pub repository: String,
    /// A charge of the pod's, two that are held, and two that wait for approval.
    pub charge: String,
    pub hold: String,
    pub released: String,
    pub approval: String,
    pub rejected: String,
    pub scim: Scim,
}

/// What an identity provider has and has made.
#[derive(Clone, Default)]
pub struct Scim {
    pub token: String,
    pub token_id: String,
    pub user: String,
}

impl Scim {
    /// Gives an account an identity provider with a user.
    pub async fn make(server: &Server, account: &Account) -> Self {
        let made = server.post("/v1/scim/tokens").key(&account.key).json(json!({})).send().await.expect(201);
        let (token, email) = (text(&made["token"]), format!("{}@people.example", unique("user")));
        let user =
            server.post("/scim/v2/Users").key(&token).json(json!({ "userName": email })).send().await.expect(201);
        Self { token, token_id: text(&made["id"]), user: text(&user["id"]) }
    }
}

/// What an account needs before it has things.
pub async fn prepare(server: &Server, account: &Account) {
    let operator = json!({ "email": OPERATOR });
    server.post("/v1/account/operator-email").key(&account.key).json(operator).send().await.expect(200);
    let limit = json!({ "single_tx_limit_cents": 1_000 });
    server.put("/v1/budget").key(&account.key).json(limit).send().await.expect(200);
}

impl Things {
    /// One of everything in a pod, which can be the account's home pod. There is no person and no identity provider yet.
    pub async fn make(server: &Server, account: &Account, pod: &PodKey) -> Self {
        let post = async |path: &str, body: Value| server.post(path).key(&pod.key).json(body).send().await;
        let get = async |path: &str| server.get(path).key(&pod.key).send().await.expect(200);
        let of_account =
            async |path: &str, body: Value| server.post(path).key(&account.key).json(body).send().await.expect(201);
        let local = unique("prey");
        let address = text(&post("/v1/emails", json!({ "local_part": local })).await.expect(201)["address"]);
        let hook = json!({ "url": "https://hooks.example/", "address": address });
        let webhook = text(&post("/v1/email/webhooks", hook).await.expect(201)["id"]);
        let raw = format!("From: a@b.example\r\nMessage-ID: <{local}@b.example>\r\nSubject: {local}\r\n{ATTACHED}");
        server.deliver("a@b.example", &address, raw).await.expect(200);
        let inboxes = get("/api/v1/inboxes").await["inboxes"].take();
        let inbox = inboxes.as_array().unwrap().iter().find(|inbox| inbox["address"] == address).unwrap();
        let message = get(&format!("/v1/email/inbox?address={address}")).await["messages"][0].take();
        let delivery = get(&format!("/v1/email/webhooks/{webhook}/deliveries")).await["deliveries"][0].take();

        let tomorrow: DateTime<Utc> = (SystemTime::now() + Duration::from_secs(86_400)).into();
        let send = async |field: &str, value: Value| {
            let mut mail = json!({ "from": address, "to": "a@b.example", "subject": local, "text": "t" });
            mail[field] = value;
            text(&post("/v1/email/send", mail).await.expect(201)["id"])
        };
        let outgoing = send("send_at", json!(tomorrow)).await;
        let (draft, rejected_draft) = (send("hold", json!(true)).await, send("hold", json!(true)).await);
        let rule = json!({ "address": address, "match": { "from": "spam.example" }, "action": "file" });
        let rule = post("/v1/email/rules", rule).await.expect(201);

        let secret = (unique("secret"), hex(&unique("ciphertext")));
        for name in [&secret.0, "deleted"] {
            let put = server.put(&format!("/v1/vault/{name}")).key(&pod.key);
            put.json(json!({ "ciphertext": secret.1 })).send().await.expect(201);
        }
        server.delete("/v1/vault/deleted").key(&pod.key).send().await.expect(200);
        let noted = post("/v1/observations", json!({ "topic": "prey", "content": local })).await.expect(201);
        let asked = json!({ "credential_type": "token", "service_name": local });
        let asked = post("/v1/credentials/request", asked).await.expect(201);
        let event = json!({ "summary": local, "start": "2026-04-01", "end": "2026-04-02" });
        let event = post("/v1/calendar/events", event).await.expect(201);

        let spend = async |charge: Value| post("/v1/charge", charge).await;
        let charge = spend(json!({ "amount": 7, "description": local })).await.expect(200);
        let hold = async || text(&spend(json!({ "amount": 5, "capture": false })).await.expect(200)["charge_id"]);
        let waits = async || text(&spend(json!({ "amount": 2_000 })).await.expect(202)["approval_id"]);
        let stack = of_account("/v1/stack", json!({ "domain": format!("{local}.example") })).await;
        let domain = json!({ "domain": format!("{local}.own.example") });
        let domain = post("/api/v1/domains", domain).await.expect(201);
        let (deleted, heir) = (server.create_pod(account).await.id, server.create_pod(account).await.id);
        let path = format!("/api/v1/environments/{deleted}");
        server.delete(&path).key(&account.key).send().await.expect(200);
        let to = json!({ "to": heir });
        let job = server.post(&format!("{path}/reassign")).key(&account.key).json(to).send().await.expect(202);
        let manager = match pod.key == account.key {
            true => account.key.clone(),
            false => scoped_key(server, &account.key, &pod.id, vec!["keys:write", "trust:read", "runs:write"]).await,
        };
        let org = format!("/api/v1/ext/orgs/{}", account.account_id);
        let token = server.post(&format!("{org}/runners/tokens")).key(&manager).json(json!({})).send().await;
        let token = text(&token.expect(201)["token"]);
        let register = server.post("/v1/runners/register").key(&token).json(json!({ "name": local }));
        let runner = text(&register.send().await.expect(201)["runner_id"]);
        let run = json!({ "runner_id": runner, "agent_type_id": "claude-code" });
        let create = || server.post(&format!("{org}/pods")).key(&manager).json(run.clone()).send();
        let typed_run = text(&create().await.expect(201)["pod"]["key"]);
        let (run, ended_run) = (create().await.expect(201), text(&create().await.expect(201)["pod"]["key"]));
        let end = server.post(&format!("{org}/pods/{ended_run}/terminate")).key(&manager).send();
        assert_eq!(end.await.expect(200)["pod"]["status"], "terminated");
        let repository = server.post(&format!("{org}/repositories")).key(&manager).json(json!({ "name": "site" }));
        let repository = repository.send().await.expect(201)["repository"]["id"].to_string();
        let run_api_key =
            of_account(&format!("{org}/api-keys"), json!({ "name": local, "environment_id": pod.id })).await;
        let viewer = json!({ "email": format!("{local}@viewers.example"), "role": "viewer" });
        let invitation = of_account("/v1/invitations", viewer).await;
        let mut things = Self {
            // The home pod's are the account's.
            key_id: "key_zzzzzzzzzzzzzzzz".to_owned(),
            rotated_key_id: "key_zzzzzzzzzzzzzzzz".to_owned(),
            inbox: text(&inbox["id"]),
            message: text(&message["id"]),
            thread: text(&message["thread_id"]),
            outgoing,
            draft,
            rejected_draft,
            rule: text(&rule["id"]),
            member: String::new(),
            invitation: text(&invitation["id"]),
            event: text(&event["id"]),
            webhook,
            delivery: text(&delivery["id"]),
            secret,
            observation: text(&noted["id"]),
            device_code: text(&asked["device_code"]),
            user_code: text(&asked["user_code"]),
            stack: text(&stack["id"]),
            domain: text(&domain["id"]),
            job: text(&job["job_id"]),
            deleted,
            heir,
            organization: account.account_id.clone(),
            runner,
            run: text(&run["pod"]["key"]),
            typed_run,
            ended_run,
            repository,
            run_api_key: text(&run_api_key["api_key"]["id"]),
            charge: text(&charge["charge_id"]),
            hold: hold().await,
            released: hold().await,
            approval: waits().await,
            rejected: waits().await,
            pod: pod.clone(),
            address,
            scim: Scim::default(),
        };
        if pod.key != account.key {
            things.make_keys(server, &account.key).await;
        }
        things
    }

    /// Two keys of the pod, which the holder of another key makes.
    pub async fn make_keys(&mut self, server: &Server, maker: &str) {
        let path = format!("/v1/pods/{}/keys", self.pod.id);
        for id in [&mut self.key_id, &mut self.rotated_key_id] {
            let key = json!({ "label": "made", "permissions": ["trust:read"] });
            *id = text(&server.post(&path).key(maker).json(key).send().await.expect(201)["id"]);
        }
    }

    /// Assigns the person to the environment.
    pub async fn assign(&self, server: &Server, account: &Account) {
        let path = format!("/api/v1/environments/{}/members", self.pod.id);
        server.post(&path).key(&account.key).json(json!({ "member_id": self.member })).send().await.expect(201);
    }

    /// What nobody else may be told.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        [
            &self.address,
            &self.inbox,
            &self.message,
            &self.outgoing,
            &self.draft,
            &self.rule,
            &self.member,
            &self.invitation,
            &self.event,
            &self.webhook,
            &self.delivery,
            &self.thread,
            &self.secret.1,
            &self.observation,
            &self.device_code,
            &self.user_code,
            &self.stack,
            &self.domain,
            &self.job,
            &self.run,
            &self.typed_run,
            &self.ended_run,
            &self.run_api_key,
            &self.charge,
            &self.hold,
            &self.approval,
            &self.key_id,
        ]
        .into_iter()
        .map(String::as_str)
        .chain(self.pod.id.split('_').nth(1))
    }
}

/// A new key of a pod with these permissions only.
pub async fn scoped_key(server: &Server, owner: &str, pod: &str, permissions: Vec<&str>) -> String {
    key_with(server, owner, pod, json!({ "permissions": permissions })).await.1
}

/// A new key of a pod: its id, and the key.
pub async fn key_with(server: &Server, owner: &str, pod: &str, mut key: Value) -> (String, String) {
    key["mode"] = "add".into();
    let made = server.post(&format!("/v1/pods/{pod}/keys")).key(owner).json(key).send().await.expect(201);
    (text(&made["id"]), text(&made["api_key"]))
}

/// One permission, and what it needs: webhooks send mail away, and a key that makes keys has to have something to give.
pub fn with_only(permission: Permission) -> Vec<&'static str> {
    let needed = match permission {
        Permission::KeysWrite => Some("trust:read"),
        _ => Permissions::WEBHOOKS.contains(permission).then_some("mail:read"),
    };
    needed.into_iter().chain([permission.into()]).collect()
}

/// All permissions but one.
pub fn with_others(permission: Permission) -> Vec<&'static str> {
    Permission::iter().filter(|other| *other != permission).map(Into::into).collect()
}

const ATTACHED: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
    --x\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
    --x\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n--x--\r\n";

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// What an error says, but for the id of the request.
pub fn told(reply: &Reply) -> Value {
    let mut body = reply.json();
    body.as_object_mut().expect("an error").remove("request_id");
    body
}

/// Every operation that is declared, but for the pages.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied().filter(|operation| operation.is_documented())
}

/// Every operation that needs a credential of an account. In this order, all can be called for the same things.
pub fn closed_operations() -> Vec<&'static Operation> {
    let mut closed: Vec<_> = operations().filter(|operation| !is_open(operation)).collect();
    closed.sort_by_key(|operation| order(operation));
    closed
}

/// What reads comes first, what deletes last.
fn order(operation: &Operation) -> u8 {
    match (operation.id, operation.method) {
        ("delete_api_inbox", _) => 4,
        ("delete_messages" | "remove_member" | "replace_scim_group", _) => 3,
        (_, Method::DELETE) => 2,
        (_, Method::GET) => 0,
        _ => 1,
    }
}

/// Whether it needs no credential of an account.
pub fn is_open(operation: &Operation) -> bool {
    matches!(operation.caller, Caller::Anyone | Caller::Operator | Caller::FeedToken)
}
