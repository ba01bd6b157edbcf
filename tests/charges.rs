//! Charges: spent, held, refused, refunded.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Purse, Server, in_databases, text};

async fn later(server: &Server, seconds: i64) {
    let at: DateTime<Utc> = std::time::SystemTime::now().into();
    let at = (at + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Millis, true);
    server.set_clock(at).await;
}

impl Purse<'_> {
    async fn hold(&self, amount: i64) -> String {
        text(&self.spend(json!({ "amount": amount, "capture": false })).await.expect(200)["charge_id"])
    }

    async fn end(&self, hold: &str, how: &str, body: Value) -> crate::support::Reply {
        self.post(&format!("/v1/charges/{hold}/{how}"), &self.pod.key, body).await
    }
}

#[tokio::test]
async fn a_charge_tells_what_it_is() {
    let purse = Purse::on(Server::shared()).await;
    let wanted = json!({ "amount": 250_000, "category": " api ", "description": "OCR 🦊", "reference_id": "r-1", "payee": "ocr.example",
        "metadata": { "pages": [1, 2] } });
    let made = purse.spend(wanted).await.expect(200);
    assert_eq!(
        (&made["status"], &made["amount_usdc"], &made["category"]),
        (&json!("completed"), &json!(250_000), &json!("api"))
    );
    assert!(text(&made["charge_id"]).starts_with("chg_"));
    assert_eq!(
        (&made["id"], &made["pod_id"], &made["account_id"]),
        (&made["charge_id"], &json!(purse.pod.id), &json!(purse.account.account_id))
    );
    assert_eq!(made["metadata"], json!({ "pages": [1, 2] }));
    let path = format!("/v1/charges/{}", text(&made["id"]));
    assert_eq!(purse.read(&path, &purse.pod.key).await, made);
    assert_eq!(purse.read(&path, &purse.account.key).await, made, "the account sees its pods'");
    let plain = purse.own_charge(1).await.expect(200);
    assert_eq!(
        (&plain["category"], &plain["pod_id"], &plain["description"]),
        (&json!("platform"), &json!(purse.account.account_id), &Value::Null)
    );
    let path = format!("/v1/charges/{}", text(&plain["id"]));
    purse.server.get(&path).key(&purse.pod.key).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn what_is_no_charge_is_refused() {
    let purse = Purse::on(Server::shared()).await;
    purse.spend(json!({})).await.expect_error(400, "missing_fields");
    for bad in [json!(0), json!(-5), json!(1.5), json!("10"), json!(null), json!(1_000_000_000_001_i64)] {
        purse.spend(json!({ "amount": bad })).await.expect_error(400, "invalid_request");
    }
    for bad in [
        json!({ "amount": 1, "category": "x".repeat(65) }),
        json!({ "amount": 1, "description": "x".repeat(501) }),
        json!({ "amount": 1, "reference_id": "a\u{7}" }),
        json!({ "amount": 1, "metadata": { "x": "y".repeat(4_096) } }),
        json!({ "amount": 1, "expires_in": 60 }),
        json!({ "amount": 1, "capture": false, "expires_in": 59 }),
        json!({ "amount": 1, "capture": false, "expires_in": 604_801 }),
    ] {
        purse.spend(bad).await.expect_error(400, "invalid_request");
    }
    purse.spend(json!({ "amount": 1, "metadata": [] })).await.expect_error(400, "invalid_body");
    assert!(purse.history(&purse.account.key, 50).await.is_empty());
}

#[tokio::test]
async fn a_policy_names_categories_and_payees() {
    let purse = Purse::on(Server::shared()).await;
    let policy = json!({ "allowed_categories": ["api", " compute "], "allowed_payees": ["ocr.example"] });
    let patched = purse.set_pod(json!({ "policy": policy })).await;
    assert_eq!(patched["policy"]["allowed_categories"], json!(["api", "compute"]));
    let refused = |charge: Value, reason: &'static str| {
        let purse = &purse;
        async move {
            let refused = purse.spend(charge).await.expect_error(403, "policy_violation");
            assert_eq!((&refused["status"], &refused["reason"]), (&json!("rejected"), &json!(reason)));
        }
    };
    refused(json!({ "amount": 1, "payee": "ocr.example" }), "category_not_allowed").await;
    refused(json!({ "amount": 1, "category": "API", "payee": "ocr.example" }), "category_not_allowed").await;
    refused(json!({ "amount": 1, "category": "api" }), "payee_not_allowed").await;
    refused(json!({ "amount": 1, "category": "api", "payee": "evil.example" }), "payee_not_allowed").await;
    purse.spend(json!({ "amount": 1, "category": "compute", "payee": "ocr.example" })).await.expect(200);
    purse.own_charge(1).await.expect(200);
    purse.set_pod(json!({ "name": "renamed" })).await;
    refused(json!({ "amount": 1 }), "category_not_allowed").await;
    purse.set_pod(json!({ "policy": { "allowed_categories": [] } })).await;
    refused(json!({ "amount": 1, "category": "api" }), "category_not_allowed").await;
    let free = purse.set_pod(json!({ "policy": null })).await;
    assert_eq!(free["policy"], Value::Null);
    purse.charge(1).await.expect(200);
    let path = format!("/v1/pods/{}", purse.pod.id);
    for bad in [json!({ "allowed_payees": [""] }), json!({ "allowed_payees": vec!["x"; 101] })] {
        let patch = purse.server.patch(&path).key(&purse.account.key).json(json!({ "policy": bad }));
        patch.send().await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn with_an_idempotency_key_money_moves_once() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100 })).await;
    let once = |amount: i64| purse.once("/v1/charge", "order-1", json!({ "amount": amount }));
    let replies = join_all((0..20).map(|_| once(40))).await;
    let first = replies[0].expect(200);
    for reply in &replies {
        assert_eq!(reply.expect(200), first);
    }
    let fresh = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_none()).count();
    assert_eq!(fresh, 1, "one was the first");
    once(41).await.expect_error(422, "idempotency_mismatch");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [40, 0]);
    // What came later does not change what is answered again.
    let refund = format!("/v1/charges/{}/refund", text(&first["id"]));
    purse.post(&refund, &purse.account.key, json!({})).await.expect(200);
    assert_eq!(once(40).await.expect(200), first);
    // A refusal is not remembered, and another pod's key is another key.
    let large = |amount: i64| purse.once("/v1/charge", "order-2", json!({ "amount": amount }));
    large(101).await.expect_error(402, "spending_cap_exceeded");
    large(60).await.expect(200);
    let account = purse.server.post("/v1/charge").key(&purse.account.key).header("idempotency-key", "order-1");
    assert_ne!(account.json(json!({ "amount": 40 })).send().await.expect(200)["id"], first["id"]);
}

