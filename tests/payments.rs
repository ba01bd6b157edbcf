//! x402, as a seller: with the clients of both versions, and a facilitator with a chain that the test makes up.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::stack::lasting;
use crate::support::facilitator::{Authorization, Mood, PAY_TO, Payer, facilitate};
use crate::support::{Account, Receiver, Reply, Server, in_databases};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PRICE: u128 = 10_000;

static FACILITATOR: LazyLock<String> = LazyLock::new(|| lasting(|| Receiver::answering(facilitate)) + "/x402/");

/// One free email a day.
fn settings() -> [(&'static str, &'static str); 4] {
    [
        ("X402_PAY_TO", PAY_TO),
        ("X402_NETWORK", "base-sepolia"),
        ("X402_FACILITATOR", &FACILITATOR),
        ("TIER_LIMITS", r#"{"paid":{"requests_per_day":10000000,"emails_per_day":1}}"#),
    ]
}

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start(&settings()));

/// Somebody whose allowance is used up, and a wallet.
struct Sender<'a> {
    server: &'a Server,
    account: Account,
    payer: Payer,
}

impl Sender<'_> {
    async fn at(server: &Server) -> Sender<'_> {
        let sender = Sender { server, account: server.register(None).await, payer: Payer::new() };
        sender.send("free", None).await.expect(201);
        sender
    }

    fn mail(&self, subject: &str) -> Value {
        json!({ "from": self.account.address, "to": self.account.address, "subject": subject, "text": "x" })
    }

    /// Sends a message to oneself, with a payment in a header.
    async fn send(&self, subject: &str, payment: Option<(&str, &str)>) -> Reply {
        self.send_json(self.mail(subject), payment).await
    }

    async fn send_json(&self, mail: Value, payment: Option<(&str, &str)>) -> Reply {
        let request = self.server.post("/v1/email/send").key(&self.account.key).json(mail);
        match payment {
            Some((name, value)) => request.header(name, value).send().await,
            None => request.send().await,
        }
    }

    /// A payment of the price.
    fn payment(&self) -> String {
        self.payer.v1(&self.payer.authorization(PRICE))
    }

    /// Subjects of what arrived, sorted.
    async fn arrived(&self) -> Vec<String> {
        let path = format!("/v1/email/inbox?address={}&limit=100", self.account.address);
        let inbox = self.server.get(&path).key(&self.account.key).send().await.expect(200);
        let subjects =
            inbox["messages"].as_array().unwrap().iter().map(|mail| mail["subject"].as_str().unwrap().to_owned());
        let mut subjects: Vec<_> = subjects.filter(|subject| subject != "free").collect();
        subjects.sort();
        subjects
    }
}

fn v1(payment: &str) -> Option<(&str, &str)> {
    Some(("x-payment", payment))
}

fn decoded(header: &str) -> Value {
    serde_json::from_slice(&STANDARD.decode(header).unwrap()).unwrap()
}

fn receipt(reply: &Reply) -> Value {
    decoded(reply.header("x-payment-response").unwrap_or_else(|| panic!("no receipt: {reply}")))
}

/// What a client of that version gets, and what it was told of its payment.
async fn pay(version: u8, payer: &Payer, url: &str, init: Value) -> Value {
    let mut argument = init;
    argument["version"] = version.into();
    argument["key"] = payer.secret().into();
    argument["url"] = url.into();
    let run = tokio::task::spawn_blocking(move || {
        let node = Path::new(ROOT).join("node_modules/.bin/node");
        let script = Path::new(ROOT).join("tests/x402/pay.mjs");
        Command::new(node).arg(script).arg(argument.to_string()).output().unwrap()
    });
    let run = run.await.unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}; `cargo xtask test` installs the clients");
    serde_json::from_slice(&run.stdout).unwrap()
}

fn post(sender: &Sender<'_>, subject: &str) -> Value {
    let authorization = format!("Bearer {}", sender.account.key);
    let headers = json!({ "authorization": authorization, "content-type": "application/json" });
    json!({ "method": "POST", "headers": headers, "body": sender.mail(subject).to_string() })
}

