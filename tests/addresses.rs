use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Server, encoded, letter, unique};

/// X25519 public key of the private key 77 07 6d 0a … in RFC 7748, section 6.1.
const PUBLIC_KEY: &str = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo";

fn at_warren(local: &str) -> String {
    format!("{local}@warren.example")
}

async fn claim(server: &Server, key: &str, address: &str) -> Reply {
    server.post("/v1/email/claim").key(key).json(json!({ "address": address })).send().await
}

async fn addresses(server: &Server, key: &str) -> Value {
    server.get("/v1/email/addresses").key(key).send().await.expect(200)
}

async fn named_pod(server: &Server, account: &Account, name: &str) -> PodKey {
    let body = server.post("/v1/pods").key(&account.key).json(json!({ "name": name })).send().await.expect(201);
    PodKey { id: body["id"].as_str().unwrap().to_owned(), key: body["api_key"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_claimed_address_is_yours_and_claiming_it_again_changes_nothing() {
    let server = Server::shared();
    let account = server.register(None).await;
    let address = at_warren(&unique("ada"));

    let first = claim(server, &account.key, &address).await.expect(201);
    let expected = json!({
        "address": address,
        "claimed": true,
        "already_owned": false,
        "account_id": account.account_id,
        "e2e_enabled": false,
    });
    assert_eq!(first, expected);
    let again = claim(server, &account.key, &address).await.expect(201);
    assert_eq!(again["already_owned"], true);
    assert_eq!(again["address"], address);
    assert_eq!(addresses(server, &account.key).await["count"], 2);
}

#[tokio::test]
async fn an_address_in_any_case_is_one_address() {
    let server = Server::shared();
    let account = server.register(None).await;
    let address = at_warren(&unique("ada"));

    let shouted = claim(server, &account.key, &address.to_uppercase()).await.expect(201);
    assert_eq!(shouted["address"], address);
    let again = claim(server, &account.key, &format!("  {address} ")).await.expect(201);
    assert_eq!(again["already_owned"], true);
    let stranger = server.register(None).await;
    claim(server, &stranger.key, &address.to_uppercase()).await.expect_error(409, "address_taken");
}

#[tokio::test]
async fn a_pod_claims_addresses_of_its_own() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    assert_eq!(addresses(server, &pod.key).await, json!({ "addresses": [], "count": 0 }));

    let address = at_warren(&unique("pod"));
    let claimed = claim(server, &pod.key, &address).await.expect(201);
    assert_eq!(claimed["account_id"], account.account_id);
    assert_eq!(addresses(server, &pod.key).await, json!({ "addresses": [address], "count": 1 }));
    assert_eq!(addresses(server, &account.key).await, json!({ "addresses": [account.address], "count": 1 }));
}

#[tokio::test]
async fn an_address_is_claimed_with_a_key_and_gets_one_later() {
    let server = Server::shared();
    let account = server.register(None).await;
    let with_key = json!({ "address": at_warren(&unique("sealed")), "public_key": PUBLIC_KEY });
    for already_owned in [false, true] {
        let claimed = server.post("/v1/email/claim").key(&account.key).json(&with_key).send().await.expect(201);
        assert_eq!((&claimed["e2e_enabled"], &claimed["already_owned"]), (&json!(true), &json!(already_owned)));
    }
    let without = claim(server, &account.key, with_key["address"].as_str().unwrap()).await.expect(201);
    assert_eq!(without["e2e_enabled"], true, "a claim without a key does not take the key away");

    let open = claim(server, &account.key, &account.address).await.expect(201);
    assert_eq!(open["e2e_enabled"], false);
    let later = json!({ "address": account.address, "public_key": PUBLIC_KEY });
    let later = server.post("/v1/email/claim").key(&account.key).json(later).send().await.expect(201);
    assert_eq!((&later["e2e_enabled"], &later["already_owned"]), (&json!(true), &json!(true)));

    let local = unique("sealed");
    let body = json!({ "local_part": local, "public_key": PUBLIC_KEY });
    let claimed = server.post("/v1/emails").key(&account.key).json(body).send().await.expect(201);
    assert_eq!((&claimed["e2e_enabled"], &claimed["address"]), (&json!(true), &json!(at_warren(&local))));
}

#[tokio::test]
async fn a_bad_public_key_is_refused_and_the_address_stays_free() {
    let server = Server::shared();
    let account = server.register(None).await;
    let address = at_warren(&unique("sealed"));
    // Not 32 bytes, not base64, and two points of low order, whose shared secret everybody knows.
    let one = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for key in ["", "abc", &PUBLIC_KEY[..42], "%%%%", &"A".repeat(43), one, "-----BEGIN PUBLIC KEY-----"] {
        let body = json!({ "address": address, "public_key": key });
        let reply = server.post("/v1/email/claim").key(&account.key).json(body).send().await;
        reply.expect_error(400, "invalid_public_key");
    }
    let stranger = server.register(None).await;
    assert_eq!(claim(server, &stranger.key, &address).await.expect(201)["already_owned"], false);
}

#[tokio::test]
async fn what_cannot_be_claimed_is_refused_with_its_reason() {
    let server = Server::shared();
    let account = server.register(None).await;
    let bodies = [
        ("missing_address", json!({})),
        ("missing_address", json!({ "address": null })),
        ("invalid_body", json!({ "address": 5 })),
        ("invalid_body", json!([])),
    ];
    for (code, body) in bodies {
        server.post("/v1/email/claim").key(&account.key).json(body).send().await.expect_error(400, code);
    }

    let name = unique("name");
    let long = format!("{}{name}", "x".repeat(65 - name.len()));
    let locals = ["", ".", ".a", "a.", "a..b", "a b", "a\tb", "\"a\"", "a@b", "ä", "a'b", "a%b", "a/b", &long];
    let mut bad: Vec<String> = locals.iter().map(|local| at_warren(local)).collect();
    bad.push(at_warren(&format!("{name}+tag")));
    for domain in ["elsewhere.example", "sub.warren.example", "warren.example.", "warren.examples", "example", ""] {
        bad.push(format!("{name}@{domain}"));
    }
    bad.extend([name.clone(), format!("{name}@warren.example\nx"), format!("<{name}@warren.example>")]);
    for address in bad {
        claim(server, &account.key, &address).await.expect_error(400, "invalid_address");
    }
    claim(server, &account.key, &at_warren(&long[1..])).await.expect(201);
    assert_eq!(addresses(server, &account.key).await["count"], 2);
}

#[tokio::test]
async fn addresses_of_the_operator_are_reserved_at_every_door() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let key = &pod.key;
    for local in [
        "postmaster",
        "abuse",
        "admin",
        "support",
        "security",
        "noreply",
        "no-reply",
        "PostMaster",
        "warren",
        "help",
        "accounts",
        "sysadmin",
        "ssladmin",
        "ssladministrator",
        "billing",
        "mailer-daemon",
        "autodiscover",
        "ssl-admin",
        "no.reply",
        "trust-and-safety",
        "mta-sts",
        "it",
        "is",
        "mis",
        "root",
        "www",
        "agentlair",
    ] {
        claim(server, key, &at_warren(local)).await.expect_error(403, "address_reserved");
    }
    let local_part = server.post("/v1/emails").key(key).json(json!({ "local_part": "abuse" })).send().await;
    local_part.expect_error(403, "address_reserved");
    let name = server.post("/v1/inbox").key(key).json(json!({ "name": "abuse" })).send().await;
    name.expect_error(403, "address_reserved");
    let query = server.get("/v1/email/inbox?address=abuse@warren.example").key(key).send().await;
    query.expect_error(403, "address_reserved");
    let path = server.get("/v1/inbox/abuse@warren.example").key(key).send().await;
    path.expect_error(403, "address_reserved");
    assert_eq!(addresses(server, key).await["count"], 0);
}

#[tokio::test]
async fn an_account_and_its_pods_have_no_more_addresses_than_their_tier_allows() {
    let limits = r#"{"paid":{"addresses":3,"requests_per_day":10000000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let account = server.post("/v1/auth/keys").json(json!({})).send().await.expect(201);
    let key = account["api_key"].as_str().unwrap();
    let account = Account { key: key.to_owned(), account_id: String::new(), address: String::new() };
    let (one, two) = (server.create_pod(&account).await, server.create_pod(&account).await);
    assert_eq!(addresses(&server, key).await["count"], 0);

    let keys = [key, &one.key, &two.key];
    let claims = (0..10).map(|number| {
        let server = &server;
        async move { claim(server, keys[number % 3], &at_warren(&format!("race-{number}"))).await }
    });
    let replies = join_all(claims).await;
    let (claimed, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(claimed.len(), 3);
    refused.iter().for_each(|reply| drop(reply.expect_error(403, "address_limit")));
    let mut total = 0;
    for key in keys {
        total += addresses(&server, key).await["count"].as_u64().unwrap();
    }
    assert_eq!(total, 3);

    for key in keys {
        let local_part = server.post("/v1/emails").key(key).json(json!({ "local_part": "more" })).send().await;
        local_part.expect_error(403, "address_limit");
        server.post("/v1/inbox").key(key).send().await.expect_error(403, "address_limit");
        let query = server.get("/v1/email/inbox?address=more@warren.example").key(key).send().await;
        query.expect_error(403, "address_limit");
        server.get("/v1/inbox/more@warren.example").key(key).send().await.expect_error(403, "address_limit");
    }
    for (number, reply) in claimed.iter().enumerate() {
        let address = reply.json()["address"].as_str().unwrap().to_owned();
        let again = join_all(keys.map(|key| claim(&server, key, &address))).await;
        let mut statuses = again.iter().map(|reply| reply.status).collect::<Vec<_>>();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409], "claim {number}, again by its owner and by two others");
    }
    let other = server.register(Some("other")).await;
    claim(&server, &other.key, &at_warren("more")).await.expect(201);
}