#[tokio::test]
async fn a_hold_counts_until_it_is_captured_or_released() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100 })).await;
    let first = purse.hold(60).await;
    let held = purse.read(&format!("/v1/charges/{first}"), &purse.pod.key).await;
    assert_eq!(
        (&held["status"], &held["held_usdc"], &held["completed_at"]),
        (&json!("held"), &json!(60), &Value::Null)
    );
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 60]);
    let refused = purse.own_charge(41).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!((&refused["exceeded"][0]["spent_usdc"], &refused["exceeded"][0]["held_usdc"]), (&json!(0), &json!(60)));
    assert!(purse.history(&purse.pod.key, 50).await.is_empty(), "a hold is no movement");

    purse.end(&first, "capture", json!({ "amount": 61 })).await.expect_error(400, "invalid_request");
    purse.end(&first, "capture", json!({ "amount": 0 })).await.expect_error(400, "invalid_request");
    let captured = purse.end(&first, "capture", json!({ "amount": 25 })).await.expect(200);
    assert_eq!(
        (&captured["status"], &captured["amount_usdc"], &captured["held_usdc"]),
        (&json!("completed"), &json!(25), &json!(60))
    );
    assert_eq!(purse.used(&purse.account.key, "daily").await, [25, 0]);
    for how in ["capture", "release"] {
        let over = purse.end(&first, how, json!({})).await.expect_error(409, "hold_over");
        assert_eq!(over["status"], "completed");
    }
    let second = purse.hold(75).await;
    purse.charge(1).await.expect_error(402, "spending_cap_exceeded");
    let released = purse.end(&second, "release", json!({})).await.expect(200);
    assert_eq!(released["status"], "released");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [25, 0]);
    purse.end(&second, "capture", json!({})).await.expect_error(409, "hold_over");
    let all = purse.hold(75).await;
    assert_eq!(purse.end(&all, "capture", json!({})).await.expect(200)["amount_usdc"], 75);
    purse.end("chg_zzzzzzzzzzzzzzzz", "capture", json!({})).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn of_many_captures_and_releases_at_once_one_ends_the_hold() {
    let purse = Purse::on(Server::shared()).await;
    for round in 0..5 {
        let hold = purse.hold(10).await;
        let replies = join_all((0..10).map(|number| {
            let how = if (number + round) % 2 == 0 { "capture" } else { "release" };
            purse.end(&hold, how, json!({}))
        }))
        .await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.expect_error(409, "hold_over");
        }
    }
    // Under one key all get the same answer.
    let hold = purse.hold(10).await;
    let path = format!("/v1/charges/{hold}/capture");
    let replies = join_all((0..10).map(|_| purse.once(&path, &hold, json!({ "amount": 4 })))).await;
    for reply in &replies {
        assert_eq!(reply.expect(200), replies[0].expect(200));
    }
    let path = format!("/v1/charges/{}/release", purse.hold(10).await);
    let first = purse.once(&path, "let go", json!({})).await.expect(200);
    assert_eq!(purse.once(&path, "let go", json!({})).await.expect(200), first);
    purse.once(&path, &hold, json!({})).await.expect_error(422, "idempotency_mismatch");
}