#[tokio::test]
async fn clients_of_both_versions_pay_for_mail_beyond_the_allowance() {
    for (version, network) in [(1, "base-sepolia"), (2, "eip155:84532")] {
        let sender = Sender::at(&SERVER).await;
        let url = format!("{}/v1/email/send", SERVER.url());

        let got = pay(version, &sender.payer, &url, post(&sender, "paid")).await;

        assert_eq!(got["statuses"], json!([402, 201]), "{got}");
        assert_eq!(got["body"]["status"], "sent");
        assert_eq!((&got["receipt"]["success"], &got["receipt"]["network"]), (&json!(true), &json!(network)));
        assert_eq!(got["receipt"]["transaction"].as_str().unwrap().len(), 66, "{got}");
        assert_eq!(sender.payer.paid(), [PRICE]);
        assert_eq!(sender.payer.asked(), ["verify", "settle"]);
        assert_eq!(sender.arrived().await, ["paid"]);
    }
}

#[tokio::test]
async fn clients_of_both_versions_buy_trust_scores_without_a_key() {
    let account = SERVER.register(None).await;
    let path = format!("/v1/trust/score?agent_id={}", account.account_id);
    let known = SERVER.get(&path).key(&account.key).send().await.expect(200);
    for version in [1, 2] {
        let payer = Payer::new();
        let got = pay(version, &payer, &format!("{}{path}", SERVER.url()), json!({})).await;
        assert_eq!(got["statuses"], json!([402, 200]), "{got}");
        assert_eq!((&got["body"]["agentId"], &got["receipt"]["success"]), (&known["agentId"], &json!(true)));
        assert_eq!(payer.paid(), [PRICE]);
    }
}

#[tokio::test]
async fn one_402_tells_both_versions_how_to_pay() {
    let sender = Sender::at(&SERVER).await;

    let reply = sender.send("more", None).await;

    let body = reply.expect_error(402, "payment_required");
    assert_eq!((&body["x402Version"], body["rate_limit"]["daily_remaining"].as_u64()), (&json!(1), Some(0)));
    assert!(body["message"].is_string() && body["fix"].is_string(), "{body}");
    let url = format!("{}/v1/email/send", SERVER.url());
    let first = json!([{
        "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000", "resource": url,
        "description": "An email beyond the allowance", "mimeType": "application/json",
        "payTo": PAY_TO.to_lowercase(), "maxTimeoutSeconds": 300,
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "extra": { "name": "USDC", "version": "2" },
    }]);
    assert_eq!(body["accepts"], first);
    let second = decoded(reply.header("payment-required").unwrap());
    let mut accepted = first[0].clone();
    for (field, _) in [("maxAmountRequired", ()), ("resource", ()), ("description", ()), ("mimeType", ())] {
        accepted.as_object_mut().unwrap().remove(field);
    }
    accepted["network"] = "eip155:84532".into();
    accepted["amount"] = "10000".into();
    assert_eq!(second["accepts"], json!([accepted]));
    assert_eq!((&second["x402Version"], &second["resource"]["url"]), (&json!(2), &json!(url)));
    // The reply by path, and answers, ask for the same at their own URL.
    let path = format!("/v1/inbox/{}/send", sender.account.address);
    let twin = SERVER.post(&path).key(&sender.account.key).json(sender.mail("more")).send().await.expect(402);
    assert_eq!(twin["accepts"][0]["resource"], format!("{}{path}", SERVER.url()));
}

#[tokio::test]
async fn nothing_is_offered_where_nobody_is_paid() {
    let limits = r#"{"paid":{"requests_per_day":10000000,"emails_per_day":1}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let sender = Sender::at(&server).await;
    let reply = sender.send("more", v1(&sender.payment())).await;
    assert_eq!((reply.expect(402)["accepts"].clone(), reply.header("payment-required")), (json!([]), None));
    let path = format!("/v1/trust/score?agent_id={}", sender.account.account_id);
    let reply = server.get(&path).header("x-payment", &sender.payment()).send().await;
    assert!(reply.expect(402)["accepts"].is_null(), "{reply}");
    assert!(sender.payer.asked().is_empty());
}

