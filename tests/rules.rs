//! Whose mail is taken: rules, and addresses that take only what a rule allows.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Reply, Server, letter, unique};

/// What the receiving server says of mail whose author is at this domain.
fn pass(domain: &str) -> String {
    format!("Authentication-Results: mx.cloudflare.net; dmarc=pass header.from={domain}\r\n")
}

fn about(from: &str, action: &str) -> Value {
    json!({ "match": { "from": from }, "action": action })
}

/// Delivers a message with these fields on top from a header's and an envelope's sender.
async fn send(mailbox: &Mailbox<'_>, top: &str, from: &str, envelope: &str) -> Reply {
    let raw = format!("{top}{}", letter(&[("From", from)], "text"));
    mailbox.server.deliver(envelope, &mailbox.address, raw).await
}

async fn proved(mailbox: &Mailbox<'_>, from: &str) -> Reply {
    send(mailbox, &pass(from.rsplit_once('@').unwrap().1), from, from).await
}

#[track_caller]
fn refused(reply: &Reply) {
    let said = reply.expect(422);
    assert!(said["rejected"].as_str().unwrap().starts_with("5.7.1 "), "{said}");
}

async fn rules(mailbox: &Mailbox<'_>, query: &str) -> Value {
    mailbox.server.get(&format!("/v1/email/rules{query}")).key(&mailbox.key).send().await.expect(200)
}

#[tokio::test]
async fn without_rules_everything_is_taken_and_listed() {
    let mailbox = Server::shared().mailbox().await;
    let failed = "Authentication-Results: mx.cloudflare.net; spf=fail; dkim=fail; dmarc=fail\r\n";
    send(&mailbox, failed, "eve@evil.example", "eve@evil.example").await.expect(200);
    send(&mailbox, "", "not an address", "").await.expect(200);
    let listed = mailbox.list("").await;
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|item| item.get("blocked").is_none()), "{listed:?}");
    assert_eq!(mailbox.list("&blocked=true").await, [] as [Value; 0]);
    let said = mailbox.about().await;
    assert_eq!((&said["accept"], &said["total"], &said["blocked"]), (&json!("everyone"), &json!(2), &json!(0)));
}

#[tokio::test]
async fn a_refused_sender_is_told_and_nothing_is_stored() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(about("Spam@Bulk.example", "refuse")).await.expect(201);
    for (from, envelope) in [
        ("spam@bulk.example", "x@other.example"),
        ("Nice Name <SPAM@bulk.EXAMPLE>", "x@other.example"),
        ("x@other.example", "Spam@bulk.example"),
    ] {
        refused(&send(&mailbox, &pass("evil.example"), from, envelope).await);
    }
    for from in ["ham@bulk.example", "spam@sub.bulk.example", "spam@bulk.example.org"] {
        proved(&mailbox, from).await.expect(200);
    }
    assert_eq!(mailbox.list("").await.len(), 3);
}

#[tokio::test]
async fn a_domain_means_itself_and_with_a_star_all_below_it() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(about("plain.example", "refuse")).await.expect(201);
    mailbox.rule(about("*.star.example", "refuse")).await.expect(201);
    mailbox.rule(about("*.top", "refuse")).await.expect(201);
    for from in ["a@plain.example", "a@star.example", "a@x.star.example", "a@x.y.STAR.example", "a@b.top"] {
        refused(&proved(&mailbox, from).await);
    }
    let made = mailbox.rule(about("*.BÜCHER.example", "refuse")).await.expect(201);
    assert_eq!(made["match"]["from"], "*.xn--bcher-kva.example");
    for from in ["a@bücher.example", "a@XN--bcher-kva.example", "a@x.Bücher.example"] {
        refused(&proved(&mailbox, from).await);
    }
    for from in ["a@x.plain.example", "a@notstar.example", "a@star.example.org", "a@top.example", "a@example"] {
        proved(&mailbox, from).await.expect(200);
    }
}

