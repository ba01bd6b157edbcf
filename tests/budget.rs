//! Caps: what an account and its pods may spend in a calendar period.

use chrono::DateTime;
use serde_json::{Value, json};

use crate::support::{Purse, Server, in_databases};

#[tokio::test]
async fn without_caps_everything_is_spent_and_nothing_counted_against_anything() {
    let purse = Purse::on(Server::shared()).await;
    let budget = purse.read("/v1/budget", &purse.account.key).await;
    assert_eq!(budget["agent_id"], purse.account.account_id);
    assert_eq!(
        (&budget["currency"], &budget["has_caps"], &budget["status"]),
        (&json!("USDC"), &json!(false), &json!("active"))
    );
    assert_eq!(budget["caps"], json!({ "daily": null, "weekly": null, "monthly": null }));
    assert_eq!(budget["settings"]["on_limit"], "reject");
    assert_eq!((&budget["settings"]["single_tx_limit_cents"], &budget["available_usdc"]), (&Value::Null, &Value::Null));
    assert!(budget["atomic_unit"].as_str().unwrap().starts_with("1e-6 USDC"));
    purse.charge(1_000_000_000_000).await.expect(200);
}

#[tokio::test]
async fn caps_are_set_flat_or_nested_and_changed_one_by_one() {
    let purse = Purse::on(Server::shared()).await;
    let flat = purse.set(json!({ "daily": 10, "on_limit": "approve" })).await;
    assert_eq!((&flat["ok"], &flat["agent_id"]), (&json!(true), &json!(purse.account.account_id)));
    assert_eq!(flat["caps"]["daily"]["limit_usdc"], 10);
    assert_eq!(flat["caps"].as_object().unwrap().len(), 1, "those that were named: {flat}");
    let nested = purse.set(json!({ "caps": { "weekly": 20, "monthly": 30 }, "single_tx_limit_cents": 7 })).await;
    assert_eq!(
        (&nested["caps"]["weekly"]["limit_usdc"], &nested["caps"]["monthly"]["limit_usdc"]),
        (&json!(20), &json!(30))
    );
    assert_eq!(nested["settings"]["on_limit"], "approve", "what is left out stays");
    let removed = purse.set(json!({ "caps": { "weekly": null }, "single_tx_limit_cents": null })).await;
    assert_eq!(removed["caps"], json!({ "weekly": null }));
    assert_eq!(removed["settings"]["single_tx_limit_cents"], Value::Null);
    let budget = purse.read("/v1/budget", &purse.account.key).await;
    assert_eq!(budget["caps"]["daily"]["limit_usdc"], 10);
    assert_eq!(budget["caps"]["weekly"], Value::Null);
}

#[tokio::test]
async fn caps_that_do_not_grow_or_are_no_amounts_are_refused_and_change_nothing() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 10, "weekly": 20, "monthly": 30 })).await;
    let put = |body: Value| purse.server.put("/v1/budget").key(&purse.account.key).json(body).send();
    for bad in [
        json!({ "daily": 21 }),
        json!({ "weekly": 9 }),
        json!({ "monthly": 19 }),
        json!({ "caps": { "weekly": null, "daily": 31 } }),
        json!({ "daily": 0 }),
        json!({ "daily": -1 }),
        json!({ "daily": 1.5 }),
        json!({ "daily": "5" }),
        json!({ "monthly": 1_000_000_001 }),
        json!({ "single_tx_limit_cents": 0 }),
    ] {
        put(bad.clone()).await.expect_error(400, "invalid_caps");
    }
    put(json!({})).await.expect_error(400, "missing_fields");
    put(json!({ "caps": {} })).await.expect_error(400, "missing_fields");
    put(json!({ "daily": 1, "caps": { "daily": 2 } })).await.expect_error(400, "invalid_request");
    put(json!({ "on_limit": "ask" })).await.expect_error(400, "invalid_body");
    put(json!({ "approval_ttl_seconds": 59 })).await.expect_error(400, "invalid_request");
    put(json!({ "yearly": 5 })).await.expect_error(400, "unknown_field");
    let budget = purse.read("/v1/budget", &purse.account.key).await;
    let limits = ["daily", "weekly", "monthly"].map(|period| budget["caps"][period]["limit_usdc"].as_i64().unwrap());
    assert_eq!(limits, [10, 20, 30]);
}

