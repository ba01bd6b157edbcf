//! Zones for domains of one's own, at a Cloudflare that the test makes up.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::stack::{RESOLVER, a_domain, create, lasting, prove, record, verify};
use crate::support::{Answer, Post, Receiver, Server};

const TOKEN: &str = "cf-token-that-nobody-may-see";
const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// A zone as the fake keeps it, under its domain.
#[derive(Clone, Default)]
struct Zone {
    routing: bool,
    catch_all: Value,
    records: Vec<Value>,
}

#[derive(Default)]
struct Cloudflare {
    zones: BTreeMap<String, Zone>,
    /// Every call that is about a domain, without its zone's id.
    calls: Vec<(String, String)>,
    /// What is answered instead, by domain and call.
    failures: HashMap<(String, String), (u16, String)>,
}

static CLOUDFLARE: LazyLock<Mutex<Cloudflare>> = LazyLock::new(Mutex::default);

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let url = lasting(|| Receiver::answering(answer)) + "/client/v4/";
    let settings = [
        ("DOH_URL", RESOLVER.as_str()),
        ("CLOUDFLARE_API_URL", &url),
        ("CLOUDFLARE_API_TOKEN", TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ("WORKER_NAME", "warren-test"),
    ];
    Server::start(&settings)
});

fn reply(status: u16, errors: Value, result: Value) -> Answer {
    let body = json!({ "success": status == 200, "errors": errors, "messages": [], "result": result });
    Answer::status(status).header("content-type", "application/json").body(&body.to_string())
}

fn shown(domain: &str) -> Value {
    json!({
        "id": format!("zone-{domain}"), "name": domain, "status": "pending", "paused": false, "type": "full",
        "name_servers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"], "original_name_servers": null,
        "account": { "id": ACCOUNT, "name": "test" },
    })
}

/// The API in the shapes of its documentation.
fn answer(post: &Post) -> Answer {
    if post.header("authorization") != format!("Bearer {TOKEN}") {
        return reply(403, json!([{ "code": 10000, "message": "Authentication error" }]), Value::Null);
    }
    let path = post.path.strip_prefix("/client/v4").unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: HashMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let body: Value = serde_json::from_str(&post.body).unwrap_or_default();
    let (domain, rest) = match path.strip_prefix("/zones/zone-").and_then(|rest| rest.split_once('/')) {
        Some((domain, rest)) => (domain.to_owned(), format!("/{rest}")),
        None => {
            let named = query.get("name").map(|&name| json!(name)).unwrap_or_else(|| body["name"].clone());
            (named.as_str().unwrap().to_owned(), path.to_owned())
        }
    };
    let mut cloudflare = CLOUDFLARE.lock().unwrap();
    let call = format!("{} {rest}", post.method);
    cloudflare.calls.push((domain.clone(), call.clone()));
    if let Some((status, body)) = cloudflare.failures.get(&(domain.clone(), call.clone())) {
        return Answer::status(*status).body(body);
    }
    if call == "GET /zones" {
        assert_eq!(query["account.id"], ACCOUNT);
        let known = cloudflare.zones.contains_key(&domain);
        return reply(200, json!([]), if known { json!([shown(&domain)]) } else { json!([]) });
    }
    if call == "POST /zones" {
        assert_eq!(body, json!({ "name": domain, "account": { "id": ACCOUNT }, "type": "full" }));
        if cloudflare.zones.contains_key(&domain) {
            let exists = json!([{ "code": 1061, "message": format!("{domain} already exists") }]);
            return reply(400, exists, Value::Null);
        }
        cloudflare.zones.insert(domain.clone(), Zone::default());
        return reply(200, json!([]), shown(&domain));
    }
    let Some(zone) = cloudflare.zones.get_mut(&domain) else {
        return reply(404, json!([{ "code": 7003, "message": "Could not route" }]), Value::Null);
    };
    let settings = |zone: &Zone| json!({ "id": "s", "enabled": zone.routing, "name": domain, "status": "ready" });
    match call.as_str() {
        "GET /email/routing" => reply(200, json!([]), settings(zone)),
        "POST /email/routing/dns" => {
            zone.routing = true;
            reply(200, json!([]), settings(zone))
        }
        "PUT /email/routing/rules/catch_all" => {
            zone.catch_all = body.clone();
            reply(200, json!([]), body)
        }
        "GET /dns_records" => {
            let named =
                zone.records.iter().filter(|record| record["name"] == query["name"] && record["type"] == query["type"]);
            reply(200, json!([]), named.cloned().collect())
        }
        "POST /dns_records" if zone.records.contains(&body) => {
            reply(400, json!([{ "code": 81058, "message": "An identical record already exists." }]), Value::Null)
        }
        "POST /dns_records" => {
            zone.records.push(body.clone());
            reply(200, json!([]), body)
        }
        _ => panic!("no such call: {call}"),
    }
}

fn calls(domain: &str) -> Vec<String> {
    let cloudflare = CLOUDFLARE.lock().unwrap();
    cloudflare.calls.iter().filter(|(about, _)| about == domain).map(|(_, call)| call.clone()).collect()
}

fn zone(domain: &str) -> Zone {
    CLOUDFLARE.lock().unwrap().zones[domain].clone()
}

