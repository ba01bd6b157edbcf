//! What agents may use, and where their pods may send requests.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::{Account, Mailbox, Receiver, Reply, Server, eventually, letter, text, unique};
use crate::webhooks::{A_WHILE, SOON};

const TOKEN: &str = "a-token-of-the-operator";

/// A deployment with an operator, and with receivers on this machine. Attempts to deliver are repeated at once.
static SERVER: LazyLock<Server> = LazyLock::new(|| {
    Server::start(&[("ADMIN_TOKEN", TOKEN), ("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0.001")])
});

/// A tenant with a key of its own.
struct Tenant {
    account: Account,
    id: String,
    key: String,
}

impl Tenant {
    async fn new() -> Tenant {
        let account = SERVER.register(None).await;
        let pod = SERVER.create_pod(&account).await;
        Tenant { account, id: pod.id, key: pod.key }
    }

    async fn change(&self, method: &str, below: &str, body: Value) -> Value {
        let path = format!("/admin/tenants/{}{below}", self.id);
        SERVER.request(method, &path).key(&self.account.key).json(body).send().await.expect(200)
    }

    async fn change_account(&self, body: Value) -> Reply {
        SERVER.patch(&format!("/admin/accounts/{}", self.account.account_id)).key(TOKEN).json(body).send().await
    }

    /// The verdict on tools.
    async fn check(&self, tools: &[&str]) -> Value {
        let body = json!({ "tools": tools });
        let reply = SERVER.post("/v1/ceiling/check").key(&self.key).json(body).send().await.expect(200);
        assert_eq!(reply["models"], json!({ "allowed": [], "refused": [], "effective": null }), "{reply}");
        reply["tools"].clone()
    }

    async fn mailbox(&self) -> Mailbox<'_> {
        SERVER.new_mailbox(&self.key).await
    }
}

fn refused(name: &str, bound: &str) -> Value {
    json!({ "name": name, "bound": bound })
}

#[tokio::test]
async fn a_ceiling_binds_the_next_check() {
    let tenant = Tenant::new().await;
    assert_eq!(tenant.check(&["a"]).await, json!({ "allowed": ["a"], "refused": [], "effective": null }));

    tenant.change("PUT", "/ceiling", json!({ "ceiling_tools": ["b", "a"] })).await;
    let verdict = json!({ "allowed": ["a"], "refused": [refused("c", "tenant")], "effective": ["a", "b"] });
    assert_eq!(tenant.check(&["c", "a"]).await, verdict);

    let changed = tenant.change_account(json!({ "ceiling_tools": ["b", "c"] })).await.expect(200);
    assert_eq!((&changed["ceiling_tools"], &changed["tier"]), (&json!(["b", "c"]), &json!("paid")));
    assert!(text(&changed["warning"]).starts_with("ceiling_models and ceiling_skills were not given"), "{changed}");
    let verdict = json!({ "allowed": ["b"], "effective": ["b"],
        "refused": [refused("a", "account"), refused("c", "tenant")] });
    assert_eq!(tenant.check(&["a", "b", "c"]).await, verdict);

    tenant.change("DELETE", "/ceiling", json!({})).await;
    assert_eq!(tenant.check(&[]).await["effective"], json!(["b", "c"]));
}

#[tokio::test]
async fn two_ceilings_with_nothing_in_common_allow_nothing() {
    let tenant = Tenant::new().await;
    tenant.change("PUT", "/ceiling", json!({ "ceiling_tools": ["a"] })).await;
    tenant.change_account(json!({ "ceiling_tools": ["b"] })).await.expect(200);

    let nothing =
        json!({ "allowed": [], "refused": [refused("a", "account"), refused("b", "tenant")], "effective": [] });
    assert_eq!(tenant.check(&["a", "b"]).await, nothing);
    let home = SERVER.post("/v1/ceiling/check").key(&tenant.account.key).json(json!({})).send().await.expect(200);
    assert_eq!(home["tools"]["effective"], json!(["b"]), "the ceiling of another tenant does not count");
}

#[tokio::test]
async fn what_an_account_is_changed_to_is_checked() {
    let tenant = Tenant::new().await;
    tenant.change_account(json!({})).await.expect_error(400, "missing_fields");
    tenant.change_account(json!({ "ceiling_tools": [""] })).await.expect_error(400, "invalid_request");
    let many: Vec<_> = (0..101).map(|number| number.to_string()).collect();
    let check = SERVER.post("/v1/ceiling/check").key(&tenant.key).json(json!({ "skills": many })).send().await;
    check.expect_error(400, "invalid_request");
    assert_eq!(tenant.check(&[]).await["effective"], Value::Null);
}

