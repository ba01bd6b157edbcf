//! Inboxes that were deleted: interrupted and late deletions, and what other accounts can claim.

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::open_access::{Clock, lose};
use crate::support::{Account, PodKey, Reply, Server, in_databases, letter, text, unique};

/// An account with an environment and a key of it.
struct World<'a> {
    server: &'a Server,
    account: Account,
    pod: PodKey,
}

impl<'a> World<'a> {
    async fn make(server: &'a Server) -> Self {
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        Self { server, account, pod }
    }

    async fn create(&self, username: &str) -> Reply {
        let new = json!({ "username": username, "display_name": "The Box" });
        self.server.post("/api/v1/inboxes").key(&self.pod.key).json(new).send().await
    }

    async fn delete(&self, inbox: &Value) -> Reply {
        self.server.delete(&format!("/api/v1/inboxes/{}", text(&inbox["id"]))).key(&self.pod.key).send().await
    }

    async fn deliver(&self, inbox: &Value, subject: &str) -> Reply {
        let raw = letter(&[("From", "bob@example.org"), ("Subject", subject)], "Lunch?");
        self.server.deliver("bob@example.org", &text(&inbox["address"]), raw).await
    }

    async fn get(&self, path: &str) -> Value {
        self.server.get(path).key(&self.pod.key).send().await.expect(200)
    }

    /// Subjects of an inbox.
    async fn subjects(&self, inbox: &Value) -> Vec<String> {
        let listed = self.get(&format!("/api/v1/inboxes/{}/messages", text(&inbox["id"]))).await;
        listed["messages"].as_array().unwrap().iter().map(|message| text(&message["subject"])).collect()
    }
}

async fn run_schedule(server: &Server) {
    assert_eq!(server.get("/cdn-cgi/local/scheduled?cron=*/10+*+*+*+*").send().await.status, 200);
}

#[tokio::test]
async fn an_interrupted_deletion_is_finished_by_the_schedule() {
    let server = &Server::start(&[]);
    let world = World::make(server).await;
    let username = unique("box");
    let inbox = world.create(&username).await.expect(201);
    let (first, address) = (text(&world.get("/v1/email/addresses").await["addresses"][0]), text(&inbox["address"]));
    assert_eq!(first, address);
    world.deliver(&inbox, "Old").await.expect(200);
    let profile = format!("/v1/agents/{address}");
    let described = json!({ "description": "Sends mail." });
    server.put(&profile).key(&world.pod.key).json(described.clone()).send().await.expect(200);

    lose(server, &world.pod.id, "remove-inbox", 1).await;
    world.delete(&inbox).await.expect_error(500, "internal_error");
    server.get(&format!("/agents/{address}")).send().await.expect_error(404, "not_found");
    server.put(&profile).key(&world.pod.key).json(described).send().await.expect_error(403, "address_not_yours");
    world.create(&username).await.expect_error(409, "address_taken");

    run_schedule(server).await;
    let log = world.get("/v1/audit?action=address.removed").await;
    assert_eq!((&log["count"], &log["entries"][0]["key_prefix"]), (&json!(1), &Value::Null));
    let again = world.create(&username).await.expect(201);
    assert_eq!(world.subjects(&again).await, [""; 0]);
}

#[tokio::test]
async fn a_deletion_that_is_late_deletes_nothing_of_an_inbox_that_was_created_again() {
    let world = World::make(Server::shared()).await;
    for _ in 0..5 {
        let username = unique("box");
        let inbox = world.create(&username).await.expect(201);
        world.deliver(&inbox, "Old").await.expect(200);
        let again = async {
            loop {
                let created = world.create(&username).await;
                if created.status == 201 {
                    let created = created.json();
                    world.deliver(&created, "New").await.expect(200);
                    return created;
                }
                created.expect_error(409, "address_taken");
            }
        };
        let deletions = join_all((0..8).map(|_| world.delete(&inbox)));
        let (again, deletions) = tokio::join!(again, deletions);
        assert!(deletions.iter().all(|reply| matches!(reply.status, 200 | 404)), "{deletions:?}");
        assert_eq!(world.subjects(&again).await, ["New"]);
        world.delete(&again).await.expect(200);
    }
}

