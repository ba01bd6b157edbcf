//! Domains of one's own, with a DNS that the test makes up.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, mpsc};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Answer, Mailbox, Post, Receiver, Reply, Server, eventually, letter, unique};

/// What the DNS says of a name: records as resolvers write them, or an answer that is none.
#[derive(Clone)]
pub enum Dns {
    Found(Vec<String>),
    Rcode(u16),
    Http(u16),
    Garbage,
    Late,
}

static DNS: LazyLock<Mutex<HashMap<String, Dns>>> = LazyLock::new(Mutex::default);

/// Where the resolver is. It outlives the tests' own runtimes.
pub static RESOLVER: LazyLock<String> = LazyLock::new(|| lasting(|| Receiver::answering(resolve)) + "/dns-query");

pub static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start(&[("DOH_URL", &RESOLVER)]));

/// The URL of a receiver that serves until the program ends.
pub fn lasting<F: Future<Output = Receiver>>(start: impl FnOnce() -> F + Send + 'static) -> String {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            tell.send(start().await.url("")).unwrap();
            std::future::pending::<()>().await;
        });
    });
    told.recv().unwrap()
}

/// Sets what a resolver answers: `set("TXT _dmarc.a.example", …)`.
pub fn set(question: &str, dns: Dns) {
    DNS.lock().unwrap().insert(question.to_owned(), dns);
}

pub fn found(records: &[&str]) -> Dns {
    Dns::Found(records.iter().map(|&record| record.to_owned()).collect())
}

fn resolve(post: &Post) -> Answer {
    assert_eq!((post.method.as_str(), post.header("accept")), ("GET", "application/dns-json"));
    let query = post.path.split_once('?').unwrap().1;
    let fields: HashMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let (name, kind) = (fields["name"], fields["type"]);
    let number = if kind == "MX" { 15 } else { 16 };
    let answer = |status: u16, answer: Value| {
        let question = json!([{ "name": name, "type": number }]);
        let mut body = json!({ "Status": status, "TC": false, "RD": true, "RA": true, "AD": false, "CD": false, "Question": question });
        if !answer.is_null() {
            body["Answer"] = answer;
        }
        Answer::status(200).header("content-type", "application/dns-json").body(&body.to_string())
    };
    match DNS.lock().unwrap().get(&format!("{kind} {name}")).cloned() {
        None => answer(3, Value::Null),
        Some(Dns::Found(records)) => {
            // An alias comes with what it leads to.
            let alias = json!({ "name": name, "type": 5, "TTL": 60, "data": "elsewhere.example." });
            let records = records.iter().map(|data| json!({ "name": name, "type": number, "TTL": 60, "data": data }));
            answer(0, std::iter::once(alias).chain(records).collect())
        }
        Some(Dns::Rcode(status)) => answer(status, Value::Null),
        Some(Dns::Http(status)) => Answer::status(status).body("{}"),
        Some(Dns::Late) => answer(3, Value::Null).after(Duration::from_secs(30)),
        Some(Dns::Garbage) => Answer::status(200).body("<html>"),
    }
}

pub fn a_domain() -> String {
    format!("{}.example", unique("own"))
}

pub async fn create(server: &Server, key: &str, domain: &str) -> Reply {
    server.post("/v1/stack").key(key).json(json!({ "domain": domain })).send().await
}

pub async fn verify(server: &Server, key: &str, stack: &Value) -> Reply {
    server.post(&format!("/v1/stack/{}/verify", stack["id"].as_str().unwrap())).key(key).send().await
}

pub fn record<'a>(stack: &'a Value, purpose: &str) -> &'a Value {
    stack["records"].as_array().unwrap().iter().find(|record| record["purpose"] == purpose).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Puts the proof of ownership into the DNS.
pub fn prove(stack: &Value) {
    let proof = record(stack, "ownership");
    set(&format!("TXT {}", text(&proof["name"])), found(&[text(&proof["value"])]));
}

/// A stack that is proved.
pub async fn verified(server: &Server, account: &Account) -> (Value, String) {
    let domain = a_domain();
    let stack = create(server, &account.key, &domain).await.expect(201);
    prove(&stack);
    (verify(server, &account.key, &stack).await.expect(200), domain)
}