#[tokio::test]
async fn a_hold_expires_by_itself() {
    let server = &Server::start(&[]);
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 1_000, "weekly": 1_000, "monthly": 1_000 })).await;
    let charge = json!({ "amount": 900, "capture": false, "expires_in": 60 });
    let hold = text(&purse.spend(charge).await.expect(200)["id"]);
    purse.charge(101).await.expect_error(402, "spending_cap_exceeded");
    later(server, 61).await;
    assert_eq!(purse.used(&purse.account.key, "daily").await[1], 0);
    assert_eq!(purse.read(&format!("/v1/charges/{hold}"), &purse.pod.key).await["status"], "expired");
    for how in ["capture", "release"] {
        purse.end(&hold, how, json!({})).await.expect_error(410, "expired");
    }
    purse.charge(1_000).await.expect(200);
}

/// A hold counts in every period in which it is open, and is spent in that in which it is captured.
#[tokio::test]
async fn a_hold_that_crosses_midnight_is_spent_on_the_day_it_is_captured() {
    let server = &Server::start(&[]);
    server.set_clock("2027-06-15T23:30:00Z").await;
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100 })).await;
    purse.charge(40).await.expect(200);
    let hold = purse.hold(60).await;
    server.set_clock("2027-06-16T00:00:00Z").await;
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 60]);
    purse.charge(41).await.expect_error(402, "spending_cap_exceeded");
    purse.charge(40).await.expect(200);
    purse.end(&hold, "capture", json!({})).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [100, 0]);
}

/// The clock of an edge may be behind that of another, and a request may be long under way: here the clock is set back.
#[tokio::test]
async fn no_day_is_overspent_by_holds_about_midnight() {
    let server = &Server::start(&[]);
    let (before, after) = ("2027-06-15T23:59:00Z", "2027-06-16T00:00:00Z");
    server.set_clock(after).await;
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100 })).await;
    purse.charge(100).await.expect(200);
    server.set_clock(before).await;
    let hold = json!({ "amount": 100, "capture": false });
    purse.spend(hold).await.expect_error(402, "spending_cap_exceeded");

    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100 })).await;
    purse.charge(100).await.expect(200);
    server.set_clock(after).await;
    let hold = purse.hold(100).await;
    server.set_clock(before).await;
    let refused = purse.end(&hold, "capture", json!({})).await;
    refused.expect_error(409, "in_progress");
    assert_eq!(refused.header("retry-after"), Some("1"));
    server.set_clock(after).await;
    purse.end(&hold, "capture", json!({})).await.expect(200);
}

