//! The keys that mail is sealed to: who may change them, and what becomes of the mail.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::e2e::Holder;
use crate::support::{Mailbox, Reply, Server, letter, noise, unique};

pub const SEED: &str = "a seed that nobody guesses";

pub async fn rotate(mailbox: &Mailbox<'_>, seed: &str, public_key: &str) -> Reply {
    let body = json!({ "master_seed": seed, "new_public_key": public_key });
    mailbox.server.post("/v1/e2e/rotate-key").key(&mailbox.key).json(body).send().await
}

/// The message that comes when a text is sent.
async fn sent(mailbox: &Mailbox<'_>, text: &str) -> Value {
    let id = format!("{}@x", unique("sent"));
    mailbox.receive(letter(&[("Message-ID", &format!("<{id}>"))], text)).await;
    mailbox.read(&id).await
}

async fn keys(mailbox: &Mailbox<'_>) -> Value {
    mailbox.server.get("/v1/e2e/keys").key(&mailbox.key).send().await.expect(200)
}

fn is_sealed_to(message: &Value, holder: &Holder) -> bool {
    message["e2e_key_id"] == holder.key_id().as_str()
}

#[tokio::test]
async fn the_first_call_sets_the_seed_and_the_key_and_the_next_ones_rotate() {
    let mailbox = Server::shared().mailbox().await;
    let (first, second) = (Holder::new(), Holder::new());
    let set = rotate(&mailbox, SEED, &first.public_key).await.expect(200);
    let account = mailbox.server.get("/v1/account/me").key(&mailbox.key).send().await.expect(200);
    assert_eq!(set["account_id"], account["id"]);
    for (field, value) in [
        ("ok", json!(true)),
        ("first_setup", json!(true)),
        ("active_public_key", json!(first.public_key)),
        ("key_id", json!(first.key_id())),
        ("key_history_count", json!(1)),
    ] {
        assert_eq!(set[field], value, "{field} in {set}");
    }
    assert!(set["updated_at"].is_string() && set["note"].is_string(), "{set}");

    let rotated = rotate(&mailbox, SEED, &second.public_key).await.expect(200);
    assert_eq!((&rotated["first_setup"], &rotated["key_history_count"]), (&json!(false), &json!(2)));
    assert_eq!(rotated["active_public_key"], second.public_key.as_str());
    let again = rotate(&mailbox, SEED, &second.public_key).await.expect(200);
    assert_eq!((&again["key_history_count"], &again["updated_at"]), (&json!(2), &rotated["updated_at"]));
    let back = rotate(&mailbox, SEED, &first.public_key).await.expect(200);
    assert_eq!((&back["key_history_count"], &back["active_public_key"]), (&json!(2), &json!(first.public_key)));
}

#[tokio::test]
async fn a_key_is_taken_in_every_encoding_and_a_bad_one_is_not() {
    let mailbox = Server::shared().mailbox().await;
    let key = URL_SAFE_NO_PAD.decode(Holder::new().public_key).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02X}")).collect();
    for text in [URL_SAFE_NO_PAD.encode(&key), STANDARD.encode(&key), hex] {
        let set = rotate(&mailbox, SEED, &text).await.expect(200);
        assert_eq!(
            (&set["active_public_key"], &set["key_history_count"]),
            (&json!(URL_SAFE_NO_PAD.encode(&key)), &json!(1))
        );
    }
    let low_order = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    for bad in ["", "abc", &"0".repeat(64), &"f".repeat(63), low_order] {
        rotate(&mailbox, SEED, bad).await.expect_error(400, "invalid_public_key");
    }
    assert_eq!(keys(&mailbox).await["count"], 1);
}

#[tokio::test]
async fn what_is_no_seed_is_refused() {
    let mailbox = Server::shared().mailbox().await;
    let key = Holder::new().public_key;
    for seed in ["", "seven77", &"x".repeat(1025)] {
        rotate(&mailbox, seed, &key).await.expect_error(400, "invalid_request");
    }
    for body in [json!({ "new_public_key": key }), json!({ "master_seed": SEED }), json!({})] {
        let post = mailbox.server.post("/v1/e2e/rotate-key").key(&mailbox.key).json(body);
        post.send().await.expect_error(400, "missing_fields");
    }
    assert_eq!(keys(&mailbox).await, json!({ "keys": [], "count": 0, "active_public_key": null }));
    rotate(&mailbox, &"é".repeat(4), &key).await.expect(200);
}