#[tokio::test]
async fn an_address_belongs_to_one_pod_even_among_siblings() {
    let server = Server::shared();
    let account = server.register(None).await;
    let (pod, sibling) = (server.create_pod(&account).await, server.create_pod(&account).await);
    let stranger = server.register(None).await;
    let address = at_warren(&unique("mine"));
    claim(server, &pod.key, &address).await.expect(201);

    let local = address.split('@').next().unwrap();
    for key in [&account.key, &sibling.key, &stranger.key] {
        claim(server, key, &address).await.expect_error(409, "address_taken");
        let emails = server.post("/v1/emails").key(key).json(json!({ "local_part": local })).send().await;
        emails.expect_error(409, "address_taken");
        let inbox = server.post("/v1/inbox").key(key).json(json!({ "name": local })).send().await;
        inbox.expect_error(409, "address_taken");
        let query = server.get(&format!("/v1/email/inbox?address={address}")).key(key).send().await;
        query.expect_error(403, "address_not_yours");
        let path = server.get(&format!("/v1/inbox/{address}")).key(key).send().await;
        path.expect_error(403, "address_not_yours");
        let wait = server.get(&format!("/v1/email/wait?address={address}&timeout=0")).key(key).send().await;
        wait.expect_error(403, "address_not_yours");
        let message = server.get(&format!("/v1/email/messages/x?address={address}")).key(key).send().await;
        message.expect_error(403, "address_not_yours");
    }
}