#[tokio::test]
async fn a_payment_is_settled_once_however_often_it_is_sent() {
    let sender = Sender::at(&SERVER).await;
    let payment = sender.payment();
    let first = sender.send("paid", v1(&payment)).await;
    let told = first.expect(201);
    assert_eq!(
        (receipt(&first)["payer"].as_str(), &told["rate_limit"]["daily_remaining"]),
        (Some(&*sender.payer.address), &json!(0))
    );
    for _ in 0..3 {
        let again = sender.send("paid", v1(&payment)).await;
        assert_eq!((again.expect(201)["id"].clone(), receipt(&again)), (told["id"].clone(), receipt(&first)));
    }
    assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["paid".to_owned()]));
    // Nor is it sent again when the first one is deleted.
    let path = format!("/v1/email/outbox/{}", told["id"].as_str().unwrap());
    SERVER.delete(&path).key(&sender.account.key).send().await.expect(200);
    sender.send("paid", v1(&payment)).await.expect_error(404, "not_found");
    assert_eq!(sender.arrived().await, ["paid"]);
}

#[tokio::test]
async fn of_many_requests_at_once_with_one_payment_one_is_done() {
    let sender = Sender::at(&SERVER).await;
    sender.payer.mood(Mood::SettlesSlowly);
    let payment = sender.payment();
    let replies = join_all((0..8).map(|_| sender.send("paid", v1(&payment)))).await;
    let done: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert!(!done.is_empty());
    for other in replies.iter().filter(|reply| reply.status != 201) {
        other.expect_error(409, "in_progress");
        assert_eq!(other.header("retry-after"), Some("1"));
    }
    assert_eq!(sender.send("paid", v1(&payment)).await.expect(201)["id"], done[0].json()["id"]);
    assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["paid".to_owned()]));
}

#[tokio::test]
async fn a_payment_is_bound_to_payer_caller_route_and_body() {
    let sender = Sender::at(&SERVER).await;
    let signed = sender.payer.authorization(PRICE);
    let payment = sender.payer.v1(&signed);
    sender.send("paid", v1(&payment)).await.expect(201);

    sender.send("another", v1(&payment)).await.expect_error(409, "payment_mismatch");
    let path = format!("/v1/inbox/{}/send", sender.account.address);
    let elsewhere = SERVER.post(&path).key(&sender.account.key).json(sender.mail("paid")).header("x-payment", &payment);
    elsewhere.send().await.expect_error(409, "payment_mismatch");
    let stranger = Sender::at(&SERVER).await;
    stranger.send("paid", v1(&payment)).await.expect_error(409, "payment_mismatch");
    let score = format!("/v1/trust/score?agent_id={}", sender.account.account_id);
    SERVER.get(&score).header("x-payment", &payment).send().await.expect_error(409, "payment_mismatch");
    // The same nonce under another signature is another payment, and names the same money.
    let forged = Authorization { value: PRICE + 1, ..signed };
    sender.send("paid", v1(&sender.payer.v1(&forged))).await.expect_error(409, "payment_mismatch");
    assert_eq!((sender.payer.paid(), sender.payer.asked().len()), (vec![PRICE], 2));
    assert_eq!(sender.arrived().await, ["paid"]);
}

#[tokio::test]
async fn within_the_allowance_nothing_is_paid() {
    let server = &*SERVER;
    let sender = Sender { server, account: server.register(None).await, payer: Payer::new() };
    let payment = sender.payment();
    let first = sender.send("gift", v1(&payment)).await;
    assert_eq!(
        (first.expect(201)["rate_limit"]["daily_remaining"].as_u64(), first.header("x-payment-response")),
        (Some(0), None)
    );
    let again = sender.send("gift", v1(&payment)).await;
    assert_eq!(again.expect(201)["id"], first.json()["id"]);
    assert!(sender.payer.asked().is_empty());
    // The payment is still good for another message.
    sender.send("paid", v1(&payment)).await.expect(201);
    assert_eq!(
        (sender.payer.paid(), sender.arrived().await),
        (vec![PRICE], vec!["gift".to_owned(), "paid".to_owned()])
    );
}