fn fail(domain: &str, call: &str, with: Option<(u16, String)>) {
    let (mut cloudflare, call) = (CLOUDFLARE.lock().unwrap(), (domain.to_owned(), call.to_owned()));
    match with {
        Some(with) => drop(cloudflare.failures.insert(call, with)),
        None => drop(cloudflare.failures.remove(&call)),
    }
}

#[tokio::test]
async fn a_proved_domain_gets_its_zone_and_its_mail_comes_here() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert!(calls(&domain).is_empty(), "nothing is done for a domain that is not proved");

    prove(&stack);
    let verified = verify(&SERVER, &ada.key, &stack).await.expect(200);
    let nameservers = json!(["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]);
    assert_eq!((&verified["verified"], &verified["nameservers"]), (&json!(true), &nameservers));
    assert!(verified["next_steps"][0].as_str().unwrap().contains("ada.ns.cloudflare.com"));
    let made = zone(&domain);
    assert!(made.routing);
    assert_eq!(made.catch_all["actions"], json!([{ "type": "worker", "value": ["warren-test"] }]));
    assert_eq!((&made.catch_all["matchers"], &made.catch_all["enabled"]), (&json!([{ "type": "all" }]), &json!(true)));
    let names: Vec<_> = made.records.iter().map(|record| record["name"].clone()).collect();
    assert_eq!(names, [json!(format!("_warren.{domain}")), json!(format!("_dmarc.{domain}"))]);
    let proof = record(&stack, "ownership")["value"].as_str().unwrap();
    assert_eq!(made.records[0]["content"], format!("\"{proof}\""));

    let before = calls(&domain).len();
    let again = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!(again["nameservers"], nameservers);
    assert_eq!(calls(&domain)[before..], ["GET /zones"], "what is done is not done again");
    let shown = SERVER.get("/v1/stack").key(&ada.key).send().await.expect(200);
    assert_eq!(shown["stacks"][0]["nameservers"], nameservers);
}

#[tokio::test]
async fn a_zone_that_is_there_is_used_as_it_is() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let policy = json!({ "type": "TXT", "name": format!("_dmarc.{domain}"), "content": "\"v=DMARC1; p=reject\"" });
    let old = Zone { routing: true, catch_all: Value::Null, records: vec![policy.clone()] };
    CLOUDFLARE.lock().unwrap().zones.insert(domain.clone(), old);
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    prove(&stack);
    let verified = verify(&SERVER, &ada.key, &stack).await.expect(200);
    assert_eq!(verified["nameservers"].as_array().unwrap().len(), 2);
    assert!(!calls(&domain).iter().any(|call| call == "POST /zones" || call == "POST /email/routing/dns"));
    let used = zone(&domain);
    assert_eq!((used.records.len(), &used.records[0]), (2, &policy), "the owner's policy is left alone");
    assert_eq!(used.catch_all["actions"][0]["type"], "worker");
}

#[tokio::test]
async fn a_zone_that_was_half_made_is_finished_by_the_next_call() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    prove(&stack);
    let refusal = |message: &str| {
        let errors = json!([{ "code": 1105, "message": message }]);
        (400, json!({ "success": false, "errors": errors, "messages": [], "result": null }).to_string())
    };
    let steps = [
        ("GET /zones", (502, "<html>".to_owned())),
        ("POST /zones", refusal(&format!("not with {TOKEN}"))),
        ("POST /email/routing/dns", refusal("There are conflicting MX records")),
        ("PUT /email/routing/rules/catch_all", refusal("no such worker")),
        ("POST /dns_records", refusal("too many records")),
    ];
    for (step, (call, failure)) in steps.into_iter().enumerate() {
        fail(&domain, call, Some(failure.clone()));
        let failed = verify(&SERVER, &ada.key, &stack).await.expect_error(502, "provider_failed");
        assert!(!failed.to_string().contains(TOKEN), "{failed}");
        if let Ok(told) = serde_json::from_str::<Value>(&failure.1).map(|said| said["errors"][0]["message"].clone()) {
            let told = told.as_str().unwrap().replace(TOKEN, "[token]");
            assert!(failed["message"].as_str().unwrap().contains(&told), "{failed}");
        }
        assert_eq!(failed["nameservers"].is_array(), step >= 2, "{failed}");
        let path = format!("/v1/stack/{}", stack["id"].as_str().unwrap());
        let now = SERVER.get(&path).key(&ada.key).send().await.expect(200);
        assert_eq!((&now["verified"], now["nameservers"] == json!([])), (&json!(true), step < 2), "{call}");
        fail(&domain, call, None);
    }
    verify(&SERVER, &ada.key, &stack).await.expect(200);
    let made = calls(&domain);
    let count = |call: &str| made.iter().filter(|it| *it == call).count();
    assert_eq!((count("POST /zones"), count("POST /email/routing/dns")), (2, 2), "once refused, once done: {made:?}");
    assert_eq!(zone(&domain).records.len(), 2);
    assert!(!SERVER.log().contains(TOKEN));
}

#[tokio::test]
async fn two_calls_at_once_make_one_zone() {
    let ada = SERVER.register(None).await;
    let domain = a_domain();
    let stack = create(&SERVER, &ada.key, &domain).await.expect(201);
    prove(&stack);
    for reply in join_all((0..4).map(|_| verify(&SERVER, &ada.key, &stack))).await {
        assert_eq!(reply.expect(200)["nameservers"].as_array().unwrap().len(), 2);
    }
    let made = zone(&domain);
    assert!(made.routing && made.records.len() == 2);
}