#[tokio::test]
async fn mail_is_sealed_to_the_new_key_at_once_and_old_mail_stays_as_it_was() {
    let mailbox = Server::shared().mailbox().await;
    let (first, second) = (Holder::new(), Holder::new());
    rotate(&mailbox, SEED, &first.public_key).await.expect(200);
    let open = sent(&mailbox, "open").await;
    assert_eq!((&open["body"], open.get("e2e_key_id")), (&json!("open"), None), "sealing is off until it is enabled");

    let about = mailbox.set(json!({ "e2e_enabled": true })).await.expect(200);
    assert_eq!((&about["e2e_enabled"], &about["public_key"]), (&json!(true), &json!(first.public_key)));
    let old = sent(&mailbox, "old").await;
    rotate(&mailbox, SEED, &second.public_key).await.expect(200);
    let new = sent(&mailbox, "new").await;

    let again = mailbox.read(old["id"].as_str().unwrap()).await;
    assert_eq!((first.open_body(&again), again["e2e_key_id"].as_str()), ("old".to_owned(), Some(&*first.key_id())));
    assert_eq!((second.open_body(&new), new["e2e_key_id"].as_str()), ("new".to_owned(), Some(&*second.key_id())));
    assert_eq!(mailbox.read(open["id"].as_str().unwrap()).await["body"], "open");
    assert_eq!(mailbox.list("&limit=1").await[0]["e2e_key_id"], new["e2e_key_id"]);

    let listed = keys(&mailbox).await;
    let told = |at: usize| {
        let key = &listed["keys"][at];
        assert!(key["created_at"].is_string(), "{key}");
        json!([key["key_id"], key["public_key"], key["active"], key["sealed_messages"]])
    };
    assert_eq!(told(0), json!([second.key_id(), second.public_key, true, 1]));
    assert_eq!(told(1), json!([first.key_id(), first.public_key, false, 1]));
    assert_eq!((&listed["count"], &listed["active_public_key"]), (&json!(2), &json!(second.public_key)));
    mailbox.at("DELETE", old["id"].as_str().unwrap(), "").send().await.expect(200);
    assert_eq!(keys(&mailbox).await["keys"][1]["sealed_messages"], 0);
}

#[tokio::test]
async fn an_address_that_was_registered_with_a_key_follows_the_pods_next_one() {
    let (first, second) = (Holder::new(), Holder::new());
    let server = Server::shared();
    // The pod hears of the address with its first message only: the directory's word must not bring the old key back.
    let silent = first.mailbox(server).await;
    rotate(&silent, SEED, &second.public_key).await.expect(200);
    assert!(is_sealed_to(&sent(&silent, "hello").await, &second));
    assert_eq!(keys(&silent).await["count"], 1);

    let mailbox = first.mailbox(server).await;
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &first));
    rotate(&mailbox, SEED, &second.public_key).await.expect(200);
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &second));
    let claim = json!({ "address": mailbox.address });
    let claimed = mailbox.server.post("/v1/email/claim").key(&mailbox.key).json(claim).send().await.expect(201);
    assert_eq!(claimed["e2e_enabled"], true);
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &second), "a claim without a key changes none");
    let claim = json!({ "address": mailbox.address, "public_key": first.public_key });
    mailbox.server.post("/v1/email/claim").key(&mailbox.key).json(claim).send().await.expect(201);
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &first), "a claim with a key is the latest word");
}

#[tokio::test]
async fn keys_of_an_address_that_sealed_nothing_are_forgotten() {
    let mailbox = Server::shared().mailbox().await;
    let [used, unused, last] = [(); 3].map(|()| Holder::new());
    mailbox.set(json!({ "public_key": used.public_key })).await.expect(200);
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &used));
    for key in [&unused, &last] {
        mailbox.set(json!({ "public_key": key.public_key })).await.expect(200);
    }
    let keys = keys(&mailbox).await;
    let ids: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["key_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [last.key_id(), used.key_id()]);
    assert!(is_sealed_to(&sent(&mailbox, "hello").await, &last));
}

