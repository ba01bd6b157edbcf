//! Links in emails to the operator, with which one charge is approved or rejected.

use serde_json::json;

use crate::approvals::asking;
use crate::members::owned;
use crate::operators::{confirm_mailed, set_operator};
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
async fn the_link_of_an_owner_decides_although_a_second_principal_is_required() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let purse = Purse { server, account, pod };
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let operator = json!({ "email": owner.email });
    // Signing in with the address has confirmed it already, or confirms it with the next link.
    let set = server.post("/v1/account/operator-email").key(&owner.session).json(operator).send().await.expect(200);
    if set["confirmed"] != true {
        confirm_mailed(server, &owner.email).await;
    }
    purse.set(json!({ "require_second_principal": true })).await;
    let id = purse.ask(500).await;
    let link = decision_link(server, &owner.email, 1).await;
    let pressed = futures_util::future::join(press(server, &link, "approve"), press(server, &link, "approve")).await;
    for reply in [pressed.0, pressed.1] {
        assert!(reply.text().contains("The charge is approved"), "{reply}");
    }
    assert_eq!(status(&purse, &id).await, "approved");
}

#[tokio::test]
async fn in_a_strict_account_others_get_a_message_without_a_link() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    purse.set(json!({ "require_second_principal": true })).await;
    purse.ask(500).await;
    let letters = letters(server, &operator, "asks to spend", 1).await;
    assert!(!letters.contains("/decide?token=") && letters.contains("Decide in the console"), "{letters}");
}

#[tokio::test]
async fn a_rotation_of_everything_ends_links_and_the_confirmation_of_the_operator() {
    let server = Server::shared();
    let (purse, operator) = with_operator(server).await;
    purse.ask(500).await;
    let link = decision_link(server, &operator, 1).await;
    let rotated =
        server.post("/v1/auth/keys/rotate").key(&purse.account.key).json(json!({ "everything": true })).send();
    let key = text(&rotated.await.expect(200)["api_key"]);
    assert_eq!(press(server, &link, "approve").await.status, 400);
    let me = server.get("/v1/account/me").key(&key).send().await.expect(200);
    assert_eq!((&me["operator_email"], &me["operator_email_confirmed"]), (&json!(operator), &json!(false)));
}