#[tokio::test]
async fn a_pods_key_sees_its_own_budget_and_sets_none() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100 })).await;
    purse.set_pod(json!({ "spending_caps": { "daily": 60 } })).await;
    purse.own_charge(50).await.expect(200);
    purse.charge(10).await.expect(200);
    let budget = purse.read("/v1/budget", &purse.pod.key).await;
    assert_eq!(budget["agent_id"], purse.pod.id);
    let daily = &budget["caps"]["daily"];
    assert_eq!(
        (&daily["limit_usdc"], &daily["spent_usdc"], &daily["remaining_usdc"]),
        (&json!(60), &json!(10), &json!(50))
    );
    assert_eq!(budget["available_usdc"], 50, "of its own cap: the account's would tell what others spend");
    let other = purse.server.create_pod(&purse.account).await;
    let of = format!("/v1/budget?pod_id={}", other.id);
    purse.server.get(&of).key(&purse.pod.key).send().await.expect_error(404, "not_found");
    let seen = purse.read(&format!("/v1/budget?pod_id={}", purse.pod.id), &purse.account.key).await;
    assert_eq!(seen["caps"], budget["caps"], "the account sees its pods'");
    let set = purse.server.put("/v1/budget").key(&purse.pod.key).json(json!({ "daily": 1_000 })).send().await;
    set.expect_error(403, "pod_auth_forbidden");
    let path = format!("/v1/pods/{}", purse.pod.id);
    let raised = purse.server.patch(&path).key(&purse.pod.key).json(json!({ "spending_caps": null })).send().await;
    raised.expect_error(403, "pod_auth_forbidden");
}

#[tokio::test]
async fn an_account_cap_binds_its_pods_together_and_a_pods_cap_binds_the_pod() {
    let purse = Purse::on(Server::shared()).await;
    let sibling = purse.server.create_pod(&purse.account).await;
    purse.set(json!({ "daily": 100, "monthly": 120 })).await;
    purse.set_pod(json!({ "spending_caps": { "weekly": 60 } })).await;
    purse.charge(60).await.expect(200);

    let refused = purse.charge(1).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refused["status"], "rejected");
    let exceeded = json!([{ "scope": "pod", "period": "weekly", "limit_usdc": 60, "spent_usdc": 60, "held_usdc": 0, "requested_usdc": 1 }]);
    assert_eq!(refused["exceeded"], exceeded);

    let by_sibling = |amount: i64| purse.post("/v1/charge", &sibling.key, json!({ "amount": amount }));
    by_sibling(40).await.expect(200);
    let refused = by_sibling(21).await.expect_error(402, "spending_cap_exceeded");
    let told: Vec<_> = refused["exceeded"].as_array().unwrap().iter().map(|cap| cap["period"].clone()).collect();
    assert_eq!(told, ["daily", "monthly"], "every cap that it would exceed");
    purse.own_charge(1).await.expect_error(402, "spending_cap_exceeded");
    let budget = purse.read("/v1/budget", &purse.account.key).await;
    assert_eq!((&budget["status"], &budget["caps"]["daily"]["remaining_usdc"]), (&json!("limit_reached"), &json!(0)));
}

#[tokio::test]
async fn a_pod_at_its_cap_is_refused_charges_and_nothing_else() {
    let purse = Purse::on(Server::shared()).await;
    let patched = purse.set_pod(json!({ "spending_caps": { "daily": 5 } })).await;
    assert_eq!(patched["spending_caps"]["daily"], 5);
    purse.charge(5).await.expect(200);
    purse.charge(1).await.expect_error(402, "spending_cap_exceeded");
    for path in ["/v1/budget", "/v1/email/addresses", "/v1/approvals", "/v1/vault", "/v1/budget/history"] {
        purse.read(path, &purse.pod.key).await;
    }
    purse.set_pod(json!({ "spending_caps": { "daily": 6 } })).await;
    purse.charge(1).await.expect(200);
    purse.set_pod(json!({ "spending_caps": null })).await;
    purse.charge(1_000).await.expect(200);
}

#[tokio::test]
async fn what_was_spent_before_counts_against_a_new_cap() {
    let purse = Purse::on(Server::shared()).await;
    purse.charge(70).await.expect(200);
    let set = purse.set(json!({ "daily": 50 })).await;
    assert_eq!((&set["caps"]["daily"]["spent_usdc"], &set["caps"]["daily"]["remaining_usdc"]), (&json!(70), &json!(0)));
    purse.charge(1).await.expect_error(402, "spending_cap_exceeded");
    purse.set(json!({ "daily": 71 })).await;
    purse.charge(1).await.expect(200);
}