#[tokio::test]
async fn an_address_may_keep_a_key_of_its_own_or_none() {
    let server = Server::shared();
    let (pods, own) = (Holder::new(), Holder::new());
    let mailbox = server.mailbox().await;
    let about = mailbox.about().await;
    let nothing = json!({ "address": mailbox.address, "e2e_enabled": false, "public_key": null, "key_id": null,
        "own_key": false, "total": 0, "unread": 0 });
    for (field, value) in nothing.as_object().unwrap() {
        assert_eq!(&about[field], value, "{field} in {about}");
    }
    mailbox.set(json!({ "e2e_enabled": true })).await.expect_error(400, "missing_fields");
    mailbox.set(json!({ "public_key": "abc" })).await.expect_error(400, "invalid_public_key");
    mailbox.set(json!({ "key": "abc" })).await.expect_error(400, "unknown_field");
    assert_eq!(mailbox.about().await["e2e_enabled"], false);

    let about = mailbox.set(json!({ "public_key": own.public_key })).await.expect(200);
    assert_eq!((&about["own_key"], &about["key_id"]), (&json!(true), &json!(own.key_id())));
    rotate(&mailbox, SEED, &pods.public_key).await.expect(200);
    assert!(is_sealed_to(&sent(&mailbox, "kept").await, &own));
    let of_own = keys(&mailbox).await["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["key_id"] == own.key_id().as_str())
        .cloned();
    assert_eq!(of_own.unwrap()["active"], true);

    mailbox.set(json!({ "e2e_enabled": false })).await.expect(200);
    assert_eq!(sent(&mailbox, "open").await["body"], "open");
    assert_eq!(mailbox.about().await["unread"], 0);
    mailbox.set(json!({ "public_key": null, "e2e_enabled": true })).await.expect(200);
    assert!(is_sealed_to(&sent(&mailbox, "followed").await, &pods));
    assert_eq!(mailbox.about().await["total"], 3);
}

#[tokio::test]
async fn five_wrong_seeds_in_an_hour_and_no_seed_is_heard() {
    let server = Server::start(&[]);
    let mailbox = server.mailbox().await;
    server.set_clock("2027-03-01T10:00:00Z").await;
    let (first, second) = (Holder::new(), Holder::new());
    rotate(&mailbox, SEED, &first.public_key).await.expect(200);
    let guesses = (0..8).map(|guess| rotate(&mailbox, ["wrong seed 1", "wrong seed 2"][guess % 2], &second.public_key));
    let mut answers: Vec<u16> = join_all(guesses).await.iter().map(|reply| reply.status).collect();
    answers.sort_unstable();
    assert_eq!(answers, [403, 403, 403, 403, 403, 429, 429, 429]);

    server.set_clock("2027-03-01T10:20:00Z").await;
    let refused = rotate(&mailbox, SEED, &second.public_key).await;
    refused.expect_error(429, "rate_limited");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    // The hour began with the first wrong seed, some moments after ten.
    assert!((2_390..=2_410).contains(&wait), "{wait}");
    server.set_clock("2027-03-01T11:01:00Z").await;
    rotate(&mailbox, "wrong again", &second.public_key).await.expect_error(403, "forbidden");
    let rotated = rotate(&mailbox, SEED, &second.public_key).await.expect(200);
    assert_eq!((&rotated["key_history_count"], &rotated["first_setup"]), (&json!(2), &json!(false)));
}

#[tokio::test]
async fn rotations_at_once_happen_in_one_order_and_no_key_is_lost() {
    let mailbox = Server::shared().mailbox().await;
    let holders: Vec<Holder> = (0..6).map(|_| Holder::new()).collect();
    let replies = join_all(holders.iter().map(|holder| rotate(&mailbox, SEED, &holder.public_key))).await;
    let mut counts: Vec<_> =
        replies.iter().map(|reply| reply.expect(200)["key_history_count"].as_i64().unwrap()).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3, 4, 5, 6]);
    assert_eq!(replies.iter().filter(|reply| reply.json()["first_setup"] == true).count(), 1);
    let last = replies.iter().find(|reply| reply.json()["key_history_count"] == 6).unwrap().json();
    let listed = keys(&mailbox).await;
    assert_eq!((&listed["active_public_key"], &listed["count"]), (&last["active_public_key"], &json!(6)));
    let active = listed["keys"].as_array().unwrap().iter().filter(|key| key["active"] == true).count();
    assert_eq!(active, 1);
}

#[tokio::test]
async fn mail_that_comes_during_a_rotation_opens_with_the_key_it_names() {
    let mailbox = Server::shared().mailbox().await;
    let holders: Vec<Holder> = (0..4).map(|_| Holder::new()).collect();
    rotate(&mailbox, SEED, &holders[0].public_key).await.expect(200);
    mailbox.set(json!({ "e2e_enabled": true })).await.expect(200);
    let text = URL_SAFE_NO_PAD.encode(noise(9, 50_000));
    let deliveries = join_all((0..20).map(|_| mailbox.receive(letter(&[], &text))));
    let rotations = async {
        let mut newest = Vec::new();
        for holder in &holders[1..] {
            rotate(&mailbox, SEED, &holder.public_key).await.expect(200);
            newest.push(mailbox.list("&limit=1").await.first().map_or(0, |item| item["cursor"].as_i64().unwrap()));
        }
        newest
    };
    let (_, newest) = futures_util::join!(deliveries, rotations);
    let listed = mailbox.list_all().await;
    assert_eq!(listed.len(), 20);
    for item in listed {
        let at = holders.iter().position(|holder| is_sealed_to(&item, holder)).expect("one of ours");
        let rotated = newest.iter().filter(|newest| **newest < item["cursor"].as_i64().unwrap()).count();
        assert!(at >= rotated, "key {at} sealed a message after rotation {rotated}");
        let holder = &holders[at];
        let message = mailbox.read(item["id"].as_str().unwrap()).await;
        assert_eq!(holder.open_body(&message).trim_end(), text);
    }
}

#[tokio::test]
async fn one_pods_keys_are_nothing_to_another() {
    let server = Server::shared();
    let account = server.register(None).await;
    let home = Mailbox { server, key: account.key.clone(), address: account.address.clone() };
    let pod = server.new_mailbox(&server.create_pod(&account).await.key).await;
    rotate(&home, SEED, &Holder::new().public_key).await.expect(200);
    assert_eq!(keys(&pod).await["count"], 0);
    let set = rotate(&pod, "another seed", &Holder::new().public_key).await.expect(200);
    assert_eq!(set["first_setup"], true);
}
