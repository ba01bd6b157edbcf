//! Links in emails to the operator, with which one charge is approved or rejected.

use serde_json::json;

use crate::approvals::asking;
use crate::operators::set_operator;
use crate::sessions::letters;
use crate::support::{Purse, Reply, Server, text};

/// The path of the link that was sent about the newest approval.
async fn decision_link(server: &Server, operator: &str, count: usize) -> String {
    let letters = letters(server, operator, "/decide?token=", count).await;
    let at = letters.rfind("/decide?token=").unwrap();
    letters[at..].split_whitespace().next().unwrap().to_owned()
}

async fn press(server: &Server, link: &str, decision: &str) -> Reply {
    let token = link.strip_prefix("/decide?token=").unwrap();
    server.form("/decide", &[("token", token), ("decision", decision)]).await
}

async fn status(purse: &Purse<'_>, id: &str) -> String {
    text(&purse.read(&format!("/v1/approvals/{id}"), &purse.account.key).await["status"])
}

async fn with_operator(server: &Server) -> (Purse<'_>, String) {
    let purse = asking(server).await;
    let operator = format!("{}@operators.example", purse.account.account_id.replace('_', "-"));
    set_operator(server, &purse.account.key, &operator).await;
    (purse, operator)
}

#[tokio::test]
async fn a_link_shows_the_request_and_one_more_tap_approves_it_once() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    let charge = json!({ "amount": 1_500_000, "description": "<b>GPU</b>", "payee": "gpu.example" });
    let id = text(&purse.spend(charge).await.expect(202)["approval_id"]);
    let link = decision_link(server, &operator, 1).await;
    for _ in 0..2 {
        let page = server.get(&link).send().await;
        assert_eq!(page.status, 200);
        let shown = page.text();
        assert!(
            shown.contains("1.50 USDC waits") && shown.contains("&lt;b&gt;GPU") && !shown.contains("<b>GPU"),
            "{shown}"
        );
        assert_eq!(server.request("HEAD", &link).send().await.status, 200);
    }
    assert_eq!(status(&purse, &id).await, "pending");
    assert!(press(server, &link, "approve").await.text().contains("The charge is approved"));
    assert_eq!(status(&purse, &id).await, "approved");
    // Pressed again, or the other button: the page says what holds.
    assert!(press(server, &link, "reject").await.text().contains("The charge is approved"));
    assert_eq!(status(&purse, &id).await, "approved");
    assert!(server.get(&link).send().await.text().contains("The charge is approved"));
}

#[tokio::test]
async fn a_link_rejects_and_says_what_was_decided_elsewhere() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    let id = purse.ask(500).await;
    let link = decision_link(server, &operator, 1).await;
    assert!(press(server, &link, "reject").await.text().contains("The charge is rejected"));
    assert_eq!(status(&purse, &id).await, "rejected");
    let second = purse.ask(600).await;
    let link = decision_link(server, &operator, 2).await;
    server
        .post(&format!("/v1/approvals/{second}/reject"))
        .key(&purse.account.key)
        .json(json!({}))
        .send()
        .await
        .expect(200);
    assert!(press(server, &link, "approve").await.text().contains("The charge is rejected"));
    assert_eq!(press(server, &link, "spend").await.status, 400);
}

#[tokio::test]
async fn a_link_ends_with_the_address_that_it_was_sent_to() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    let id = purse.ask(500).await;
    let link = decision_link(server, &operator, 1).await;
    set_operator(server, &purse.account.key, &format!("new-{operator}")).await;
    for reply in [server.get(&link).send().await, press(server, &link, "approve").await] {
        assert_eq!(reply.status, 400);
        assert!(reply.text().contains("Invalid link"), "{reply}");
    }
    assert_eq!(status(&purse, &id).await, "pending");
    assert_eq!(server.get("/decide?token=dec_guessed").send().await.status, 400);
}

#[tokio::test]
async fn where_a_second_principal_is_required_only_the_link_of_a_decider_decides() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    purse.set(json!({ "require_second_principal": true })).await;
    let id = purse.ask(500).await;
    let link = decision_link(server, &operator, 1).await;
    assert_eq!(press(server, &link, "approve").await.status, 400);
    assert_eq!(status(&purse, &id).await, "pending");
}