#[tokio::test]
async fn periods_change_with_the_millisecond_at_midnight_on_monday_and_on_the_first() {
    let server = &Server::start(&[]);
    server.set_clock("2027-12-31T12:00:00Z").await;
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 10, "weekly": 25, "monthly": 40 })).await;
    let at = async |now: &str, amount: i64| {
        server.set_clock(now).await;
        purse.charge(amount).await
    };
    // A Friday, the last day of its month and year; its ISO week goes on to the 2nd of January.
    at("2027-12-31T23:59:59.000Z", 10).await.expect(200);
    let refused = at("2027-12-31T23:59:58.500Z", 1).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refused["exceeded"][0]["period"], "daily");
    let resets = purse.read("/v1/budget", &purse.account.key).await;
    let resets =
        ["daily", "weekly", "monthly"].map(|period| resets["caps"][period]["resets_at"].as_str().unwrap().to_owned());
    assert_eq!(resets, ["2028-01-01T00:00:00.000Z", "2028-01-03T00:00:00.000Z", "2028-01-01T00:00:00.000Z"]);
    // The day and the month are new, the week is not.
    at("2028-01-01T00:00:00.000Z", 10).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "weekly").await[0], 20);
    assert_eq!(purse.used(&purse.account.key, "monthly").await[0], 10);
    let refused = at("2028-01-02T10:00:00Z", 6).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refused["exceeded"].as_array().unwrap().len(), 1);
    assert_eq!(refused["exceeded"][0]["period"], "weekly");
    at("2028-01-02T23:59:59.000Z", 5).await.expect(200);
    // Monday.
    at("2028-01-03T00:00:00.000Z", 10).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "weekly").await[0], 10);
    assert_eq!(purse.used(&purse.account.key, "monthly").await[0], 25);
    at("2028-01-04T00:00:00.000Z", 10).await.expect(200);
    let refused = at("2028-01-11T00:00:00.000Z", 6).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refused["exceeded"][0]["period"], "monthly");
    // A leap year's February.
    at("2028-02-29T23:59:59.000Z", 10).await.expect(200);
    at("2028-03-01T00:00:00.000Z", 10).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "monthly").await[0], 10);
}

#[tokio::test]
async fn the_history_is_read_in_pages_though_many_entries_bear_the_same_time() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = Purse::on(&server).await;
    for number in 1..=12 {
        let charge = json!({ "amount": number, "category": if number % 2 == 0 { "api" } else { "compute" },
            "description": format!("the {number}th"), "reference_id": format!("ref-{number}") });
        purse.spend(charge).await.expect(200);
    }
    purse.own_charge(100).await.expect(200);
    let (account, pod) = (purse.account.clone(), purse.pod.clone());
    server.kill();
    let at = DateTime::parse_from_rfc3339("2027-05-05T05:05:05.005Z").unwrap().timestamp_millis();
    in_databases(state.path(), "ledger", &format!("db.exec('UPDATE ledger SET at = {at}')"));

    let server = &Server::start_in(state.path(), &[]);
    let purse = Purse { server, account, pod };
    for limit in [1, 3, 5, 12, 200] {
        let amounts: Vec<_> = purse
            .history(&purse.pod.key, limit)
            .await
            .iter()
            .map(|entry| entry["amount_usdc"].as_i64().unwrap())
            .collect();
        assert_eq!(amounts, (1..=12).rev().collect::<Vec<_>>(), "in pages of {limit}");
    }
    let page = purse.read("/v1/budget/history?limit=4", &purse.pod.key).await;
    assert_eq!(page["agent_id"], purse.pod.id);
    assert_eq!(page["summary"], json!({ "count": 4, "total_usdc": 42, "by_category": { "api": 22, "compute": 20 } }));
    assert_eq!((&page["pagination"]["limit"], &page["pagination"]["has_more"]), (&json!(4), &json!(true)));
    assert!(DateTime::parse_from_rfc3339(page["pagination"]["next_before"].as_str().unwrap()).is_ok());
    let newest = &page["entries"][0];
    assert_eq!((&newest["description"], &newest["reference_id"]), (&json!("the 12th"), &json!("ref-12")));
    assert_eq!(newest["timestamp"], "2027-05-05T05:05:05.005Z");
    let all = purse.history(&purse.account.key, 5).await;
    assert_eq!(all.len(), 13, "the account's book has those of its pods");
    let before = purse.read("/v1/budget/history?before=2027-05-05T05:05:05Z", &purse.account.key).await;
    assert_eq!((&before["summary"]["count"], &before["pagination"]["next_before"]), (&json!(0), &Value::Null));
    let capped = purse.read("/v1/budget/history?limit=201", &purse.pod.key).await;
    assert_eq!(capped["pagination"]["limit"], 200);
    for bad in ["limit=0", "before=yesterday"] {
        let path = format!("/v1/budget/history?{bad}");
        server.get(&path).key(&purse.pod.key).send().await.expect_error(400, "invalid_request");
    }
}