#[tokio::test]
async fn filed_mail_lies_apart_and_is_announced() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(about("news.example", "file")).await.expect(201);
    let mut socket = mailbox.server.socket(&mailbox.key).await;
    let within = Duration::from_secs(10);
    socket.next_event(within).await;
    proved(&mailbox, "daily@news.example").await.expect(200);
    let event = socket.next_event(within).await;
    assert_eq!((&event["type"], &event["message"]["blocked"]), (&json!("email.received"), &json!(true)));
    proved(&mailbox, "ann@friend.example").await.expect(200);

    assert_eq!(mailbox.only().await["from"], "ann@friend.example");
    let filed = mailbox.list("&blocked=true").await;
    assert_eq!((filed.len(), &filed[0]), (1, &event["message"]));
    let id = filed[0]["id"].as_str().unwrap();
    let path = format!("/v1/email/wait?address={}&timeout=0&since=0&from=news.example", mailbox.address);
    mailbox.server.get(&path).key(&mailbox.key).send().await.expect(204);

    let count = async |query: &str| {
        let path = format!("/v1/inbox/{}{query}", mailbox.address);
        let page = mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200);
        (page["total"].as_i64().unwrap(), page["messages"].as_array().unwrap().len())
    };
    assert_eq!((count("").await, count("?blocked=true").await), ((1, 1), (1, 1)));
    let counters = async || {
        let said = mailbox.about().await;
        ["total", "unread", "blocked"].map(|counter| said[counter].as_i64().unwrap())
    };
    assert_eq!(counters().await, [1, 1, 1]);
    assert_eq!(mailbox.read(id).await["blocked"], true);
    assert_eq!(counters().await, [1, 1, 1]);
    mailbox.at("DELETE", id, "").send().await.expect(200);
    assert_eq!(counters().await, [1, 1, 0]);
}

#[tokio::test]
async fn a_conversation_and_its_blocked_part_are_listed_apart() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(about("eve.example", "file")).await.expect(201);
    let root = letter(&[("From", "a@ann.example"), ("Message-ID", "<root@ann.example>")], "");
    let answer = letter(&[("From", "e@eve.example"), ("In-Reply-To", "<root@ann.example>")], "");
    mailbox.receive(root).await;
    mailbox.receive(answer).await;
    let thread = mailbox.only().await["thread_id"].as_str().unwrap().to_owned();
    assert_eq!(mailbox.list(&format!("&thread_id={thread}")).await.len(), 1);
    assert_eq!(mailbox.list(&format!("&thread_id={thread}&blocked=true&unread=true")).await.len(), 1);
}

#[tokio::test]
async fn what_is_filed_away_does_not_make_one_conversation_of_two() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(about("eve.example", "file")).await.expect(201);
    for id in ["<one@ann.example>", "<two@ann.example>"] {
        mailbox.receive(letter(&[("Message-ID", id)], "")).await;
    }
    let both = "<one@ann.example> <two@ann.example> <later@ann.example>";
    mailbox.receive(letter(&[("From", "e@eve.example"), ("References", both)], "")).await;
    mailbox.receive(letter(&[("Message-ID", "<later@ann.example>")], "")).await;
    let listed = mailbox.list("").await;
    let threads: std::collections::BTreeSet<_> = listed.iter().map(|item| item["thread_id"].to_string()).collect();
    assert_eq!((listed.len(), threads.len()), (3, 3));
}

#[tokio::test]
async fn who_takes_the_name_of_a_message_and_is_filed_away_does_not_keep_it_out() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(json!({ "match": { "auth": "unauthenticated" }, "action": "file" })).await.expect(201);
    let message = |text: &str| letter(&[("From", "a@ann.example"), ("Message-ID", "<name@ann.example>")], text);
    mailbox.receive(message("forged")).await;
    for _ in 0..2 {
        mailbox.receive(format!("{}{}", pass("ann.example"), message("real"))).await;
    }
    let listed = mailbox.only().await;
    let id = listed["message_id"].as_str().unwrap();
    assert_ne!(id, "<name@ann.example>");
    assert_eq!(mailbox.read(id.trim_matches(['<', '>'])).await["body"], "real");
    let answer = letter(&[("In-Reply-To", "<name@ann.example>")], "answer");
    mailbox.receive(format!("{}{answer}", pass("sender.example"))).await;
    assert_eq!(mailbox.list("").await[0]["thread_id"], listed["thread_id"]);
}