pub async fn claim(server: &Server, key: &str, address: &str) -> Reply {
    server.post("/v1/email/claim").key(key).json(json!({ "address": address })).send().await
}

#[tokio::test]
async fn a_new_stack_tells_exactly_which_records_to_set() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain.to_uppercase()).await.expect(201);
    assert!(text(&stack["id"]).starts_with("stk_"));
    assert_eq!((&stack["domain"], &stack["status"]), (&json!(domain), &json!("provisioning")));
    assert_eq!((&stack["verified"], &stack["nameservers"]), (&json!(false), &json!([])));
    let records = stack["records"].as_array().unwrap();
    let shape: Vec<_> = records
        .iter()
        .map(|it| {
            (text(&it["purpose"]), text(&it["type"]), text(&it["name"]).replace(&domain, "@"), text(&it["value"]))
        })
        .collect();
    assert_eq!((shape[0].0, shape[0].1, shape[0].2.as_str()), ("ownership", "TXT", "_warren.@"));
    assert_eq!(shape[1], ("mx", "MX", "@".to_owned(), "route1.mx.cloudflare.net"));
    assert_eq!(shape[3], ("mx", "MX", "@".to_owned(), "route3.mx.cloudflare.net"));
    assert_eq!(records[3]["priority"], 30);
    assert_eq!(shape[4], ("spf", "TXT", "@".to_owned(), "v=spf1 include:_spf.mx.cloudflare.net ~all"));
    assert_eq!((shape[5].0, shape[5].2.as_str()), ("dkim", "cf2024-1._domainkey.@"));
    assert!(shape[5].3.starts_with("v=DKIM1; h=sha256; k=rsa; p=MIIBIj"));
    assert_eq!(shape[6], ("dmarc", "TXT", "_dmarc.@".to_owned(), "v=DMARC1; p=none"));
    assert!(records.iter().all(|it| it["status"] == "unchecked" && it["expected"] == it["value"]));
    assert_eq!(stack["next_steps"].as_array().unwrap().len(), 9, "{stack}");

    let path = format!("/v1/stack/{}", text(&stack["id"]));
    assert_eq!(SERVER.get(&path).key(&ada.key).send().await.expect(200), stack);
    assert_eq!(create(&SERVER, &ada.key, &format!(" {domain}. ")).await.expect(200), stack, "the same once more");
    let listed = SERVER.get("/v1/stack").key(&ada.key).send().await.expect(200);
    assert_eq!(listed, json!({ "stacks": [stack], "count": 1 }));
}

#[tokio::test]
async fn every_record_is_looked_up_and_told_apart() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    let nothing = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!((&nothing["verified"], &nothing["status"]), (&json!(false), &json!("provisioning")));
    assert!(nothing["records"].as_array().unwrap().iter().all(|it| it["status"] == "missing" && it["fix"].is_string()));
    assert!(nothing["checked_at"].is_string());

    prove(&stack);
    set(&format!("MX {domain}"), found(&["10 mx.other.example.", "20 route1.mx.cloudflare.net."]));
    set(&format!("TXT {domain}"), found(&["\"site=1\"", "\"v=spf1 include:other.example -all\""]));
    let partly = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!((&partly["verified"], &partly["status"]), (&json!(true), &json!("verified")), "{partly}");
    assert_eq!(record(&partly, "ownership")["status"], "ok");
    let mx = record(&partly, "mx");
    assert_eq!((&mx["status"], mx["found"].as_array().unwrap().len()), (&json!("wrong"), 2));
    assert!(text(&mx["fix"]).contains("mx.other.example"));
    let spf = record(&partly, "spf");
    assert_eq!((&spf["status"], &spf["found"]), (&json!("wrong"), &json!(["v=spf1 include:other.example -all"])));
    assert_eq!(record(&partly, "dkim")["status"], "missing");

    // As one resolver writes texts, in pieces, and as another does.
    let dkim = text(&record(&stack, "dkim")["value"]);
    let (head, tail) = dkim.split_at(255);
    let servers = [1, 2, 3].map(|n| format!("{n}0 Route{n}.mx.cloudflare.net."));
    set(&format!("MX {domain}"), Dns::Found(servers.to_vec()));
    set(&format!("TXT {domain}"), found(&["v=spf1 include:_spf.mx.cloudflare.net ~all"]));
    set(&format!("TXT cf2024-1._domainkey.{domain}"), Dns::Found(vec![format!("\"{head}\" \"{tail}\"")]));
    let all = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!(all["status"], "active", "{all}");
    assert_eq!(all["verified_at"], partly["verified_at"]);
    let dmarc = record(&all, "dmarc");
    assert_eq!((&dmarc["status"], &dmarc["required"]), (&json!("missing"), &json!(false)));

    // What was proved stays, and what is gone is told.
    set(&format!("TXT _warren.{domain}"), found(&[]));
    let later = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!((&later["verified"], &later["status"]), (&json!(true), &json!("verified")));
    assert_eq!(record(&later, "ownership")["status"], "missing");
}

