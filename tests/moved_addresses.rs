//! What an address is after it has moved into another environment.

use serde_json::json;

use crate::moves::World;
use crate::support::{Server, letter};

#[tokio::test]
async fn an_address_at_the_domain_of_its_pod_moves_and_stays_the_same() {
    let server = Server::start(&[("POD_SUBDOMAINS", "true")]);
    let world = World::make(&server).await;
    let (here, there) = world.mailbox().await;
    let other = server.new_mailbox(&world.to.key).await;
    let domain = |address: &str| address.split_once('@').unwrap().1.to_owned();
    assert_ne!(domain(&here.address), domain(&other.address));
    here.receive(letter(&[("Message-ID", "<before@x>")], "before")).await;

    assert_eq!(world.move_all().await["status"], "done");

    there.receive(letter(&[("Message-ID", "<after@x>")], "after")).await;
    let ids: Vec<_> = there.list("").await.iter().map(|message| message["message_id"].clone()).collect();
    assert_eq!(ids, ["<after@x>", "<before@x>"]);
    let sent = there.send(json!({ "to": other.address, "subject": "s", "text": "t" })).await;
    assert_eq!(sent["from"], here.address.as_str(), "{sent}");
    // The environment that it comes from has its domain again, but not this address.
    let restore = format!("/api/v1/environments/{}/restore", world.from.id);
    world.ask("POST", &restore, None).await.expect(200);
    let claim = async |address: &str| {
        server.post("/v1/email/claim").key(&world.from.key).json(json!({ "address": address })).send().await
    };
    claim(&here.address).await.expect_error(409, "address_taken");
    claim(&format!("new@{}", domain(&here.address))).await.expect(201);
    assert_eq!(world.get(&world.to.key, "/v1/email/addresses").await["addresses"].as_array().unwrap().len(), 2);
}
