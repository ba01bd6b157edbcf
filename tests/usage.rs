//! What is used, and what may be used.

use serde_json::{Value, json};

use crate::support::{Purse, Server, in_databases, unique};

const TOKEN: &str = "a-token-of-the-operator";

#[tokio::test]
async fn usage_counts_requests_emails_and_money_of_all_pods() {
    let purse = Purse::on(Server::shared()).await;
    let address = purse.server.new_mailbox(&purse.pod.key).await.address;
    let before = purse.read("/v1/usage?by=pod", &purse.account.key).await;
    for _ in 0..3 {
        purse.read("/v1/budget", &purse.pod.key).await;
    }
    purse.charge(250).await.expect(200);
    purse.own_charge(50).await.expect(200);
    let mail = json!({ "from": address, "to": "a@b.example", "subject": "s", "text": "t" });
    purse.post("/v1/email/send", &purse.pod.key, mail).await.expect(201);
    let domain = json!({ "domain": format!("{}.example", unique("own")) });
    purse.post("/v1/stack", &purse.account.key, domain).await.expect(201);

    let usage = purse.read("/v1/usage?by=pod", &purse.account.key).await;
    assert_eq!(
        (&usage["account_id"], &usage["tier"], &usage["status"]),
        (&json!(purse.account.account_id), &json!("paid"), &json!("active"))
    );
    let used = |usage: &Value| usage["requests"]["used"].as_i64().unwrap();
    // Three reads, two charges, an email, a domain, and the look at usage itself.
    assert_eq!(used(&usage) - used(&before), 8, "{usage}");
    assert_eq!((&usage["emails"]["daily_used"], &usage["emails"]["hourly_used"]), (&json!(1), &json!(1)));
    let emails = &usage["emails"];
    let (limit, left) = (emails["daily_limit"].as_i64().unwrap(), emails["daily_remaining"].as_i64().unwrap());
    assert_eq!((limit - left, &emails["hourly_limit"]), (1, &json!(100)));
    assert!(emails["reset_at"].as_str().unwrap().ends_with("T00:00:00.000Z"));
    assert_eq!(usage["stacks"], json!({ "used": 1, "limit": 10 }));
    let days = usage["days"].as_array().unwrap();
    let today = &days[29];
    assert_eq!((days.len(), &today["date"], &today["requests"]), (30, &usage["period"], &usage["requests"]["used"]));
    assert_eq!((&today["emails"], &today["spent_usdc"], &days[28]["requests"]), (&json!(1), &json!(300), &json!(0)));
    let of = |id: &str| usage["pods"].as_array().unwrap().iter().find(|pod| pod["pod_id"] == id).unwrap().clone();
    let (pod, home) = (of(&purse.pod.id), of(&purse.account.account_id));
    assert_eq!((&pod["emails"], &pod["spent_usdc"], &home["spent_usdc"]), (&json!(1), &json!(250), &json!(50)));
    assert_eq!(pod["requests"].as_i64().unwrap() + home["requests"].as_i64().unwrap(), used(&usage));
    purse.server.get("/v1/usage").key(&purse.pod.key).send().await.expect_error(403, "pod_auth_forbidden");
    purse.server.get("/v1/usage?by=day").key(&purse.account.key).send().await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn days_that_went_stay_in_the_series() {
    let server = &Server::start(&[]);
    server.set_clock("2027-02-27T23:00:00Z").await;
    let purse = Purse::on(server).await;
    purse.charge(5).await.expect(200);
    server.set_clock("2027-03-02T00:00:00Z").await;
    purse.charge(7).await.expect(200);
    let usage = purse.read("/v1/usage", &purse.account.key).await;
    assert_eq!(usage["period"], "2027-03-02");
    assert_eq!(usage.get("pods"), None);
    let days = usage["days"].as_array().unwrap();
    assert_eq!((&days[26]["date"], &days[26]["spent_usdc"]), (&json!("2027-02-27"), &json!(5)));
    assert!(days[26]["requests"].as_i64().unwrap() > 0);
    assert_eq!((&days[27]["requests"], &days[29]["spent_usdc"]), (&json!(0), &json!(7)));
}

#[tokio::test]
async fn a_pod_that_only_spent_today_is_among_those_that_used_something() {
    let server = &Server::start(&[]);
    let purse = Purse::on(server).await;
    server.set_clock("2027-03-01T12:00:00.000Z").await;
    let hold = purse.spend(json!({ "amount": 70, "capture": false, "expires_in": 604_800 })).await.expect(200);
    server.set_clock("2027-03-02T12:00:00.000Z").await;
    let capture = format!("/v1/charges/{}/capture", hold["charge_id"].as_str().unwrap());
    purse.post(&capture, &purse.account.key, json!({})).await.expect(200);
    let usage = purse.read("/v1/usage?by=pod", &purse.account.key).await;
    let pods = usage["pods"].as_array().unwrap();
    let pod = pods.iter().find(|pod| pod["pod_id"] == purse.pod.id).expect("the pod");
    assert_eq!((&pod["requests"], &pod["spent_usdc"]), (&json!(0), &json!(70)));
}

#[tokio::test]
async fn what_was_used_long_ago_is_forgotten() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = Purse::on(&server).await;
    for day in ["2027-03-01", "2027-03-30", "2027-04-20"] {
        server.set_clock(format!("{day}T12:00:00.000Z")).await;
        purse.charge(1).await.expect(200);
    }
    let account = purse.account.account_id.clone();
    drop(server);
    let script = format!(
        "console.log(JSON.stringify(db.prepare(\"SELECT DISTINCT day FROM usage WHERE account_id = '{account}' AND day > 20800\").all().map((row) => row.day)));"
    );
    let days: Value = serde_json::from_str(&in_databases(state.path(), "usage", &script)).unwrap();
    assert_eq!(days, json!([20_907, 20_928]));
}