#[tokio::test]
async fn allowing_wins_over_blocking_in_any_order() {
    let mailbox = Server::shared().mailbox().await;
    for rule in [
        about("*.corp.example", "refuse"),
        about("ann@hr.corp.example", "allow"),
        about("bulk.example", "allow"),
        about("noisy@bulk.example", "refuse"),
    ] {
        mailbox.rule(rule).await.expect(201);
    }
    proved(&mailbox, "ann@hr.corp.example").await.expect(200);
    refused(&proved(&mailbox, "bob@hr.corp.example").await);
    proved(&mailbox, "noisy@bulk.example").await.expect(200);
    // The envelope alone allows nobody.
    refused(&send(&mailbox, &pass("hr.corp.example"), "bob@hr.corp.example", "ann@hr.corp.example").await);
}

#[tokio::test]
async fn a_forged_name_is_not_allowed_unless_the_rule_trusts_it() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.set(json!({ "accept": "allowed_only" })).await.expect(200);
    let rule = mailbox.rule(about("boss@corp.example", "allow")).await.expect(201);
    let results = |said: &str| format!("Authentication-Results: mx.cloudflare.net; {said}\r\n");
    for (said, taken) in [
        ("dmarc=pass header.from=corp.example", true),
        ("dmarc=pass", false),
        ("dmarc=pass header.from=evil.example", false),
        ("dmarc=none; dkim=pass header.d=corp.example", true),
        ("dkim=pass header.d=list.example", false),
        ("dmarc=fail; dkim=pass header.d=corp.example", false),
        ("spf=pass smtp.mailfrom=boss@corp.example", false),
        ("none", false),
    ] {
        let reply = send(&mailbox, &results(said), "boss@corp.example", "boss@corp.example").await;
        assert_eq!(reply.status, if taken { 200 } else { 422 }, "{said}: {reply}");
    }
    refused(&send(&mailbox, "", "boss@corp.example", "boss@corp.example").await);
    let path = format!("/v1/email/rules/{}", rule["id"].as_str().unwrap());
    let trust = json!({ "trust_unauthenticated": true });
    let patched = mailbox.server.patch(&path).key(&mailbox.key).json(trust).send().await.expect(200);
    assert_eq!(patched["trust_unauthenticated"], true);
    send(&mailbox, "", "boss@corp.example", "boss@corp.example").await.expect(200);
    refused(&send(&mailbox, "", "eve@corp.example", "boss@corp.example").await);
}

#[tokio::test]
async fn an_address_that_takes_only_the_allowed_refuses_all_others() {
    let mailbox = Server::shared().mailbox().await;
    let said = mailbox.set(json!({ "accept": "allowed_only" })).await.expect(200);
    assert_eq!(said["accept"], "allowed_only");
    mailbox.set(json!({ "accept": "nobody" })).await.expect_error(400, "invalid_body");
    refused(&proved(&mailbox, "ann@friend.example").await);
    mailbox.rule(about("*.friend.example", "allow")).await.expect(201);
    proved(&mailbox, "ann@mail.friend.example").await.expect(200);
    refused(&proved(&mailbox, "eve@evil.example").await);
    mailbox.rule(json!({ "match": { "auth": "dmarc_pass" }, "action": "allow" })).await.expect(201);
    proved(&mailbox, "eve@evil.example").await.expect(200);
    mailbox.set(json!({ "accept": "everyone" })).await.expect(200);
    send(&mailbox, "", "eve@evil.example", "").await.expect(200);
}

#[tokio::test]
async fn a_rule_may_ask_for_a_verdict() {
    let cases = [
        ("dmarc_pass", "dmarc=pass header.from=sender.example", "dmarc=pass header.from=other.example"),
        ("dmarc_fail", "dmarc=fail", "dmarc=none"),
        ("spf_fail", "spf=fail", "spf=softfail"),
        ("dkim_fail", "dkim=fail", "dkim=none"),
        ("unauthenticated", "spf=pass; dkim=pass header.d=other.example", "dkim=pass header.d=sender.example"),
    ];
    let server = Server::shared();
    for (auth, matching, other) in cases {
        let mailbox = server.mailbox().await;
        let rule = json!({ "match": { "from": "sender.example", "auth": auth }, "action": "file" });
        mailbox.rule(rule).await.expect(201);
        for said in [matching, other] {
            let top = format!("Authentication-Results: mx.cloudflare.net; {said}\r\n");
            send(&mailbox, &top, "ann@sender.example", "ann@sender.example").await.expect(200);
        }
        let top = format!("Authentication-Results: mx.cloudflare.net; {matching}\r\n");
        send(&mailbox, &top, "ann@elsewhere.example", "ann@elsewhere.example").await.expect(200);
        assert_eq!((mailbox.list("&blocked=true").await.len(), mailbox.list("").await.len()), (1, 2), "{auth}");
    }
}