#[tokio::test]
async fn addresses_are_claimed_at_a_proved_domain_and_mail_to_them_arrives() {
    let (ada, eve) = (SERVER.register(None).await, SERVER.register(None).await);
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    let address = format!("support@{domain}");
    claim(&SERVER, &ada.key, &address).await.expect_error(403, "domain_unverified");
    SERVER.deliver("x@mail.example", &address, letter(&[], "early")).await.expect(422);
    claim(&SERVER, &eve.key, &address).await.expect_error(400, "invalid_address");

    prove(&stack);
    verify(&SERVER, &ada.key, &stack).await.expect(200);
    let pod = SERVER.create_pod(&ada).await;
    // What is reserved at the deployment's own domain is not reserved here, but for what gets certificates.
    for key in [&pod.key, &ada.key] {
        for local in ["admin", "administrator", "hostmaster", "postmaster", "webmaster", "abuse", "security"] {
            claim(&SERVER, key, &format!("{local}@{domain}")).await.expect_error(403, "address_reserved");
        }
    }
    claim(&SERVER, &pod.key, &format!("Sales@{}", domain.to_uppercase())).await.expect(201);
    let claimed = claim(&SERVER, &ada.key, &address).await;
    assert_eq!(claimed.expect(201)["address"], address);
    assert_eq!(claim(&SERVER, &ada.key, &address).await.expect(201)["already_owned"], true);
    let desk = format!("desk@{domain}");
    claim(&SERVER, &pod.key, &format!("Desk@{}", domain.to_uppercase())).await.expect(201);
    claim(&SERVER, &ada.key, &desk).await.expect_error(409, "address_taken");
    for address in [&desk, &format!("other@{domain}")] {
        claim(&SERVER, &eve.key, address).await.expect_error(403, "domain_not_yours");
        let inbox = format!("/v1/email/inbox?address={address}");
        let refused = SERVER.get(&inbox).key(&eve.key).send().await;
        assert_eq!(refused.status, 403, "{refused}");
    }
    claim(&SERVER, &ada.key, &format!("a@sub.{domain}")).await.expect_error(400, "invalid_address");

    let desk = Mailbox { server: &SERVER, key: pod.key.clone(), address: desk };
    desk.receive(letter(&[("Subject", "hello")], "in")).await;
    desk.receive_by_event(letter(&[("Subject", "again")], "in")).await;
    assert_eq!(desk.list("").await.len(), 2);
    let tagged = SERVER.deliver("x@mail.example", &format!("desk+shop@{domain}"), letter(&[], "tagged")).await;
    tagged.expect(200);
    SERVER.deliver("x@mail.example", &format!("nobody@{domain}"), letter(&[], "no")).await.expect(422);

    let mail = json!({ "from": desk.address, "to": "x@mail.example", "subject": "s", "text": "t" });
    let sent = SERVER.post("/v1/email/send").key(&pod.key).json(&mail).send().await.expect(201);
    assert_eq!((&sent["from"], &sent["status"]), (&json!(desk.address), &json!("sent")));
    for key in [&ada.key, &eve.key] {
        SERVER.post("/v1/email/send").key(key).json(&mail).send().await.expect_error(403, "invalid_sender");
    }
}

