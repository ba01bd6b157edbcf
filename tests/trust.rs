//! Trust scores: from what an account did, little of it from what it says.

use serde_json::{Value, json};

use crate::outbox::proved_report;
use crate::sessions::{member, signed_in};
use crate::support::{Account, Mailbox, Reply, Server, eventually, unique};

async fn score(server: &Server, key: &str, agent: &str) -> Value {
    server.get(&format!("/v1/trust/{agent}")).key(key).send().await.expect(200)
}

async fn tell(server: &Server, key: &str, events: Value) -> Reply {
    server.post("/v1/events").key(key).json(events).send().await
}

fn event(result: &str) -> Value {
    json!({ "category": "tool", "action": "search", "result": result })
}

/// A server of one's own, on which days can pass.
async fn on_a_day(server: &Server, day: u32) {
    let now = format!("2031-01-{day:02}T12:00:00.000Z");
    server.set_clock(now).await;
}

#[tokio::test]
async fn both_paths_answer_the_same_and_the_parts_add_up() {
    let server = Server::shared();
    let account = server.register(Some(&unique("ada"))).await;
    let pod = server.create_pod(&account).await;
    let id = &account.account_id;
    for key in [&account.key, &pod.key] {
        let own = score(server, key, "me").await;
        assert_eq!(own["agentId"], *id);
        let parts = own["breakdown"].as_object().unwrap();
        assert_eq!(parts.len(), 4);
        assert_eq!(own["score"].as_u64().unwrap(), parts.values().map(|part| part.as_u64().unwrap()).sum::<u64>());
        assert_eq!(own["tier"], "provisional", "on its first day");
        let path = format!("/v1/trust/score?agent_id={id}");
        assert_eq!(server.get(&path).key(key).send().await.expect(200)["agentId"], *id);
    }
}

#[tokio::test]
async fn who_asks_for_what_is_no_agent_is_told_so() {
    let server = Server::shared();
    let account = server.register(None).await;
    let ask = async |path: &str| server.get(path).key(&account.key).send().await;
    for agent in ["pod_k7x9m2p4abcd1234", "acc_", "acc_%22", "ada", &format!("acc_{}", "x".repeat(65))] {
        for path in [format!("/v1/trust/{agent}"), format!("/v1/trust/score?agent_id={agent}")] {
            assert_eq!(ask(&path).await.expect(400)["error"], "invalid_agent_id", "{path}");
        }
    }
    assert_eq!(ask("/v1/trust/score").await.expect(400)["error"], "invalid_agent_id");
    assert_eq!(ask("/v1/trust/acc_nobody").await.expect(404)["error"], "not_found");
    server.get("/v1/trust/acc_nobody").send().await.expect(401);
    server.get("/v1/trust/score?agent_id=acc_nobody").key("al_live_wrong").send().await.expect(401);
}

#[tokio::test]
async fn without_a_key_a_score_has_its_price() {
    let server = Server::shared();
    let account = server.register(None).await;
    let path = format!("/v1/trust/score?agent_id={}", account.account_id);
    assert_eq!(server.get(&path).send().await.expect(402)["error"], "payment_required");
    assert_eq!(server.get("/v1/trust/score?agent_id=x").send().await.expect(400)["error"], "invalid_agent_id");
}

#[tokio::test]
async fn events_are_taken_one_by_one() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut events = vec![event("success"), event("timeout"), event("denied")];
    events[0]["more"] = json!({ "fields": ["are", "fine"] });
    events[1]["timestamp"] = json!("2001-01-01T00:00:00Z");
    events.push(event("perhaps"));
    events.push(json!("search"));
    events.push(json!({ "category": "tool", "action": "", "result": "success" }));
    let told = tell(server, &account.key, json!(events)).await.expect(200);
    assert_eq!((&told["accepted"], &told["rejected"]), (&json!(2), &json!(4)));
    let places: Vec<_> = told["errors"].as_array().unwrap().iter().map(|error| &error["index"]).collect();
    assert_eq!(places, [1, 3, 4, 5]);
    assert_eq!((&told["rate_limit"]["limit"], &told["rate_limit"]["remaining"]), (&json!(1_000), &json!(998)));
    assert_eq!(told["rate_limit"]["reset_at"], told["rate_limit"]["reset"]);
    assert!(told["rate_limit"]["reset_at"].as_str().unwrap().ends_with("T00:00:00.000Z"), "{told}");

    tell(server, &account.key, json!(vec![event("success"); 101])).await.expect(400);
    tell(server, &account.key, json!({ "events": vec![event("success"); 101] })).await.expect(400);
    for none in [json!([]), json!({ "events": [] })] {
        assert_eq!(tell(server, &account.key, none).await.expect(200)["accepted"], 0);
    }
    server.post("/v1/events").json(json!([event("success")])).send().await.expect(401);
}