#[tokio::test]
async fn what_is_named_by_its_sender_is_paid_once_with_whatever_payment() {
    let sender = Sender::at(&SERVER).await;
    let mut mail = sender.mail("paid");
    mail["client_id"] = "order-1".into();
    let first = sender.send_json(mail.clone(), v1(&sender.payment())).await.expect(201);
    let again = sender.send_json(mail.clone(), v1(&sender.payment())).await.expect(201);
    assert_eq!((&again["id"], sender.payer.paid()), (&first["id"], vec![PRICE]));

    let send = async |payment: &str| {
        let request = SERVER.post("/v1/email/send").key(&sender.account.key).json(sender.mail("keyed"));
        request.header("idempotency-key", "k").header("x-payment", payment).send().await
    };
    let payment = sender.payment();
    let first = send(&payment).await;
    let again = send(&payment).await;
    assert_eq!((again.expect(201)["id"].clone(), receipt(&again)), (first.expect(201)["id"].clone(), receipt(&first)));
    assert_eq!(
        (sender.payer.paid(), sender.arrived().await),
        (vec![PRICE; 2], vec!["keyed".to_owned(), "paid".to_owned()])
    );
}

#[tokio::test]
async fn what_does_not_pay_is_refused_before_anybody_is_asked() {
    let sender = Sender::at(&SERVER).await;
    let good = sender.payer.authorization(PRICE);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let elsewhere = "0x036CbD53842c5426634e7929541eC2318f3dCF7e".to_owned();
    for (bad, reason) in [
        (Authorization { value: PRICE - 1, ..good.clone() }, "invalid_exact_evm_payload_authorization_value"),
        (
            Authorization { valid_before: now - 1, ..good.clone() },
            "invalid_exact_evm_payload_authorization_valid_before",
        ),
        (
            Authorization { valid_after: now + 60, ..good.clone() },
            "invalid_exact_evm_payload_authorization_valid_after",
        ),
        (Authorization { to: elsewhere, ..good.clone() }, "invalid_exact_evm_payload_recipient_mismatch"),
    ] {
        let reply = sender.send("paid", v1(&sender.payer.v1(&bad))).await;
        let body = reply.expect_error(402, "payment_required");
        assert_eq!((&body["reason"], body["accepts"].as_array().map(Vec::len)), (&json!(reason), Some(1)));
        assert_eq!(decoded(reply.header("payment-required").unwrap())["error"], reason);
    }
    let more = Authorization { value: PRICE + 1, ..good.clone() };
    let reply = sender.send("paid", Some(("payment-signature", &sender.payer.v2(&more)))).await;
    assert_eq!(reply.expect(402)["reason"], "invalid_payment_requirements");
    let payment = sender.payment();
    let truncated = &payment[..payment.len() - 20];
    let v2 = sender.payer.v2(&good);
    let long = "A".repeat(17_000);
    for bad in [
        v1(""),
        v1("?"),
        v1("e30="),
        v1("bnVsbA=="),
        v1(truncated),
        v1(&v2),
        v1(&long),
        Some(("payment-signature", &payment)),
    ] {
        let reply = sender.send("paid", bad).await;
        assert!(reply.expect_error(400, "invalid_payment")["fix"].is_string());
    }
    assert!(sender.payer.asked().is_empty());
    assert!(sender.arrived().await.is_empty());
    // One of version 1 that pays more is taken.
    sender.send("paid", v1(&sender.payer.v1(&more))).await.expect(201);
    assert_eq!(sender.payer.paid(), [PRICE + 1]);
}