#[tokio::test]
async fn a_claim_without_proof_keeps_nobody_out_and_the_first_proof_wins() {
    let (thief, owner) = (SERVER.register(None).await, SERVER.register(None).await);
    let domain = a_domain();
    let squatted = create(&SERVER, &thief.key, &domain).await.expect(201);
    let own = create(&SERVER, &owner.key, &domain).await.expect(201);
    assert_ne!(record(&squatted, "ownership")["value"], record(&own, "ownership")["value"]);
    prove(&own);
    let unproved = verify(&SERVER, &thief.key, &squatted).await.expect(200);
    assert_eq!((&unproved["verified"], &record(&unproved, "ownership")["status"]), (&json!(false), &json!("wrong")));
    assert_eq!(verify(&SERVER, &owner.key, &own).await.expect(200)["verified"], true);
    prove(&squatted);
    let taken = verify(&SERVER, &thief.key, &squatted).await.expect_error(409, "domain_taken");
    assert!(taken["transfers_at"].is_string(), "{taken}");
    // Whoever has the domain next can begin before it is given up.
    let late = SERVER.register(None).await;
    create(&SERVER, &late.key, &domain).await.expect(201);
    // A stranger's id is no id.
    verify(&SERVER, &late.key, &own).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn of_many_who_prove_at_once_one_gets_the_domain() {
    let domain = a_domain();
    let accounts = join_all((0..6).map(|_| SERVER.register(None))).await;
    let stacks = join_all(accounts.iter().map(|account| create(&SERVER, &account.key, &domain))).await;
    let stacks: Vec<_> = stacks.iter().map(|reply| reply.expect(201)).collect();
    let proofs: Vec<_> = stacks.iter().map(|stack| text(&record(stack, "ownership")["value"])).collect();
    set(&format!("TXT _warren.{domain}"), found(&proofs));
    // Each twice.
    let both = accounts.iter().zip(&stacks).chain(accounts.iter().zip(&stacks));
    let replies = join_all(both.map(|(account, stack)| verify(&SERVER, &account.key, stack))).await;
    let mut owners: Vec<_> =
        replies.iter().filter(|reply| reply.status == 200).map(|reply| reply.json()["id"].clone()).collect();
    assert_eq!(owners.len(), 2, "{replies:?}");
    owners.dedup();
    assert_eq!(owners.len(), 1);
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.json()["error"] == "domain_taken"), "{replies:?}");
}

#[tokio::test]
async fn a_resolver_that_fails_changes_nothing() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    prove(&stack);
    let path = format!("/v1/stack/{}", text(&stack["id"]));
    for failure in [Dns::Http(500), Dns::Http(302), Dns::Rcode(2), Dns::Rcode(5), Dns::Garbage, Dns::Late] {
        set(&format!("MX {domain}"), failure);
        let failed = verify(&SERVER, &ada.key, &stack).await.expect_error(502, "dns_failed");
        assert!(text(&failed["message"]).contains(&domain), "{failed}");
        assert_eq!(SERVER.get(&path).key(&ada.key).send().await.expect(200), stack);
    }
    set(&format!("MX {domain}"), found(&[]));
    assert_eq!(verify(&SERVER, &ada.key, &stack).await.expect(200)["verified"], true);
}

#[tokio::test]
async fn domains_that_are_nobodys_own_are_refused() {
    let ada = SERVER.register(None).await;
    for domain in [
        "",
        "com",
        "co.uk",
        "localhost",
        "warren.example",
        "Sub.Warren.Example.",
        "127.0.0.1",
        "[::1]",
        "a@b.example",
        "https://a.example/",
        "a b.example",
        "*.example.com",
        "💥",
        "a..b",
    ] {
        let refused = create(&SERVER, &ada.key, domain).await.expect_error(400, "invalid_domain");
        assert!(refused["fix"].is_string(), "{domain}");
    }
    let post = |body: Value| SERVER.post("/v1/stack").key(&ada.key).json(body).send();
    post(json!({})).await.expect_error(400, "missing_fields");
    post(json!({ "domain": 7 })).await.expect_error(400, "invalid_body");
    let name = unique("mün");
    let made = create(&SERVER, &ada.key, &format!("{name}.EXAMPLE")).await.expect(201);
    assert!(text(&made["domain"]).starts_with("xn--"));
    assert_eq!(create(&SERVER, &ada.key, text(&made["domain"])).await.expect(200)["id"], made["id"]);
    prove(&made);
    verify(&SERVER, &ada.key, &made).await.expect(200);
    let claimed = claim(&SERVER, &ada.key, &format!("ada@{name}.example")).await.expect(201);
    assert_eq!(claimed["address"], format!("ada@{}", text(&made["domain"])));
}