#[tokio::test]
async fn of_twenty_accounts_that_claim_an_address_at_once_one_gets_it() {
    let server = Server::shared();
    let accounts = join_all((0..20).map(|_| server.register(None))).await;
    let address = at_warren(&unique("wanted"));

    let replies = join_all(accounts.iter().map(|account| claim(server, &account.key, &address))).await;
    let (mut owner, mut losers) = (Vec::new(), Vec::new());
    for (account, reply) in accounts.iter().zip(&replies) {
        if reply.status == 201 {
            assert_eq!(reply.json()["already_owned"], false);
            owner.push(account);
        } else {
            reply.expect_error(409, "address_taken");
            losers.push(account);
        }
    }
    assert_eq!((owner.len(), losers.len()), (1, 19));

    server.deliver("a@sender.example", &address, letter(&[], "for the winner")).await.expect(200);
    let inbox = |key| server.get(&format!("/v1/email/inbox?address={address}")).key(key).send();
    assert_eq!(inbox(&owner[0].key).await.expect(200)["count"], 1);
    for loser in losers {
        inbox(&loser.key).await.expect_error(403, "address_not_yours");
        assert_eq!(addresses(server, &loser.key).await["addresses"], json!([loser.address]));
    }
}

#[tokio::test]
async fn of_twenty_claims_by_one_pod_at_once_one_is_new() {
    let server = Server::shared();
    let account = server.register(None).await;
    let address = at_warren(&unique("mine"));
    let replies = join_all((0..20).map(|_| claim(server, &account.key, &address))).await;
    let new = replies.iter().filter(|reply| reply.expect(201)["already_owned"] == false).count();
    assert_eq!(new, 1);
    assert_eq!(addresses(server, &account.key).await["count"], 2);
}