#[tokio::test]
async fn events_come_in_a_batch_too_and_what_is_wrong_is_said_of_each() {
    let server = Server::shared();
    let account = server.register(None).await;
    let named = |id: &str, timestamp: &str| {
        json!({ "category": "tool", "action": "a", "result": "success", "event_id": id, "timestamp": timestamp,
            "duration_ms": 7, "metadata": {} })
    };
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    let at = |days: i64| (now + chrono::TimeDelta::days(days)).to_rfc3339();
    let mut nameless = named("x", &at(0));
    nameless["event_id"] = json!(7);
    let events = json!([named("fine", &at(0)), named("old", &at(-8)), named("early", &at(1)), nameless]);
    let batch = json!({ "events": events, "session_id": "s-1" });
    let reply = tell(server, &account.key, batch.clone()).await;
    let told = reply.expect(200);
    assert_eq!(reply.header("x-warren-unknown-fields"), None, "events may have more fields");
    assert_eq!((&told["accepted"], &told["rejected"], &told["duplicates"]), (&json!(1), &json!(3), &json!(0)));
    let said: Vec<_> =
        told["errors"].as_array().unwrap().iter().map(|error| json!([error["event_id"], error["reason"]])).collect();
    let expected = [json!(["old", "too_old"]), json!(["early", "future_timestamp"]), json!([null, "invalid_schema"])];
    assert_eq!(said, expected);
    assert!(told["errors"][0]["error"].is_string());

    let again = tell(server, &account.key, batch).await.expect(200);
    assert_eq!((&again["accepted"], &again["rejected"], &again["duplicates"]), (&json!(0), &json!(3), &json!(1)));
    tell(server, &account.key, json!({ "session_id": "s" })).await.expect_error(400, "missing_fields");
    tell(server, &account.key, json!({ "events": {} })).await.expect_error(400, "invalid_body");
}

#[tokio::test]
async fn an_event_with_an_id_counts_once() {
    let server = Server::shared();
    let account = server.register(None).await;
    let named = |id: &str| json!({ "category": "tool", "action": "a", "result": "success", "event_id": id });
    let left = async |events: Value| {
        tell(server, &account.key, events).await.expect(200)["rate_limit"]["remaining"].as_u64().unwrap()
    };
    assert_eq!(left(json!([named("a"), named("a"), named("b 🎉")])).await, 998);
    assert_eq!(left(json!([named("a"), named("c")])).await, 997);
    let again: Vec<_> = (0..8).map(|_| left(json!([named("d"), named("e")]))).collect();
    futures_util::future::join_all(again).await;
    assert_eq!(left(json!([])).await, 995, "also of many at once");
    let other = server.register(None).await;
    let told = tell(server, &other.key, json!([named("a")])).await.expect(200);
    assert_eq!(told["rate_limit"]["remaining"], 999, "another account's ids are another's");
}

