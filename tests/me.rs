//! What a credential is told about itself.

use serde_json::json;

use crate::members::{join, owned};
use crate::support::{Server, text};

#[tokio::test]
async fn every_key_learns_whose_it_is_and_what_it_can_do() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let me = server.get("/v1/me").key(&account.key).send().await.expect(200);
    assert_eq!((&me["credential"], &me["account"]["id"]), (&json!("account"), &json!(account.account_id)));
    assert_eq!((&me["pod"]["is_default"], &me["member"]), (&json!(true), &json!(null)));

    let me = server.get("/v1/me").key(&pod.key).send().await.expect(200);
    assert_eq!((&me["credential"], &me["pod"]["id"]), (&json!("pod"), &json!(pod.id)));
    assert_eq!((&me["addresses"], &me["account"]["name"]), (&json!([mailbox.address]), &json!(null)));

    let scope = json!({ "permissions": ["calendar:read"] });
    let restricted = server.post(&format!("/v1/pods/{}/keys", pod.id)).key(&account.key).json(scope).send().await;
    let restricted = text(&restricted.expect(201)["api_key"]);
    let me = server.get("/v1/me").key(&restricted).send().await.expect(200);
    assert_eq!((&me["permissions"], &me["addresses"]), (&json!(["calendar:read"]), &json!([])));

    let me = server.get("/v1/me").key(&owner.session).send().await.expect(200);
    assert_eq!((&me["credential"], &me["member"]["role"]), (&json!("session"), &json!("owner")));
    assert_eq!((&me["member"]["id"], &me["member"]["email"]), (&json!(owner.id), &json!(owner.email)));
    server.get("/v1/me").send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_person_learns_the_addresses_of_the_pods_that_the_person_is_assigned_to_only() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let viewer = join(server, &account.key, "viewer", &[&pod.id]).await;
    let at_home = server.get("/v1/me").key(&viewer.session).send().await.expect(200);
    assert_eq!((&at_home["member"]["role"], &at_home["addresses"]), (&json!("viewer"), &json!([])));
    let there = server.get("/v1/me").key(&viewer.session).header("x-environment", &pod.id).send().await.expect(200);
    assert_eq!((&there["pod"]["id"], &there["addresses"]), (&json!(pod.id), &json!([mailbox.address])));
    let other = server.create_pod(&account).await;
    let refused = server.get("/v1/me").key(&viewer.session).header("x-environment", &other.id).send().await;
    refused.expect_error(404, "not_found");
}