#[tokio::test]
async fn an_address_is_claimed_by_its_local_part() {
    let server = Server::shared();
    let account = server.register(None).await;
    let local = unique("local");
    let post = |body: Value| server.post("/v1/emails").key(&account.key).json(body).send();

    let expected = json!({
        "address": at_warren(&local),
        "claimed": true,
        "already_owned": false,
        "account_id": account.account_id,
        "e2e_enabled": false,
    });
    assert_eq!(post(json!({ "local_part": local })).await.expect(201), expected);
    assert_eq!(post(json!({ "local_part": local.to_uppercase() })).await.expect(201)["already_owned"], true);

    post(json!({})).await.expect_error(400, "missing_address");
    for bad in ["", "a b", "a+b", "a@b", &format!("{local}@elsewhere.example"), "ä", &"x".repeat(65)] {
        post(json!({ "local_part": bad })).await.expect_error(400, "invalid_address");
    }
    post(json!({ "address": at_warren(&local) })).await.expect_error(400, "missing_address");
}

#[tokio::test]
async fn a_pod_has_a_domain_of_its_own_where_pods_have_subdomains() {
    let server = Server::start(&[("POD_SUBDOMAINS", "true")]);
    let account = server.register(Some("owner")).await;
    let (acme, other) = (named_pod(&server, &account, "acme-corp").await, named_pod(&server, &account, "other").await);
    let support = json!({ "local_part": "support" });

    let claimed = server.post("/v1/emails").key(&acme.key).json(&support).send().await.expect(201);
    assert_eq!(claimed["address"], "support@acme-corp.warren.example");
    let claimed = server.post("/v1/emails").key(&other.key).json(&support).send().await.expect(201);
    assert_eq!(claimed["address"], "support@other.warren.example");
    server.post("/v1/emails").key(&account.key).json(&support).send().await.expect_error(403, "address_reserved");
    for everywhere in ["admin", "administrator", "hostmaster", "postmaster", "webmaster", "abuse", "security"] {
        let claim = json!({ "local_part": everywhere });
        let refused = server.post("/v1/emails").key(&acme.key).json(claim).send().await;
        refused.expect_error(403, "address_reserved");
    }
    let own = server.post("/v1/emails").key(&account.key).json(json!({ "local_part": "me" })).send().await;
    assert_eq!(own.expect(201)["address"], "me@warren.example");

    for foreign in ["x@warren.example", "x@other.warren.example", "x@a.acme-corp.warren.example"] {
        claim(&server, &acme.key, foreign).await.expect_error(400, "invalid_address");
    }
    claim(&server, &account.key, "x@acme-corp.warren.example").await.expect_error(400, "invalid_address");
    assert_eq!(claim(&server, &acme.key, "Sales@Acme-Corp.warren.example").await.expect(201)["already_owned"], false);
    let named = server.post("/v1/inbox").key(&acme.key).json(json!({ "name": "desk" })).send().await.expect(201);
    assert_eq!(named["address"], "desk@acme-corp.warren.example");
    let made_up = server.post("/v1/inbox").key(&acme.key).send().await.expect(201);
    assert!(made_up["address"].as_str().unwrap().ends_with("@acme-corp.warren.example"), "{made_up}");

    let to = "Support+ticket-5@acme-corp.warren.example";
    server.deliver("a@sender.example", to, letter(&[], "for acme")).await.expect(200);
    let inbox = |key| server.get("/v1/inbox/support@acme-corp.warren.example").key(key).send();
    assert_eq!(inbox(&acme.key).await.expect(200)["messages"][0]["to"], "support+ticket-5@acme-corp.warren.example");
    for key in [&other.key, &account.key] {
        inbox(key).await.expect_error(403, "address_not_yours");
    }
    let accounts = format!("/v1/email/inbox?address={}", account.address);
    server.get(&accounts).key(&acme.key).send().await.expect_error(403, "address_not_yours");
    server.deliver("a@sender.example", "support@none.warren.example", letter(&[], "")).await.expect(422);
}