#[tokio::test]
async fn a_rule_holds_for_its_mailbox_or_for_the_whole_pod() {
    let server = Server::shared();
    let one = server.mailbox().await;
    let two = server.new_mailbox(&one.key).await;
    let of_one = one.rule(about("eve@evil.example", "refuse")).await.expect(201);
    let of_all = server.post("/v1/email/rules").key(&one.key).json(about("mallory@evil.example", "refuse"));
    let of_all = of_all.send().await.expect(201);
    assert_eq!((&of_one["address"], &of_all["address"]), (&json!(one.address), &json!(null)));
    refused(&proved(&one, "eve@evil.example").await);
    proved(&two, "eve@evil.example").await.expect(200);
    refused(&proved(&one, "mallory@evil.example").await);
    refused(&proved(&two, "mallory@evil.example").await);

    assert_eq!(rules(&one, "").await, json!({ "rules": [of_one, of_all], "count": 2 }));
    assert_eq!(rules(&one, &format!("?address={}", two.address)).await["rules"], json!([of_all]));
    let stranger = server.mailbox().await;
    proved(&stranger, "mallory@evil.example").await.expect(200);
    assert_eq!(rules(&stranger, "").await["count"], 0);
}

#[tokio::test]
async fn rules_are_made_read_changed_and_deleted() {
    let mailbox = Server::shared().mailbox().await;
    let path = format!("/v1/email/rules?address={}", mailbox.address);
    let new =
        json!({ "match": { "from": "*.Bulk.example", "auth": "spf_fail" }, "action": "refuse", "note": " noisy " });
    let rule = mailbox.server.post(&path).key(&mailbox.key).json(new).send().await.expect(201);
    let id = rule["id"].as_str().unwrap();
    assert!(id.starts_with("rule_") && rule["created_at"].is_string(), "{rule}");
    assert_eq!(rule["match"], json!({ "from": "*.bulk.example", "auth": "spf_fail" }));
    assert_eq!((&rule["note"], &rule["address"]), (&json!("noisy"), &json!(mailbox.address)));
    let at = |method: &str| mailbox.server.request(method, &format!("/v1/email/rules/{id}")).key(&mailbox.key);
    assert_eq!(at("GET").send().await.expect(200), rule);

    let changed = at("PATCH").json(json!({ "match": { "from": "bulk.example" }, "action": "file", "note": null }));
    let changed = changed.send().await.expect(200);
    assert_eq!(changed["match"], json!({ "from": "bulk.example", "auth": null }));
    assert_eq!((&changed["action"], &changed["note"], &changed["id"]), (&json!("file"), &json!(null), &rule["id"]));
    assert_eq!(at("GET").send().await.expect(200), changed);
    send(&mailbox, "", "a@bulk.example", "").await.expect(200);
    assert_eq!(mailbox.list("&blocked=true").await.len(), 1);

    assert_eq!(at("DELETE").send().await.expect(200), json!({ "deleted": true, "id": id }));
    for method in ["GET", "DELETE", "PATCH"] {
        at(method).send().await.expect_error(404, "not_found");
    }
    send(&mailbox, "", "a@bulk.example", "").await.expect(200);
    assert_eq!(mailbox.list("").await.len(), 1);
}