#[tokio::test]
async fn billing_says_what_the_account_has() {
    let purse = Purse::on(Server::shared()).await;
    let billing = purse.read("/v1/billing", &purse.account.key).await;
    assert_eq!(
        (&billing["tier"], &billing["plan"], &billing["account_id"]),
        (&json!("paid"), &json!("paid"), &json!(purse.account.account_id))
    );
    assert_eq!(
        billing["x402"],
        json!({ "supported": false, "network": "base", "asset": "USDC", "email_price": "0.01 USDC", "pay_to": null })
    );
    assert!(billing["upgrade_url"].as_str().unwrap().starts_with("http"));
}

#[tokio::test]
async fn the_operator_changes_a_tier_and_its_limits_hold_at_once() {
    let server = &Server::start(&[("ADMIN_TOKEN", TOKEN), ("DEFAULT_TIER", "free")]);
    let purse = Purse::on(server).await;
    let path = format!("/admin/accounts/{}", purse.account.account_id);
    let change = |token: &str, body: Value| server.patch(&path).key(token).json(body).send();
    let limit = async || purse.read("/v1/usage", &purse.account.key).await["requests"]["limit"].clone();
    assert_eq!(limit().await, 100);
    for wrong in ["", "a-token-of-the-operatoR", &purse.account.key] {
        change(wrong, json!({ "tier": "paid" })).await.expect_error(401, "unauthorized");
    }
    server.patch(&path).json(json!({ "tier": "paid" })).send().await.expect_error(401, "unauthorized");
    change(TOKEN, json!({ "tier": "gold" })).await.expect_error(400, "invalid_body");
    change(TOKEN, json!({})).await.expect_error(400, "missing_fields");
    assert_eq!(limit().await, 100);
    let updated = change(TOKEN, json!({ "tier": "paid" })).await.expect(200);
    assert_eq!(
        (&updated["id"], &updated["tier"], &updated["updated"]),
        (&json!(purse.account.account_id), &json!("paid"), &json!(true))
    );
    assert_eq!(limit().await, 10_000_000);
    let of_pod = server.get("/v1/email/addresses").key(&purse.pod.key).send().await;
    assert!(of_pod.header("ratelimit-policy").unwrap().contains("q=10000000"), "its pods too: {of_pod}");
    let nobody = server.patch("/admin/accounts/acc_zzzzzzzzzzzzzzzz").key(TOKEN).json(json!({ "tier": "paid" }));
    nobody.send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn without_an_admin_token_there_is_no_admin() {
    Server::shared().get("/admin/income").key(TOKEN).send().await.expect_error(404, "not_found");
    let purse = Purse::on(Server::shared()).await;
    let path = format!("/admin/accounts/{}", purse.account.account_id);
    for token in ["", "undefined", &purse.account.key] {
        let change = purse.server.patch(&path).key(token).json(json!({ "tier": "free" }));
        change.send().await.expect_error(404, "not_found");
    }
}