#[tokio::test]
async fn a_tier_limits_domains_also_when_many_are_begun_at_once() {
    let server = Server::start(&[("DEFAULT_TIER", "free"), ("TIER_LIMITS", r#"{"free":{"requests_per_day":1000}}"#)]);
    let ada = server.register(None).await;
    let domains: Vec<_> = (0..5).map(|_| a_domain()).collect();
    let replies = join_all(domains.iter().map(|domain| create(&server, &ada.key, domain))).await;
    let (made, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
    assert_eq!(made.len(), 1, "{replies:?}");
    refused.iter().for_each(|reply| drop(reply.expect_error(402, "upgrade_required")));
    // What is given up makes room.
    let path = format!("/v1/stack/{}", text(&made[0].json()["id"]));
    assert_eq!(server.delete(&path).key(&ada.key).send().await.expect(200)["deleted"], true);
    server.delete(&path).key(&ada.key).send().await.expect_error(404, "not_found");
    create(&server, &ada.key, &domains[0]).await.expect(201);
    let pod = server.create_pod(&ada).await;
    create(&server, &pod.key, &a_domain()).await.expect_error(403, "pod_auth_forbidden");
}

#[tokio::test]
async fn a_domain_is_given_up_with_its_addresses_or_not_at_all() {
    let ada = SERVER.register(None).await;
    let (stack, domain) = verified(&SERVER, &ada).await;
    let pod = SERVER.create_pod(&ada).await;
    let address = format!("desk@{domain}");
    claim(&SERVER, &pod.key, &address).await.expect(201);
    let desk = Mailbox { server: &SERVER, key: pod.key.clone(), address: address.clone() };
    desk.receive(letter(&[], "kept")).await;
    let addresses = async || SERVER.get("/v1/email/addresses").key(&pod.key).send().await.expect(200)["count"].clone();
    assert_eq!(addresses().await, 1);
    let send = async |body: Value| {
        let mut mail = json!({ "from": address, "to": "x@mail.example", "subject": "s", "text": "t" });
        mail.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        SERVER.post("/v1/email/send").key(&pod.key).json(mail).send().await
    };
    let later: chrono::DateTime<chrono::Utc> = (std::time::SystemTime::now() + Duration::from_secs(2)).into();
    let scheduled = send(json!({ "send_at": later })).await.expect(201);

    let path = format!("/v1/stack/{}", text(&stack["id"]));
    let refused = SERVER.delete(&path).key(&ada.key).send().await.expect_error(409, "domain_in_use");
    assert_eq!(refused["addresses"], 1);
    desk.receive(letter(&[], "still there")).await;
    let released = SERVER.delete(&format!("{path}?release_addresses=true")).key(&ada.key).send().await.expect(200);
    assert_eq!((&released["released_addresses"], &released["domain"]), (&json!(1), &json!(domain)));

    assert_eq!(addresses().await, 0);
    send(json!({})).await.expect_error(403, "invalid_sender");
    claim(&SERVER, &pod.key, &address).await.expect_error(400, "invalid_address");
    assert_eq!(desk.list("").await.len(), 2, "what has arrived stays");
    let outgoing = format!("/v1/email/outbox/{}", text(&scheduled["id"]));
    let find = async || {
        let now = SERVER.get(&outgoing).key(&pod.key).send().await.expect(200);
        (now["status"] != "scheduled").then_some(now)
    };
    let failed = eventually("its time", find).await;
    assert_eq!(failed["status"], "failed", "nothing goes out in a name that was given up: {failed}");

    // The next owner gets the address, its mail, and none of the old.
    let bob = SERVER.register(None).await;
    let next = create(&SERVER, &bob.key, &domain).await.expect(201);
    prove(&next);
    assert_eq!(verify(&SERVER, &bob.key, &next).await.expect(200)["verified"], true);
    claim(&SERVER, &bob.key, &address).await.expect(201);
    let inbox = Mailbox { server: &SERVER, key: bob.key.clone(), address };
    assert!(inbox.list("").await.is_empty());
}