#[tokio::test]
async fn an_account_tells_of_so_much_a_day_and_no_more() {
    let server = Server::start(&[]);
    on_a_day(&server, 5).await;
    let account = server.register(None).await;
    for _ in 0..9 {
        tell(&server, &account.key, json!(vec![event("success"); 100])).await.expect(200);
    }
    let many = (0..4).map(|_| tell(&server, &account.key, json!(vec![event("success"); 60])));
    let many = futures_util::future::join_all(many).await;
    assert_eq!(many.iter().filter(|reply| reply.status == 200).count(), 1, "60 of 100 fit once");
    let refused = many.iter().find(|reply| reply.status == 429).unwrap();
    assert_eq!(refused.json()["error"], "rate_limited");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((43_000..=43_201).contains(&wait), "until midnight: {wait}");
    on_a_day(&server, 6).await;
    assert_eq!(tell(&server, &account.key, json!([event("success")])).await.expect(200)["accepted"], 1);
    // What is on record already takes no room.
    let named = |from: usize| -> Value {
        (from..from + 100)
            .map(|id| json!({ "category": "tool", "action": "a", "result": "success", "event_id": id.to_string() }))
            .collect()
    };
    for from in (0..900).step_by(100) {
        tell(&server, &account.key, named(from)).await.expect(200);
    }
    tell(&server, &account.key, named(900)).await.expect_error(429, "rate_limited");
    let again = tell(&server, &account.key, named(800)).await.expect(200);
    assert_eq!((&again["accepted"], &again["rate_limit"]["remaining"]), (&json!(0), &json!(99)));
    tell(&server, &account.key, named(801)).await.expect(200);
}

#[tokio::test]
async fn what_was_seen_counts_and_praise_of_oneself_counts_little() {
    let server = Server::start(&[]);
    on_a_day(&server, 1).await;
    let [quiet, boaster, worker]: [Account; 3] =
        [server.register(None).await, server.register(None).await, server.register(Some("worker")).await];
    let mailbox = Mailbox { server: &server, key: worker.key.clone(), address: worker.address.clone() };
    for day in 2..=9 {
        on_a_day(&server, day).await;
        tell(&server, &boaster.key, json!(vec![event("success"); 100])).await.expect(200);
        for _ in 0..4 {
            mailbox.send(json!({ "to": worker.address, "subject": "s", "text": "t" })).await;
        }
    }
    on_a_day(&server, 10).await;
    let [quiet, boaster, worker] = [
        score(&server, &worker.key, &quiet.account_id).await,
        score(&server, &worker.key, &boaster.account_id).await,
        score(&server, &worker.key, &worker.account_id).await,
    ];
    let points = |score: &Value, part: &str| score["breakdown"][part].as_u64().unwrap();
    assert_eq!(points(&quiet, "consistency"), 0);
    // Eight days with four mails: (32 + 8) / (32 + 8 + 20), and the day on which it is asked for.
    assert!((195..=206).contains(&points(&worker, "consistency")), "{worker}");
    assert!(points(&boaster, "consistency") < points(&worker, "consistency") / 2 + 40, "{boaster}");
    assert!(points(&boaster, "volume") > points(&quiet, "volume"));
    assert_eq!(points(&boaster, "transparency"), 8, "told on 8 of 30 days");
    assert!(worker["score"].as_u64() > boaster["score"].as_u64());
}

#[tokio::test]
async fn mail_that_comes_back_costs_trust() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let to: Vec<_> = (0..5).map(|number| format!("{number}@mail.example")).collect();
    let consistency = async || score(server, &ada.key, "me").await["breakdown"]["consistency"].as_u64().unwrap();
    let sent = ada.send(json!({ "to": to, "subject": "s", "text": "t" })).await;
    let before = consistency().await;
    assert!(before > 0);
    for recipient in &to[..3] {
        proved_report(&ada, "mail.example", &sent["message_id"], recipient).await;
    }
    // One mail and one day against three addresses, five times each, and the twenty of everybody.
    eventually("the loss", async || (consistency().await == 300 / 36).then_some(())).await;
}

#[tokio::test]
async fn a_person_and_a_profile_make_an_account_transparent() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let known = async || score(server, &account.key, "me").await["breakdown"]["transparency"].clone();
    assert_eq!(known().await, 0);
    let path = format!("/v1/agents/{}", account.address);
    let profile = |visibility: &str| json!({ "description": "reads mail", "visibility": visibility });
    server.request("PUT", &path).key(&account.key).json(profile("private")).send().await.expect(200);
    assert_eq!(known().await, 0);
    server.request("PUT", &path).key(&account.key).json(profile("public")).send().await.expect(200);
    assert_eq!(known().await, 30);
    signed_in(server, &email).await;
    assert_eq!(known().await, 150);
}