#[tokio::test]
async fn addresses_are_listed_in_the_order_of_their_claims() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut expected = vec![account.address.clone()];
    for first_letter in ["z", "m", "a", "q"] {
        let address = at_warren(&unique(first_letter));
        claim(server, &account.key, &address).await.expect(201);
        expected.push(address);
    }
    claim(server, &account.key, &account.address).await.expect(201);
    assert_eq!(addresses(server, &account.key).await, json!({ "addresses": expected, "count": 5 }));
}

#[tokio::test]
async fn a_mailbox_is_created_with_and_without_a_name() {
    let server = Server::shared();
    let account = server.register(None).await;
    let name = unique("alice");
    let create = |body: Value| server.post("/v1/inbox").key(&account.key).json(body).send();

    let expected = |created: bool| {
        json!({
            "address": at_warren(&name),
            "created": created,
            "already_owned": !created,
            "account_id": account.account_id,
        })
    };
    assert_eq!(create(json!({ "name": name })).await.expect(201), expected(true));
    assert_eq!(create(json!({ "name": name })).await.expect(201), expected(false));

    let one = create(json!({})).await.expect(201);
    let two = server.post("/v1/inbox").key(&account.key).send().await.expect(201);
    assert_ne!(one["address"], two["address"]);
    for made_up in [&one, &two] {
        assert_eq!((&made_up["created"], &made_up["already_owned"]), (&json!(true), &json!(false)));
    }
    let listed = addresses(server, &account.key).await;
    assert_eq!(listed["addresses"], json!([account.address, at_warren(&name), one["address"], two["address"]]));

    for bad in ["", "a b", "x@y.example", "a+b"] {
        create(json!({ "name": bad })).await.expect_error(400, "invalid_address");
    }
    let stranger = server.register(None).await;
    let taken = server.post("/v1/inbox").key(&stranger.key).json(json!({ "name": name })).send().await;
    taken.expect_error(409, "address_taken");
}

#[tokio::test]
async fn looking_into_a_mailbox_that_nobody_has_claims_it() {
    let server = Server::shared();
    let account = server.register(None).await;
    let (by_query, by_path) = (unique("query"), unique("path"));

    let query = format!("/v1/email/inbox?address={}", at_warren(&by_query.to_uppercase()));
    let empty = server.get(&query).key(&account.key).send().await.expect(200);
    let nothing = json!({
        "messages": [], "count": 0, "limit": 20, "has_more": false, "next_cursor": null, "address": at_warren(&by_query),
    });
    assert_eq!(empty, nothing);
    // A tag names no mailbox of its own.
    let path = format!("/v1/inbox/{}", encoded(&at_warren(&format!("{by_path}+shop"))));
    let empty = server.get(&path).key(&account.key).send().await.expect(200);
    assert_eq!((&empty["total"], &empty["address"]), (&json!(0), &json!(at_warren(&by_path))));
    let listed = addresses(server, &account.key).await;
    assert_eq!(listed["addresses"], json!([account.address, at_warren(&by_query), at_warren(&by_path)]));

    let stranger = server.register(None).await;
    server.get(&query).key(&stranger.key).send().await.expect_error(403, "address_not_yours");
    for (code, query) in [
        ("missing_address", ""),
        ("missing_address", "?address="),
        ("invalid_address", "?address=nonsense"),
        ("invalid_address", "?address=x@elsewhere.example"),
    ] {
        server.get(&format!("/v1/email/inbox{query}")).key(&account.key).send().await.expect_error(400, code);
    }
}

/// Somebody who registers with that address.
async fn register_as(server: &Server, address: &str) -> Reply {
    server.post("/v1/auth/agent-register").json(json!({ "address": address })).send().await
}