#[tokio::test]
async fn what_is_no_rule_is_refused_with_a_reason() {
    let mailbox = Server::shared().mailbox().await;
    for (rule, code) in [
        (json!({}), "missing_fields"),
        (json!({ "match": { "from": "a.example" } }), "missing_fields"),
        (json!({ "match": {}, "action": "file" }), "missing_fields"),
        (json!({ "match": ["a.example", null], "action": "file" }), "invalid_body"),
        (json!({ "match": { "from": "a.example" }, "action": "drop" }), "invalid_body"),
        (json!({ "match": { "from": "a.example", "auth": "spf_pass" }, "action": "file" }), "invalid_body"),
        (json!({ "match": { "form": "a.example" }, "action": "file" }), "unknown_field"),
        (about("", "file"), "invalid_request"),
        (about("*", "refuse"), "invalid_request"),
        (about("@a.example", "refuse"), "invalid_request"),
        (json!({ "match": { "auth": "unauthenticated" }, "action": "allow" }), "invalid_request"),
        (
            json!({ "match": { "from": "a.example" }, "action": "file", "trust_unauthenticated": true }),
            "invalid_request",
        ),
        (json!({ "match": { "from": "a.example" }, "action": "file", "note": "x".repeat(201) }), "invalid_request"),
    ] {
        let refusal = mailbox.rule(rule.clone()).await.expect_error(400, code);
        assert!(refusal["message"].is_string(), "{rule}");
    }
    let foreign = json!({ "match": { "from": "a.example" }, "action": "file", "address": "somebody@else.example" });
    let post = mailbox.server.post("/v1/email/rules").key(&mailbox.key).json(foreign);
    post.send().await.expect_error(403, "address_not_yours");
    assert_eq!(rules(&mailbox, "").await["count"], 0);
}

#[tokio::test]
async fn two_rules_about_the_same_mail_are_one_too_many() {
    let mailbox = Server::shared().mailbox().await;
    let made = join_all((0..4).map(|_| mailbox.rule(about("a.example", "file")))).await;
    let mut statuses: Vec<_> = made.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    mailbox.rule(about("A.example", "refuse")).await.expect_error(409, "rule_exists");
    let other = mailbox.rule(about("b.example", "file")).await.expect(201);
    let path = format!("/v1/email/rules/{}", other["id"].as_str().unwrap());
    let same = mailbox.server.patch(&path).key(&mailbox.key).json(json!({ "match": { "from": "a.example" } }));
    same.send().await.expect_error(409, "rule_exists");
    let narrower = json!({ "match": { "from": "a.example", "auth": "spf_fail" }, "action": "refuse" });
    mailbox.rule(narrower).await.expect(201);
}

#[tokio::test]
async fn a_pod_has_five_hundred_rules_and_mail_comes_no_slower() {
    let mailbox = Server::shared().mailbox().await;
    for page in 0..10 {
        let rules = (0..50).map(|number| mailbox.rule(about(&format!("n{}.example", page * 50 + number), "refuse")));
        for made in join_all(rules).await {
            made.expect(201);
        }
    }
    mailbox.rule(about("one-more.example", "refuse")).await.expect_error(403, "rule_limit");
    refused(&proved(&mailbox, "a@n499.example").await);
    proved(&mailbox, "a@n500.example").await.expect(200);
    assert_eq!(rules(&mailbox, "").await["count"], 500);
}

#[tokio::test]
async fn a_rule_counts_for_mail_that_arrives_after_it_and_for_sealed_mail_too() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.set(json!({ "public_key": crate::e2e::Holder::new().public_key })).await.expect(200);
    let raw = letter(&[("From", "eve@evil.example"), ("Message-ID", &format!("<{}@x>", unique("twice")))], "");
    mailbox.receive(&raw).await;
    mailbox.rule(about("evil.example", "refuse")).await.expect(201);
    refused(&mailbox.server.deliver("eve@evil.example", &mailbox.address, &raw).await);
    assert_eq!(mailbox.only().await["e2e_encrypted"], true);
}

#[tokio::test]
async fn once_a_rule_is_made_nothing_against_it_is_stored() {
    let mailbox = Server::shared().mailbox().await;
    let text = "a text of some length\n".repeat(2_000);
    let deliveries = async {
        for _ in 0..6 {
            let raws = (0..5).map(|_| letter(&[("From", "eve@evil.example")], &text));
            let all = raws.map(|raw| async { mailbox.server.deliver("", &mailbox.address, raw).await.status });
            for status in join_all(all).await {
                assert!(matches!(status, 200 | 422), "{status}");
            }
        }
    };
    let rule = async {
        while mailbox.list("").await.is_empty() {}
        mailbox.rule(about("evil.example", "refuse")).await.expect(201);
        mailbox.page("&limit=100").await
    };
    let ((), then) = futures_util::join!(deliveries, rule);
    assert_eq!(mailbox.page("&limit=100").await, then);
    assert!(then["count"].as_u64().unwrap() < 30, "{}", then["count"]);
}