#[tokio::test]
async fn what_the_facilitator_refuses_is_refused_and_may_be_sent_again() {
    let sender = Sender::at(&SERVER).await;
    let payment = sender.payment();
    sender.payer.mood(Mood::RefusesToVerify);
    let reply = sender.send("paid", v1(&payment)).await;
    assert_eq!(reply.expect_error(402, "payment_required")["reason"], "insufficient_funds");
    assert_eq!(sender.payer.asked(), ["verify"]);
    sender.payer.mood(Mood::RefusesToSettle);
    let reply = sender.send("paid", v1(&payment)).await;
    assert_eq!(reply.expect_error(402, "payment_required")["rate_limit"]["daily_remaining"], 0);
    assert_eq!(
        (receipt(&reply)["success"].as_bool(), receipt(&reply)["errorReason"].as_str()),
        (Some(false), Some("invalid_exact_evm_transaction_failed"))
    );
    assert!(sender.arrived().await.is_empty());
    assert_eq!(sender.payer.paid(), [0; 0]);

    // Nothing has moved, so it may even pay for something else.
    sender.send("another", v1(&payment)).await.expect(201);
    assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["another".to_owned()]));

    // Somebody else's signature, and money that is spent already.
    let (thief, victim) = (Sender::at(&SERVER).await, Payer::new());
    let stolen = thief.payer.v1(&victim.authorization(PRICE));
    let reply = thief.send("stolen", v1(&stolen)).await.expect(402);
    assert_eq!(reply["reason"], "invalid_exact_evm_payload_signature");
    assert!(thief.arrived().await.is_empty() && victim.paid().is_empty());
}

#[tokio::test]
async fn a_facilitator_that_hangs_after_settling_is_asked_again_and_money_moves_once() {
    for_both(Mood::HangsAfterSettling).await;
}

#[tokio::test]
async fn a_facilitator_that_hangs_before_settling_is_asked_again_and_money_moves_once() {
    for_both(Mood::HangsBeforeSettling).await;
}

/// The client sends what it sent once more, and gets what it paid for.
async fn for_both(mood: Mood) {
    let paid = [1, 2].map(async |version| {
        let sender = Sender::at(&SERVER).await;
        sender.payer.mood(mood);
        let url = format!("{}/v1/email/send", SERVER.url());
        let got = pay(version, &sender.payer, &url, post(&sender, "paid")).await;
        assert_eq!((&got["statuses"], &got["receipt"]["success"]), (&json!([402, 503, 201]), &json!(true)), "{got}");
        assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["paid".to_owned()]));
        assert_eq!(sender.payer.asked(), ["verify", "settle", "settle"]);
    });
    join_all(paid).await;
}

#[tokio::test]
async fn a_facilitator_that_is_out_of_order_costs_nothing() {
    let sender = Sender::at(&SERVER).await;
    let payment = sender.payment();
    sender.payer.mood(Mood::HangsInVerify);
    let reply = sender.send("paid", v1(&payment)).await;
    reply.expect_error(502, "facilitator_failed");
    assert_eq!(reply.header("retry-after"), Some("5"));
    sender.payer.mood(Mood::FailsInSettle);
    let reply = sender.send("paid", v1(&payment)).await;
    reply.expect_error(503, "payment_pending");
    assert_eq!(reply.header("retry-after"), Some("5"));
    // What it was to be settled for binds it from now on.
    sender.send("another", v1(&payment)).await.expect_error(409, "payment_mismatch");
    assert!(sender.arrived().await.is_empty() && sender.payer.paid().is_empty());
    sender.send("paid", v1(&payment)).await.expect(201);
    assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["paid".to_owned()]));
}