/// The clock of an edge may be behind that of another: here it is set back.
#[tokio::test]
async fn a_hold_whose_money_another_was_given_cannot_be_captured_by_a_clock_that_is_behind() {
    let server = &Server::start(&[]);
    let (at_first, before, after) = ("2027-06-15T12:00:00Z", "2027-06-15T12:00:50Z", "2027-06-15T12:01:10Z");
    server.set_clock(at_first).await;
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let short = async |amount: i64| {
        let charge = json!({ "amount": amount, "capture": false, "expires_in": 60 });
        text(&purse.spend(charge).await.expect(200)["id"])
    };
    let (captured, released) = (short(60).await, short(40).await);
    server.set_clock(after).await;
    purse.charge(100).await.expect(200);
    server.set_clock(before).await;
    purse.end(&captured, "capture", json!({})).await.expect_error(410, "expired");
    purse.end(&released, "release", json!({})).await.expect_error(410, "expired");
    assert_eq!(purse.read(&format!("/v1/charges/{captured}"), &purse.pod.key).await["status"], "expired");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [100, 0]);
    // What nobody has counted as expired can still be captured.
    server.set_clock("2027-06-16T12:00:00Z").await;
    let open = short(100).await;
    purse.end(&open, "capture", json!({})).await.expect(200);
    // Approving counts holds too.
    server.set_clock("2027-06-17T12:00:00Z").await;
    let held = short(100).await;
    let approval = purse.ask(1).await;
    server.set_clock("2027-06-17T12:01:10Z").await;
    purse.post(&format!("/v1/approvals/{approval}/approve"), &purse.account.key, json!({})).await;
    server.set_clock("2027-06-17T12:00:50Z").await;
    purse.end(&held, "capture", json!({})).await.expect_error(410, "expired");
}

#[tokio::test]
async fn an_account_has_so_many_open_holds_and_a_pod_leaves_room_for_others() {
    let purse = Purse::on(Server::shared()).await;
    let hold = json!({ "amount": 1, "capture": false });
    let so_many = async |key: &str, count: usize| {
        let holds = join_all((0..count).map(|_| purse.post("/v1/charge", key, hold.clone()))).await;
        let (made, refused): (Vec<_>, Vec<_>) = holds.into_iter().partition(|reply| reply.status == 200);
        for reply in &refused {
            assert_eq!(reply.expect_error(403, "hold_limit_reached")["reason"], "too_many_holds");
        }
        made
    };
    let of_pod = so_many(&purse.pod.key, 25).await;
    assert_eq!(of_pod.len(), 20);
    assert_eq!(so_many(&purse.account.key, 85).await.len(), 80);
    let other = purse.server.create_pod(&purse.account).await;
    assert!(so_many(&other.key, 1).await.is_empty());
    purse.charge(1).await.expect(200);
    purse.end(&text(&of_pod[0].json()["id"]), "release", json!({})).await.expect(200);
    purse.hold(1).await;
}

#[tokio::test]
async fn what_a_purged_pod_held_and_asked_for_is_let_go() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    purse.charge(10).await.expect(200);
    let (hold, approval) = (purse.hold(90).await, purse.ask(500).await);
    let path = format!("/v1/pods/{}?purge=true", purse.pod.id);
    purse.server.delete(&path).key(&purse.account.key).send().await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [10, 0]);
    assert_eq!(purse.read(&format!("/v1/charges/{hold}"), &purse.account.key).await["status"], "released");
    let how = format!("/v1/approvals/{approval}");
    assert_eq!(purse.read(&how, &purse.account.key).await["status"], "expired");
    purse.post(&format!("{how}/approve"), &purse.account.key, json!({})).await.expect_error(410, "expired");
    assert_eq!(purse.history(&purse.account.key, 50).await.len(), 1, "what it spent stays");
}

#[tokio::test]
async fn more_than_can_be_counted_is_refused_and_books_nothing() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = Purse::on(&server).await;
    let (account, pod) = (purse.account.clone(), purse.pod.clone());
    let hold = purse.hold(2).await;
    purse.set(json!({ "single_tx_limit_cents": 10 })).await;
    let approval = purse.ask(11).await;
    purse.charge(1).await.expect(200);
    server.kill();
    in_databases(state.path(), "spent", "db.exec('UPDATE spent SET amount = 9007199254740990')");

    let server = &Server::start_in(state.path(), &[]);
    let purse = Purse { server, account, pod };
    for _ in 0..2 {
        let refused = purse.once("/v1/charge", "large", json!({ "amount": 2 })).await;
        assert_eq!(refused.expect_error(402, "spending_cap_exceeded")["status"], "rejected");
    }
    purse.end(&hold, "capture", json!({})).await.expect_error(402, "spending_cap_exceeded");
    let how = format!("/v1/approvals/{approval}");
    let approve = purse.post(&format!("{how}/approve"), &purse.account.key, json!({})).await;
    approve.expect_error(402, "spending_cap_exceeded");
    assert_eq!(purse.read(&how, &purse.account.key).await["status"], "pending");
    assert_eq!(purse.history(&purse.account.key, 50).await.len(), 1);
    purse.end(&hold, "capture", json!({ "amount": 1 })).await.expect(200);
}

