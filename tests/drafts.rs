use serde_json::{Value, json};

use crate::support::{Account, Mailbox, PodKey, Reply, Server};

struct Office {
    server: &'static Server,
    account: Account,
    pod: PodKey,
    agent: Mailbox<'static>,
    customer: Mailbox<'static>,
}

impl Office {
    async fn open() -> Self {
        let server = Server::shared();
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        let agent = server.new_mailbox(&pod.key).await;
        Self { server, account, agent, pod, customer: server.mailbox().await }
    }

    /// Has the agent write a message that is held.
    async fn held(&self, mut mail: Value) -> String {
        for (field, value) in [("to", json!(self.customer.address)), ("subject", json!("Offer")), ("hold", json!(true))]
        {
            mail.as_object_mut().unwrap().entry(field).or_insert(value);
        }
        let sent = self.agent.send(mail).await;
        assert_eq!((&sent["status"], &sent["sent_at"]), (&json!("pending_review"), &Value::Null));
        sent["id"].as_str().unwrap().to_owned()
    }

    async fn ask(&self, method: &str, rest: &str, body: Value) -> Reply {
        let path = format!("/v1/pods/{}/drafts{rest}", self.pod.id);
        self.server.request(method, &path).key(&self.account.key).json(body).send().await
    }
}

#[tokio::test]
async fn a_held_message_goes_out_when_the_account_releases_it() {
    let office = Office::open().await;
    let id = office.held(json!({ "text": "10 %" })).await;
    let listed = office.ask("GET", "?limit=101", json!({})).await.expect(200);
    assert_eq!((&listed["count"], &listed["messages"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(listed["limit"], 100);
    assert!(office.customer.list("").await.is_empty());
    let released = office.ask("POST", &format!("/{id}/release"), json!({})).await.expect(200);
    assert_eq!(released["status"], "sent");
    assert_eq!(office.customer.only().await["snippet"], "10 %");
    for how in ["release", "reject"] {
        let again = office.ask("POST", &format!("/{id}/{how}"), json!({})).await.expect(409);
        assert_eq!(again["error"], "already_resolved");
    }
    assert_eq!(office.ask("GET", "", json!({})).await.expect(200)["count"], 0);
    assert_eq!(office.customer.list("").await.len(), 1);
}

#[tokio::test]
async fn the_account_removes_the_html_of_what_is_held() {
    let office = Office::open().await;
    let id = office.held(json!({ "html": "<p>10 %</p>" })).await;
    let edit = async |changes: Value| office.ask("PATCH", &format!("/{id}"), changes).await;
    assert_eq!(edit(json!({ "html": null })).await.expect(400)["error"], "invalid_request");
    let edited = edit(json!({ "text": "12 %", "html": null })).await.expect(200);
    assert_eq!((&edited["text"], &edited["html"]), (&json!("12 %"), &Value::Null), "{edited}");
    let kept = edit(json!({ "subject": "Offer 2" })).await.expect(200);
    assert_eq!(kept["text"], "12 %");
    office.ask("POST", &format!("/{id}/release"), json!({})).await.expect(200);
    assert_eq!(office.customer.only().await["snippet"], "12 %");
}

#[tokio::test]
async fn the_account_edits_what_is_held_and_nothing_else() {
    let office = Office::open().await;
    let id = office.held(json!({ "text": "10 %", "bcc": "boss@mail.example" })).await;
    let bad = office.ask("PATCH", &format!("/{id}"), json!({ "subject": "a\r\nBcc: x@y.example" })).await;
    assert_eq!(bad.expect(400)["error"], "invalid_request");
    assert_eq!(
        office.ask("PATCH", &format!("/{id}"), json!({ "to": [] })).await.expect(400)["error"],
        "invalid_request"
    );
    let to = format!("Carl <{}>", office.customer.address);
    let changes = json!({ "to": [to], "subject": "Better offer", "text": "5 %", "bcc": [] });
    let edited = office.ask("PATCH", &format!("/{id}"), changes).await.expect(200);
    assert_eq!(
        (&edited["subject"], &edited["text"], &edited["bcc"]),
        (&json!("Better offer"), &json!("5 %"), &json!([]))
    );
    assert_eq!(edited["recipients"].as_array().unwrap().len(), 1);
    office.ask("POST", &format!("/{id}/release"), json!({})).await.expect(200);
    let message = office.customer.only().await;
    assert_eq!((&message["subject"], &message["snippet"]), (&json!("Better offer"), &json!("5 %")));
    assert_eq!(
        office.ask("PATCH", &format!("/{id}"), json!({ "text": "0 %" })).await.expect(409)["error"],
        "already_resolved"
    );
}

#[tokio::test]
async fn an_edit_can_be_as_long_as_any_body() {
    const MAX_BODY_BYTES: usize = 1_000_000;
    let office = Office::open().await;
    let id = office.held(json!({ "text": "10 %" })).await;
    let text = "x".repeat(MAX_BODY_BYTES - json!({ "text": "" }).to_string().len());
    let edited = office.ask("PATCH", &format!("/{id}"), json!({ "text": text })).await.expect(200);
    assert!(edited["text"] == text.as_str());
}

#[tokio::test]
async fn a_rejected_message_is_never_sent_and_the_agent_learns_why() {
    let office = Office::open().await;
    let id = office.held(json!({ "text": "99 %" })).await;
    office.ask("POST", &format!("/{id}/reject"), json!({ "reason": "Too generous" })).await.expect(200);
    let kept = office.agent.outgoing(&id).await;
    assert_eq!((&kept["status"], &kept["error"]), (&json!("rejected"), &json!("Too generous")));
    assert!(office.customer.list("").await.is_empty());
}

#[tokio::test]
async fn an_agent_cannot_release_what_it_wrote_but_can_withdraw_it() {
    let office = Office::open().await;
    let id = office.held(json!({ "text": "10 %" })).await;
    let path = format!("/v1/pods/{}/drafts/{id}/release", office.pod.id);
    let reply = office.server.post(&path).key(&office.pod.key).send().await;
    assert_eq!(reply.expect(403)["error"], "pod_auth_forbidden");
    let cancel = format!("/v1/email/outbox/{id}/cancel");
    office.server.post(&cancel).key(&office.pod.key).send().await.expect(200);
    assert_eq!(office.ask("POST", &format!("/{id}/release"), json!({})).await.expect(409)["error"], "already_resolved");
    assert!(office.customer.list("").await.is_empty());
}

#[tokio::test]
async fn of_a_release_and_a_rejection_at_once_one_wins() {
    let office = Office::open().await;
    for _ in 0..5 {
        let id = office.held(json!({ "text": "10 %" })).await;
        let (release, reject) = (format!("/{id}/release"), format!("/{id}/reject"));
        let (one, other) =
            tokio::join!(office.ask("POST", &release, json!({})), office.ask("POST", &reject, json!({})));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{one} {other}");
    }
}

#[tokio::test]
async fn the_accounts_own_mail_can_be_held_too() {
    let server = Server::shared();
    let account = server.register(None).await;
    let own = Mailbox { server, key: account.key.clone(), address: account.address.clone() };
    let sent = own.send(json!({ "to": own.address, "subject": "s", "text": "t", "hold": true })).await;
    let path = format!("/v1/pods/{}/drafts/{}/release", account.account_id, sent["id"].as_str().unwrap());
    server.post(&path).key(&account.key).send().await.expect(200);
    assert_eq!(own.only().await["subject"], "s");
}