#[tokio::test]
async fn many_deletions_release_no_older_address_to_other_accounts() {
    let server = Server::shared();
    let (world, stranger) = (World::make(server).await, World::make(server).await);
    let names: Vec<_> = (0..102).map(|_| unique("box")).collect();
    let delete = async |name: &String| {
        let inbox = world.create(name).await.expect(201);
        world.delete(&inbox).await.expect(200);
    };
    delete(&names[0]).await;
    stream::iter(&names[1..]).for_each_concurrent(8, delete).await;
    for name in [&names[0], &names[101]] {
        stranger.create(name).await.expect_error(409, "address_quarantined");
    }
}

#[tokio::test]
async fn an_account_with_a_thousand_deleted_addresses_claims_only_those() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let world = World::make(&server).await;
    let (account, pod) = (world.account.clone(), world.pod.clone());
    let mail_domain = text(&world.create(&unique("box")).await.expect(201)["address"]);
    let mail_domain = mail_domain.split('@').nth(1).unwrap();
    drop(server);
    let released = format!(
        "const insert = db.prepare('INSERT INTO released_address (address, account_id, until) VALUES (?, ?, ?)');
         for (let i = 0; i < 1000; i++) insert.run('old-' + i + '@{mail_domain}', '{}', Date.now() + 1e9);",
        account.account_id
    );
    in_databases(state.path(), "released_address", &released);
    let server = Server::start_in(state.path(), &[]);
    let world = World { server: &server, account, pod };
    world.create(&unique("box")).await.expect_error(403, "address_limit");
    let claim = json!({ "local_part": unique("box") });
    server.post("/v1/emails").key(&world.pod.key).json(claim).send().await.expect_error(403, "address_limit");
    world.create("old-7").await.expect(201);
    world.create(&unique("box")).await.expect(201);
}

#[tokio::test]
async fn a_pod_that_was_not_told_of_a_new_name_sends_with_it_after_a_minute() {
    let server = &Server::start(&[]);
    let world = World::make(server).await;
    let (inbox, clock) = (world.create(&unique("box")).await.expect(201), Clock::of(server));
    let path = format!("/api/v1/inboxes/{}", text(&inbox["id"]));
    let friend = world.create(&unique("friend")).await.expect(201);
    let received = format!("/api/v1/inboxes/{}/messages", text(&friend["id"]));
    let sender = async || {
        let mail = json!({ "to": friend["address"], "subject": "s", "text": "t" });
        server.post(&format!("{path}/send")).key(&world.pod.key).json(mail).send().await.expect(201);
        text(&world.get(&received).await["messages"][0]["from_name"])
    };
    assert_eq!(sender().await, "The Box");
    lose(server, &world.pod.id, "inbox-changed", 1).await;
    let renamed = server.patch(&path).key(&world.pod.key).json(json!({ "display_name": "Other" })).send().await;
    renamed.expect_error(500, "internal_error");
    assert_eq!(sender().await, "The Box");
    clock.set(61).await;
    assert_eq!(sender().await, "Other");
}

#[tokio::test]
async fn a_revoked_key_changes_no_inbox_while_its_pod_does_not_know() {
    let server = Server::shared();
    let world = World::make(server).await;
    let inbox = world.create(&unique("box")).await.expect(201);
    let path = format!("/api/v1/inboxes/{}", text(&inbox["id"]));
    let keys = format!("/v1/pods/{}/keys", world.pod.id);
    let listed = server.get(&keys).key(&world.account.key).send().await.expect(200);
    lose(server, &world.pod.id, "changed", 1).await;
    let revoke = format!("{keys}/{}", text(&listed["keys"][0]["id"]));
    server.delete(&revoke).key(&world.account.key).send().await.expect_error(500, "internal_error");

    world.get("/v1/email/addresses").await;
    world.create(&unique("box")).await.expect_error(401, "unauthorized");
    let rename = json!({ "display_name": "Thief" });
    server.patch(&path).key(&world.pod.key).json(rename).send().await.expect_error(401, "unauthorized");
    world.delete(&inbox).await.expect_error(401, "unauthorized");
    let kept = server.get(&path).key(&world.account.key).send().await.expect(200);
    assert_eq!(kept["display_name"], "The Box");
}
