//! Notifications in browsers. A receiver of the test's is the push service.

use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::members::{join, owned};
use crate::support::{Answer, Purse, Receiver, Reply, Server, eventually};

const SOON: Duration = Duration::from_secs(20);
const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

async fn subscribe(server: &Server, session: &str, endpoint: &str) -> Reply {
    let keys = json!({ "p256dh": POINT, "auth": AUTH });
    server.post("/v1/push/subscriptions").key(session).json(json!({ "endpoint": endpoint, "keys": keys })).send().await
}

#[tokio::test]
async fn a_charge_that_waits_is_shown_in_the_browsers_of_those_who_decide() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let status = std::sync::Arc::new(AtomicU16::new(201));
    let answered = status.clone();
    let service = Receiver::answering(move |_| Answer::status(answered.load(Ordering::SeqCst))).await;
    let (account, owner) = owned(&server).await;
    let viewer = join(&server, &account.key, "viewer", &[]).await;
    subscribe(&server, &owner.session, &service.url("/owner")).await.expect(201);
    subscribe(&server, &viewer.session, &service.url("/viewer")).await.expect(201);
    // The same browser again is one browser.
    subscribe(&server, &owner.session, &service.url("/owner")).await.expect(201);

    let pod = server.create_pod(&account).await;
    let purse = Purse { server: &server, account, pod };
    purse.set(json!({ "single_tx_limit_cents": 1 })).await;
    purse.ask(500_000).await;
    let posts = service.expect(1, SOON).await;
    let post = &posts[0];
    assert_eq!(post.path, "/owner");
    assert_eq!((post.header("content-encoding"), post.header("ttl")), ("aes128gcm", "86400"));
    let key = server.get("/v1/push/key").key(&owner.session).send().await.expect(200)["public_key"].clone();
    assert!(post.header("authorization").ends_with(&format!(", k={}", key.as_str().unwrap())));
    assert!(post.header("authorization").starts_with("vapid t="));

    // A browser that its push service no longer knows gets nothing any more.
    status.store(410, Ordering::SeqCst);
    purse.ask(600_000).await;
    service.expect(2, SOON).await;
    eventually("the end of the subscription", async || {
        let left = server.get("/v1/push/subscriptions").key(&owner.session).send().await.expect(200);
        (left["count"] == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_person_turns_notifications_on_and_off_in_ten_browsers() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    for browser in 0..10 {
        let added = subscribe(server, &owner.session, &format!("https://push.example.com/{browser}")).await.expect(201);
        assert_eq!(added["service"], "push.example.com");
    }
    subscribe(server, &owner.session, "https://push.example.com/11").await.expect_error(403, "push_limit_reached");
    let listed = server.get("/v1/push/subscriptions").key(&owner.session).send().await.expect(200);
    assert_eq!(listed["count"], 10);
    let path = format!("/v1/push/subscriptions/{}", listed["subscriptions"][0]["id"].as_str().unwrap());
    let (_, stranger) = owned(server).await;
    server.delete(&path).key(&stranger.session).send().await.expect_error(404, "not_found");
    server.delete(&path).key(&owner.session).send().await.expect(200);
    server.delete(&path).key(&owner.session).send().await.expect_error(404, "not_found");
    subscribe(server, &account.key, "https://push.example.com/12").await.expect_error(404, "not_found");
}

#[tokio::test]
async fn what_is_no_browser_is_refused() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    for endpoint in ["https://10.0.0.1/x", "http://push.example.com/x", "nothing", &format!("{}/x", server.url())] {
        subscribe(server, &owner.session, endpoint).await.expect_error(400, "invalid_request");
    }
    let keys = json!({ "p256dh": &POINT[..60], "auth": AUTH });
    let body = json!({ "endpoint": "https://push.example.com/x", "keys": keys });
    server
        .post("/v1/push/subscriptions")
        .key(&owner.session)
        .json(body)
        .send()
        .await
        .expect_error(400, "invalid_request");
}

#[tokio::test]
async fn notifications_end_when_the_session_is_ended_and_with_the_person() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let service = Receiver::answering(|_| Answer::status(201)).await;
    let (account, owner) = owned(&server).await;
    let (admin, gone) =
        (join(&server, &account.key, "admin", &[]).await, join(&server, &account.key, "admin", &[]).await);
    for (person, path) in [(&owner, "/owner"), (&admin, "/admin"), (&gone, "/gone")] {
        subscribe(&server, &person.session, &service.url(path)).await.expect(201);
    }
    server.delete("/v1/auth/sessions/current").key(&admin.session).send().await.expect(200);
    server.delete(&format!("/v1/members/{}", gone.id)).key(&account.key).send().await.expect(200);
    let pod = server.create_pod(&account).await;
    let purse = Purse { server: &server, account, pod };
    purse.set(json!({ "single_tx_limit_cents": 1 })).await;
    purse.ask(500_000).await;
    service.expect(1, SOON).await;
    let paths: Vec<_> = service.quiet(Duration::from_secs(1)).await.into_iter().map(|post| post.path).collect();
    assert_eq!(paths, ["/owner"]);
}