#[tokio::test]
async fn a_webhook_at_a_host_that_is_not_allowed_is_refused_by_name() {
    let tenant = Tenant::new().await;
    let (mailbox, receiver) = (tenant.mailbox().await, Receiver::start().await);
    tenant.change("PATCH", "", json!({ "egress_fqdns": ["hooks.example", "localhost"] })).await;

    for url in [receiver.url("/"), "https://x.hooks.example/".to_owned(), "https://example.com/".to_owned()] {
        let refusal = mailbox.try_hook(json!({ "address": mailbox.address, "url": url })).await;
        let refusal = refusal.expect_error(403, "egress_not_allowed");
        assert!(url.contains(refusal["host"].as_str().unwrap()), "{refusal}");
    }
    let webhook = mailbox.hook("https://HOOKS.example:8443/in").await;
    let moved = mailbox.on("PATCH", &webhook, "").json(json!({ "url": "https://example.com/" })).send().await;
    moved.expect_error(403, "egress_not_allowed");
    assert_eq!(mailbox.now(&webhook).await["url"], "https://HOOKS.example:8443/in");
}

#[tokio::test]
async fn a_webhook_gets_nothing_after_its_host_was_taken_off_the_list() {
    let tenant = Tenant::new().await;
    let (mailbox, receiver) = (tenant.mailbox().await, Receiver::start().await);
    let webhook = mailbox.hook(&receiver.url("/").replace("127.0.0.1", "localhost")).await;
    mailbox.receive(letter(&[("Subject", "before")], "")).await;
    receiver.expect(1, SOON).await;

    tenant.change("PATCH", "", json!({ "egress_fqdns": ["hooks.example"] })).await;
    mailbox.receive(letter(&[("Subject", "after")], "")).await;

    let attempts = async || {
        let deliveries = mailbox.deliveries(&webhook, "").await;
        let error = deliveries.iter().find_map(|delivery| delivery["last_error"].as_str().map(str::to_owned));
        error.filter(|error| error.contains("localhost"))
    };
    let error = eventually("an attempt that was not made", attempts).await;
    assert_eq!(error, "not sent: This pod cannot send requests to `localhost`.");
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(receiver.posts().len(), 1);

    tenant.change("PATCH", "", json!({ "egress_fqdns": ["localhost"] })).await;
    assert_eq!(receiver.expect(2, SOON).await[1].subject(), "after");
}

#[tokio::test]
async fn mail_leaves_a_tenant_whatever_hosts_it_may_ask() {
    let tenant = Tenant::new().await;
    tenant.change("PATCH", "", json!({ "egress_fqdns": ["hooks.example"] })).await;
    let mailbox = tenant.mailbox().await;
    let to = format!("{}@elsewhere.example", unique("ada"));
    let sent = mailbox.send(json!({ "to": to, "subject": "hi", "text": "hi" })).await;
    assert_eq!(sent["status"], "sent", "{sent}");
}

#[tokio::test]
async fn news_about_approvals_of_a_tenant_go_only_where_the_tenant_may_send_them_too() {
    let (tenant, receiver) = (Tenant::new().await, Receiver::start().await);
    let limit = json!({ "single_tx_limit_cents": 1 });
    SERVER.put("/v1/budget").key(&tenant.account.key).json(limit).send().await.expect(200);
    let home = SERVER.new_mailbox(&tenant.account.key).await;
    let hook = json!({ "url": receiver.url("/").replace("127.0.0.1", "localhost"), "events": ["approval.requested"] });
    let webhook = home.try_hook(hook).await.expect(201);
    let charge = async |amount: i64| {
        let charge = json!({ "amount": amount, "description": "paid" });
        SERVER.post("/v1/charge").key(&tenant.key).json(charge).send().await.expect(202);
    };
    tenant.change("PATCH", "", json!({ "egress_fqdns": ["hooks.example"] })).await;
    charge(200_000).await;
    let attempts = async || {
        let deliveries = home.deliveries(&webhook, "").await;
        deliveries.iter().find_map(|delivery| delivery["last_error"].as_str().map(str::to_owned))
    };
    let error = eventually("an attempt that was not made", attempts).await;
    assert_eq!(error, "not sent: This pod cannot send requests to `localhost`.");
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(receiver.posts().len(), 0);

    tenant.change("PATCH", "", json!({ "egress_fqdns": [] })).await;
    receiver.expect(1, SOON).await;
}