#[tokio::test]
async fn a_badge_shows_the_score_in_every_style() {
    let server = Server::shared();
    let account = server.register(None).await;
    let path = format!("/badge/{}", account.account_id);
    for style in ["", "?style=flat", "?style=flat-square", "?style=for-the-badge"] {
        let badge = server.get(&format!("{path}{style}")).send().await;
        assert_eq!((badge.status, badge.header("content-type")), (200, Some("image/svg+xml; charset=utf-8")));
        assert_eq!(badge.header("cache-control"), Some("public, max-age=300"));
        let picture = badge.text().to_lowercase();
        assert!(picture.contains("<svg") && picture.contains("provisional "), "{picture}");
    }
    let said = server.get(&format!("{path}/score.json?format=shields")).send().await.expect(200);
    let message = format!("provisional {}", said["score"]);
    assert_eq!(
        (&said["schemaVersion"], &said["label"], &said["message"]),
        (&json!(1), &json!("trust"), &json!(message))
    );
    assert_eq!((&said["agentId"], &said["tier"]), (&json!(account.account_id), &json!("provisional")));

    let own = server.get("/badge/me").key(&account.key).send().await;
    assert_eq!((own.status, own.header("cache-control")), (200, Some("private, no-store")));
    server.get("/badge/me").send().await.expect(401);
    server.get("/badge/acc_nobody").send().await.expect(404);
    server.get("/badge/%3Cscript%3E").send().await.expect(400);
    server.get(&format!("{path}?style=round")).send().await.expect(400);
}

#[tokio::test]
async fn the_public_score_is_what_sdks_call_a_trust_score() {
    let server = Server::shared();
    let account = server.register(Some(&unique("ada"))).await;
    tell(server, &account.key, json!(vec![event("success"); 10])).await.expect(200);
    let path = format!("/badge/{}/score.json", account.account_id);
    let reply = server.get(&path).send().await;
    let public = reply.expect(200);
    assert_eq!(reply.header("cache-control"), Some("public, max-age=300"));
    let full = score(server, &account.key, "me").await;
    let points = |part: &str| full["breakdown"][part].as_f64().unwrap();
    assert_eq!(public["score"].as_f64().unwrap(), (full["score"].as_f64().unwrap() / 10.0).round());
    assert_eq!((&public["agentId"], &public["tier"]), (&full["agentId"], &full["tier"]));
    for (part, most) in [("consistency", 300.0), ("longevity", 250.0), ("transparency", 250.0), ("volume", 200.0)] {
        let dimension = &public["dimensions"][part];
        assert_eq!(dimension["score"].as_f64().unwrap(), (100.0 * points(part) / most).round(), "{part}");
        assert!((0.0..=1.0).contains(&dimension["confidence"].as_f64().unwrap()), "{part}");
    }
    let confidence = public["confidence"].as_f64().unwrap();
    assert!(confidence > 0.0 && confidence < 0.2, "a day is little evidence: {public}");
    assert_eq!((&public["atfLevel"], &public["trend"]), (&json!("intern"), &json!("stable")));
    assert!(public["observationCount"].as_u64().unwrap() > 10, "{public}");
    assert!(chrono::DateTime::parse_from_rfc3339(public["computedAt"].as_str().unwrap()).is_ok());
    assert!(public["schemaVersion"].is_null());

    let own = server.get("/badge/me/score.json").key(&account.key).send().await;
    assert_eq!(own.expect(200)["agentId"], account.account_id);
    assert_eq!(own.header("cache-control"), Some("private, no-store"));
    server.get("/badge/me/score.json").send().await.expect_error(401, "unauthorized");
    server.get(&format!("{path}?format=xml")).send().await.expect_error(400, "invalid_request");
}