#[tokio::test]
async fn what_is_not_there_is_not_sold() {
    let payer = Payer::new();
    let payment = payer.v2(&payer.authorization(PRICE));
    let buy = async |agent: &str| {
        let request = SERVER.get(&format!("/v1/trust/score?agent_id={agent}"));
        request.header("payment-signature", &payment).send().await
    };
    buy("acc_nobody").await.expect_error(404, "not_found");
    assert!(payer.asked().is_empty());
    let account = SERVER.register(None).await;
    let first = buy(&account.account_id).await;
    // What was sold is what is told again, whatever the score is by then.
    SERVER
        .post("/v1/events")
        .key(&account.key)
        .json(json!([{ "category": "tool", "action": "x", "result": "failure" }]))
        .send()
        .await
        .expect(200);
    assert_eq!(buy(&account.account_id).await.expect(200), first.expect(200));
    let other = SERVER.register(None).await;
    buy(&other.account_id).await.expect_error(409, "payment_mismatch");
    assert_eq!(payer.paid(), [PRICE]);
}

#[tokio::test]
async fn a_server_that_dies_between_settling_and_sending_goes_on_where_it_was() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &settings());
    let (hung, settled) = (Sender::at(&server).await, Sender::at(&server).await);
    let (first, second) = (hung.payment(), settled.payment());
    for (sender, payment) in [(&hung, &first), (&settled, &second)] {
        sender.payer.mood(Mood::HangsAfterSettling);
        // It ends with the server.
        let patience = tokio::time::timeout(Duration::from_secs(2), sender.send("paid", v1(payment)));
        assert!(patience.await.is_err());
    }
    let (hung, settled) = ((hung.account, hung.payer), (settled.account, settled.payer));
    server.kill();
    // Of one of them it had learnt, and written down, that it is settled.
    let learnt = format!(
        "db.exec(\"UPDATE payment SET state = 'settled', tx_hash = '0xab', settled_at = 1, lease = 0 WHERE payer = '{}'\");",
        settled.1.address
    );
    in_databases(state.path(), "payment", &learnt);

    let server = Server::start_in(state.path(), &settings());
    let hung = Sender { server: &server, account: hung.0, payer: hung.1 };
    let settled = Sender { server: &server, account: settled.0, payer: settled.1 };
    hung.send("paid", v1(&first)).await.expect_error(409, "in_progress");
    let later = chrono::Utc::now() + chrono::Duration::seconds(61);
    server.set_clock(later.to_rfc3339()).await;
    for (sender, payment, asked) in [(&hung, &first, 3), (&settled, &second, 2)] {
        let reply = sender.send("paid", v1(payment)).await;
        reply.expect(201);
        assert_eq!(receipt(&reply)["success"], true);
        assert_eq!((sender.payer.paid(), sender.arrived().await), (vec![PRICE], vec!["paid".to_owned()]));
        assert_eq!(sender.payer.asked().len(), asked);
    }
    drop(server);
    let script = "console.log(JSON.stringify(db.prepare('SELECT state, amount, tx_hash, result IS NOT NULL AS done FROM payment ORDER BY tx_hash').all()));";
    let rows: Value = serde_json::from_str(&in_databases(state.path(), "payment", script)).unwrap();
    let row = |hash: Value| json!({ "state": "settled", "amount": 10_000, "tx_hash": hash, "done": 1 });
    assert_eq!(rows, json!([row(Value::Null), row(json!("0xab"))]));
    let script =
        "console.log(JSON.stringify(db.prepare('SELECT kind, sum(amount) AS sum FROM ledger GROUP BY kind').all()));";
    let books: Value = serde_json::from_str(&in_databases(state.path(), "payment", script)).unwrap();
    assert_eq!(books, json!([{ "kind": "income", "sum": 20_000 }]));
}