#[tokio::test]
async fn a_purged_pods_address_is_out_of_strangers_reach_for_90_days_and_its_account_has_it_back_at_once() {
    let server = &Server::start(&[("POD_SUBDOMAINS", "true")]);
    let start: DateTime<Utc> = "2030-01-01T00:00:00Z".parse().unwrap();
    server.set_clock(start).await;
    let (account, stranger) = (server.register(None).await, server.register(None).await);
    let purge = async |pod: &PodKey| {
        let purge = format!("/v1/pods/{}?purge=true", pod.id);
        server.delete(&purge).key(&account.key).send().await.expect(200);
    };
    let acme = named_pod(server, &account, "acme-corp").await;
    let desk = "desk@acme-corp.warren.example";
    claim(server, &acme.key, desk).await.expect(201);
    purge(&acme).await;

    // The pod's name is free; the address is not, although the name makes it.
    let taken = named_pod(server, &stranger, "acme-corp").await;
    let refused = claim(server, &taken.key, desk).await.expect_error(409, "address_quarantined");
    assert!(refused["fix"].is_string(), "{refused}");
    let inbox = server.get(&format!("/v1/email/inbox?address={desk}")).key(&taken.key).send().await;
    inbox.expect_error(403, "address_not_yours");
    server.deliver("a@sender.example", desk, letter(&[], "to nobody")).await.expect(422);
    claim(server, &taken.key, "other@acme-corp.warren.example").await.expect(201);

    server.set_clock(start + TimeDelta::days(90) - TimeDelta::minutes(1)).await;
    claim(server, &taken.key, desk).await.expect_error(409, "address_quarantined");
    server.set_clock(start + TimeDelta::days(90) + TimeDelta::minutes(5)).await;
    assert_eq!(claim(server, &taken.key, desk).await.expect(201)["already_owned"], false);
    server.deliver("a@sender.example", desk, letter(&[], "to the next")).await.expect(200);
}

#[tokio::test]
async fn nobody_registers_with_a_quarantined_address_and_its_account_may_purge_it_again() {
    let server = Server::shared();
    let account = server.register(None).await;
    let address = at_warren(&unique("gone"));
    let purged = async || {
        let pod = server.create_pod(&account).await;
        assert_eq!(claim(server, &pod.key, &address).await.expect(201)["already_owned"], false);
        let purge = format!("/v1/pods/{}?purge=true", pod.id);
        server.delete(&purge).key(&account.key).send().await.expect(200);
        register_as(server, &address).await.expect_error(409, "address_quarantined");
    };
    purged().await;
    purged().await;
    // Of many at once, none but the account's own pods gets it, and of those one.
    let pods = join_all((0..3).map(|_| server.create_pod(&account))).await;
    let strangers = join_all((0..5).map(|_| server.register(None))).await;
    let claims = pods.iter().map(|pod| &pod.key).chain(strangers.iter().map(|stranger| &stranger.key));
    let replies = join_all(claims.map(|key| claim(server, key, &address))).await;
    let (ours, theirs) = replies.split_at(pods.len());
    assert_eq!(ours.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in theirs {
        let code = reply.expect(409)["error"].clone();
        assert!(code == "address_quarantined" || code == "address_taken", "{reply}");
    }
    register_as(server, &address).await.expect_error(409, "address_taken");
}

#[tokio::test]
async fn who_claims_a_purged_pods_address_gets_its_mail_and_none_of_the_old() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let address = at_warren(&unique("reborn"));
    claim(server, &pod.key, &address).await.expect(201);
    let old = letter(&[("Subject", "of the old owner")], "old");
    // Twice, so that whoever remembers where the address led remembers it now.
    server.deliver("a@sender.example", &address, &old).await.expect(200);
    server.deliver("a@sender.example", &address, letter(&[], "old too")).await.expect(200);

    let purge = format!("/v1/pods/{}?purge=true", pod.id);
    let purged = server.delete(&purge).key(&account.key).send().await.expect(200);
    assert_eq!((&purged["removed"]["messages"], &purged["removed"]["addresses"]), (&json!(2), &json!(1)));
    server.deliver("a@sender.example", &address, letter(&[], "to nobody")).await.expect(422);
    claim(server, &pod.key, &address).await.expect_error(401, "unauthorized");

    let next = server.create_pod(&account).await;
    assert_eq!(claim(server, &next.key, &address).await.expect(201)["already_owned"], false);
    let inbox = || server.get(&format!("/v1/inbox/{address}")).key(&next.key).send();
    assert_eq!(inbox().await.expect(200)["total"], 0);
    server.deliver("a@sender.example", &address, letter(&[("Subject", "of the new owner")], "new")).await.expect(200);
    server.deliver("a@sender.example", &address, &old).await.expect(200);
    let listed = inbox().await.expect(200);
    let subjects: Vec<_> = listed["messages"].as_array().unwrap().iter().map(|message| &message["subject"]).collect();
    assert_eq!(subjects, ["of the old owner", "of the new owner"], "the same message sent anew is new here");
}