#[tokio::test]
async fn refunds_come_to_no_more_than_the_charge_and_only_the_account_makes_them() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100 })).await;
    let charge = text(&purse.spend(json!({ "amount": 100, "category": "api" })).await.expect(200)["id"]);
    let path = format!("/v1/charges/{charge}/refund");
    let refund = |body: Value| purse.post(&path, &purse.account.key, body);
    purse.post(&path, &purse.pod.key, json!({})).await.expect_error(403, "pod_auth_forbidden");
    refund(json!({ "amount": 101 })).await.expect_error(400, "invalid_request");
    let some = refund(json!({ "amount": 30, "reason": "late" })).await.expect(200);
    assert_eq!(
        (&some["status"], &some["amount_usdc"], &some["charge_id"]),
        (&json!("refunded"), &json!(30), &json!(charge))
    );
    assert_eq!(purse.used(&purse.account.key, "daily").await, [70, 0]);
    refund(json!({ "amount": 71 })).await.expect_error(400, "invalid_request");

    // At once, each within what is left, together beyond it.
    let replies = join_all((0..10).map(|_| refund(json!({ "amount": 20 })))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 3);
    let once = || {
        let request = purse.server.post(&path).key(&purse.account.key).header("idempotency-key", "rest");
        request.json(json!({})).send()
    };
    let (first, again) = (once().await.expect(200), once().await.expect(200));
    assert_eq!((&first, &first["amount_usdc"]), (&again, &json!(10)));
    refund(json!({})).await.expect_error(409, "already_resolved");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 0]);
    let read = purse.read(&format!("/v1/charges/{charge}"), &purse.pod.key).await;
    assert_eq!((&read["status"], &read["refunded_usdc"]), (&json!("completed"), &json!(100)));
    let entries = purse.history(&purse.pod.key, 3).await;
    let total: i64 = entries.iter().map(|entry| entry["amount_usdc"].as_i64().unwrap()).sum();
    assert_eq!((entries.len(), total), (6, 0));
    assert_eq!(
        (&entries[4]["kind"], &entries[4]["description"], &entries[4]["category"]),
        (&json!("refund"), &json!("late"), &json!("api"))
    );

    let hold = purse.hold(5).await;
    let held = purse.post(&format!("/v1/charges/{hold}/refund"), &purse.account.key, json!({})).await;
    held.expect_error(409, "hold_over");
}

#[tokio::test]
async fn a_refund_makes_room_in_the_periods_of_its_charge_only() {
    let server = &Server::start(&[]);
    server.set_clock("2027-06-15T12:00:00Z").await;
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "weekly": 150 })).await;
    let charge = text(&purse.charge(100).await.expect(200)["id"]);
    server.set_clock("2027-06-16T12:00:00Z").await;
    purse.charge(50).await.expect(200);
    purse.post(&format!("/v1/charges/{charge}/refund"), &purse.account.key, json!({ "amount": 80 })).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [50, 0], "it was spent yesterday");
    assert_eq!(purse.used(&purse.account.key, "weekly").await, [70, 0]);
    purse.charge(51).await.expect_error(402, "spending_cap_exceeded");
    purse.charge(50).await.expect(200);
}

/// What a crash between the money and the reply leaves is a charge that the next try finds.
#[tokio::test]
async fn a_reply_that_was_lost_in_a_power_cut_is_given_when_asked_again() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = Purse::on(&server).await;
    purse.set(json!({ "daily": 100 })).await;
    let (account, pod) = (purse.account.clone(), purse.pod.clone());
    let first = purse.once("/v1/charge", "k", json!({ "amount": 60 })).await.expect(200);
    server.kill();

    let server = Server::start_in(state.path(), &[]);
    let purse = Purse { server: &server, account, pod };
    assert_eq!(purse.once("/v1/charge", "k", json!({ "amount": 60 })).await.expect(200), first);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [60, 0]);
    later(&server, 86_460).await;
    assert_ne!(
        purse.once("/v1/charge", "k", json!({ "amount": 60 })).await.expect(200)["id"],
        first["id"],
        "a day later it is another"
    );
}