#[tokio::test]
async fn a_stranger_offers_so_many_payments_an_hour() {
    let server = &Server::start(&settings());
    let account = server.register(None).await;
    let payer = Payer::new();
    let payment = payer.v1(&payer.authorization(1));
    let ask = async |network: &str| {
        let path = format!("/v1/trust/score?agent_id={}", account.account_id);
        server.get(&path).header("x-payment", &payment).header("cf-connecting-ip", network).send().await
    };
    for _ in 0..300 {
        ask("192.0.2.1").await.expect_error(402, "payment_required");
    }
    let refused = ask("192.0.2.1").await;
    refused.expect_error(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    ask("192.0.2.2").await.expect_error(402, "payment_required");
}

#[tokio::test]
async fn billing_says_how_the_deployment_is_paid() {
    let account = SERVER.register(None).await;
    let billing = SERVER.get("/v1/billing").key(&account.key).send().await.expect(200);
    let told = json!({ "supported": true, "network": "base-sepolia", "asset": "USDC", "email_price": "0.01 USDC",
        "pay_to": PAY_TO.to_lowercase() });
    assert_eq!(billing["x402"], told);
}

#[tokio::test]
async fn what_is_paid_is_income_in_the_ledger_and_mail_in_usage() {
    let token = "a-token-of-the-operator";
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[&settings()[..], &[("ADMIN_TOKEN", token)]].concat());
    let sender = Sender::at(&server).await;
    let income = async |query: &str, key: &str| server.get(&format!("/admin/income{query}")).key(key).send().await;
    assert_eq!(income("", token).await.expect(200)["payments"], json!([]));
    for subject in ["one", "two", "three"] {
        let payment = sender.payment();
        for _ in 0..2 {
            sender.send(subject, v1(&payment)).await.expect(201);
        }
    }
    let usage = server.get("/v1/usage").key(&sender.account.key).send().await.expect(200);
    assert_eq!(usage["days"][29]["emails"], 4, "a free one and three that were paid for");

    let all = income("", token).await.expect(200);
    assert_eq!((&all["total_usdc"], all["payments"].as_array().unwrap().len()), (&json!(30_000), 3));
    let newest = &all["payments"][0];
    assert_eq!(newest["amount_usdc"], 10_000);
    assert_eq!(newest["route"], "POST /v1/email/send");
    assert_eq!(newest["account_id"], json!(sender.account.account_id));
    assert_eq!(newest["payer"].as_str().unwrap().to_lowercase(), sender.payer.address.to_lowercase());
    assert!(newest["transaction"].as_str().unwrap().starts_with("0x"));
    let page = income("?limit=2", token).await.expect(200);
    let rest =
        income(&format!("?before={}", page["pagination"]["next_before"].as_str().unwrap()), token).await.expect(200);
    let ids =
        |page: &Value| page["payments"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    assert_eq!([ids(&page), ids(&rest)].concat(), ids(&all));
    assert_eq!(rest["pagination"]["has_more"], false);
    assert_eq!(income("?limit=201", token).await.expect(200)["pagination"]["limit"], 200);
    for bad in ["?limit=0", "?before=yesterday"] {
        income(bad, token).await.expect_error(400, "invalid_request");
    }
    for stranger in [&sender.account.key, "another"] {
        income("", stranger).await.expect_error(401, "unauthorized");
    }
}

/// The operator changes the price while it is not known whether a payment was settled.
#[tokio::test]
async fn income_is_what_moved_though_the_price_has_risen_meanwhile() {
    let token = "a-token-of-the-operator";
    let state = tempfile::tempdir().unwrap();
    let settings = [&settings()[..], &[("ADMIN_TOKEN", token)]].concat();
    let server = Server::start_in(state.path(), &settings);
    let sender = Sender::at(&server).await;
    let payment = sender.payment();
    sender.payer.mood(Mood::HangsAfterSettling);
    let patience = tokio::time::timeout(Duration::from_secs(2), sender.send("paid", v1(&payment)));
    assert!(patience.await.is_err());
    let (account, payer) = (sender.account, sender.payer);
    server.kill();

    let dearer = [&settings[..], &[("X402_EMAIL_PRICE", "20000")]].concat();
    let server = Server::start_in(state.path(), &dearer);
    let sender = Sender { server: &server, account, payer };
    let later = chrono::Utc::now() + chrono::Duration::seconds(61);
    server.set_clock(later.to_rfc3339()).await;
    sender.send("paid", v1(&payment)).await.expect(201);
    let income = server.get("/admin/income").key(token).send().await.expect(200);
    assert_eq!((&income["total_usdc"], sender.payer.paid()), (&json!(10_000), vec![PRICE]));
}
