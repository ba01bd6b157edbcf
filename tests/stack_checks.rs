//! Domains of one's own are looked at again, with the clock moved by days.

use serde_json::{Value, json};

use crate::sessions::{letters, signed_in};
use crate::stack::{Dns, RESOLVER, a_domain, claim, create, found, prove, record, set, verified, verify};
use crate::support::{Account, Mailbox, Server, letter, unique};

/// A server whose clock can be moved.
struct Clocked {
    server: Server,
    start: chrono::DateTime<chrono::Utc>,
}

impl Clocked {
    fn start() -> Clocked {
        let start = std::time::SystemTime::now().into();
        Clocked { server: Server::start(&[("DOH_URL", &RESOLVER)]), start }
    }

    /// Makes it be so many days later, and rings the trigger that looks at domains.
    async fn day(&self, day: i64) {
        // A minute more, so that a whole day has passed since the look before.
        let now = self.start + chrono::TimeDelta::days(day) + chrono::TimeDelta::minutes(day);
        self.server.set_clock(now).await;
        let rung = self.server.get("/cdn-cgi/local/scheduled?cron=*/10+*+*+*+*").send().await;
        assert_eq!((rung.status, rung.text().as_str()), (200, "ok"));
    }

    async fn stack(&self, account: &Account, stack: &Value) -> Value {
        let path = format!("/v1/stack/{}", stack["id"].as_str().unwrap());
        self.server.get(&path).key(&account.key).send().await.expect(200)
    }

    /// Somebody who can be written to: they have signed in.
    async fn somebody(&self, name: &str) -> (Account, String) {
        let account = self.server.register(None).await;
        let email = format!("{}@people.example", unique(name));
        let set = json!({ "email": email });
        self.server.post("/v1/account/recovery-email").key(&account.key).json(set).send().await.expect(200);
        signed_in(&self.server, &email).await;
        (account, email)
    }

    async fn send(&self, from: &Mailbox<'_>, to: &str) -> crate::support::Reply {
        let mail = json!({ "from": from.address, "to": to, "subject": "s", "text": "t" });
        self.server.post("/v1/email/send").key(&from.key).json(mail).send().await
    }
}

fn proof_name(domain: &str) -> String {
    format!("TXT _warren.{domain}")
}

fn proof(stack: &Value) -> &str {
    record(stack, "ownership")["value"].as_str().unwrap()
}

#[tokio::test]
async fn a_proof_that_is_missing_for_seven_days_in_a_row_proves_nothing_more() {
    let clocked = Clocked::start();
    let server = &clocked.server;
    let (ada, email) = clocked.somebody("ada").await;
    let (stack, domain) = verified(server, &ada).await;
    let address = format!("desk@{domain}");
    claim(server, &ada.key, &address).await.expect(201);
    let desk = Mailbox { server, key: ada.key.clone(), address };

    set(&proof_name(&domain), found(&["something else"]));
    clocked.day(1).await;
    let missing = clocked.stack(&ada, &stack).await;
    assert_eq!((&missing["verified"], &missing["missing_days"]), (&json!(true), &json!(1)), "{missing}");
    letters(server, &email, &format!("Subject: The proof of {domain} is missing"), 1).await;
    // The same day counts once, however often it is looked.
    verify(server, &ada.key, &stack).await.expect(200);
    assert_eq!(clocked.stack(&ada, &stack).await["missing_days"], 1);
    // A DNS that does not answer says nothing.
    for (day, failure) in [(2, Dns::Rcode(2)), (3, Dns::Http(500)), (4, Dns::Garbage)] {
        set(&proof_name(&domain), failure);
        clocked.day(day).await;
        assert_eq!(clocked.stack(&ada, &stack).await["missing_days"], 1);
    }
    // A day on which it is there makes the days before be forgotten.
    prove(&stack);
    clocked.day(5).await;
    assert_eq!(clocked.stack(&ada, &stack).await.get("missing_days"), None);

    set(&proof_name(&domain), Dns::Rcode(3));
    for day in 6..12 {
        clocked.day(day).await;
        let now = clocked.stack(&ada, &stack).await;
        assert_eq!((&now["verified"], &now["missing_days"]), (&json!(true), &json!(day - 5)), "{now}");
    }
    clocked.send(&desk, "x@mail.example").await.expect(201);
    clocked.day(12).await;
    let lapsed = clocked.stack(&ada, &stack).await;
    assert_eq!((&lapsed["verified"], &lapsed["status"]), (&json!(false), &json!("provisioning")), "{lapsed}");
    letters(server, &email, &format!("Subject: {domain} is no longer verified"), 1).await;
    clocked.send(&desk, "x@mail.example").await.expect_error(403, "invalid_sender");
    claim(server, &ada.key, &format!("other@{domain}")).await.expect_error(403, "domain_unverified");
    desk.receive(letter(&[("Subject", "late")], "still hers until somebody else proves")).await;
    assert_eq!(desk.list("").await[0]["subject"], "late");

    // It is hers again when she proves it, and anybody's who does so first.
    prove(&stack);
    assert_eq!(verify(server, &ada.key, &stack).await.expect(200)["verified"], true);
    clocked.send(&desk, "x@mail.example").await.expect(201);
    set(&proof_name(&domain), Dns::Rcode(3));
    for day in 13..21 {
        clocked.day(day).await;
    }
    let bob = server.register(None).await;
    let next = create(server, &bob.key, &domain).await.expect(201);
    prove(&next);
    assert_eq!(verify(server, &bob.key, &next).await.expect(200)["verified"], true);
    claim(server, &bob.key, &desk.address).await.expect(201);
}

#[tokio::test]
async fn a_newer_proof_wins_after_seven_days_and_both_are_told() {
    let clocked = Clocked::start();
    let server = &clocked.server;
    let ((ada, hers), (bob, his)) = (clocked.somebody("ada").await, clocked.somebody("bob").await);
    let (stack, domain) = verified(server, &ada).await;
    let address = format!("desk@{domain}");
    claim(server, &ada.key, &address).await.expect(201);
    let desk = Mailbox { server, key: ada.key.clone(), address: address.clone() };
    desk.receive(letter(&[], "kept")).await;

    let claimed = create(server, &bob.key, &domain).await.expect(201);
    set(&proof_name(&domain), found(&[proof(&claimed), proof(&stack)]));
    let refused = verify(server, &bob.key, &claimed).await.expect_error(409, "domain_taken");
    let at = chrono::DateTime::parse_from_rfc3339(refused["transfers_at"].as_str().unwrap()).unwrap();
    assert_eq!((at.timestamp() - clocked.start.timestamp()) / 86_400, 7, "{refused}");
    assert_eq!(clocked.stack(&bob, &claimed).await["transfers_at"], refused["transfers_at"]);
    assert_eq!(clocked.stack(&ada, &stack).await["contested_until"], refused["transfers_at"]);
    letters(server, &hers, &format!("Subject: Another account claims {domain}"), 1).await;
    letters(server, &his, &format!("Subject: Your proof of {domain} was found"), 1).await;
    verify(server, &bob.key, &claimed).await.expect_error(409, "domain_taken");

    // Whoever rules the DNS can end it.
    set(&proof_name(&domain), found(&[proof(&stack)]));
    clocked.day(1).await;
    assert_eq!(clocked.stack(&ada, &stack).await.get("contested_until"), None);
    clocked.day(9).await;
    assert_eq!(clocked.stack(&ada, &stack).await["verified"], true);

    // Both stay: the newer one wins.
    set(&proof_name(&domain), found(&[proof(&claimed), proof(&stack)]));
    verify(server, &bob.key, &claimed).await.expect_error(409, "domain_taken");
    for day in 10..16 {
        clocked.day(day).await;
        assert_eq!(clocked.stack(&ada, &stack).await["verified"], true, "day {day}");
        claim(server, &bob.key, &format!("other@{domain}")).await.expect_error(403, "domain_not_yours");
    }
    clocked.day(17).await;
    let (old, new) = (clocked.stack(&ada, &stack).await, clocked.stack(&bob, &claimed).await);
    assert_eq!((&old["verified"], &new["verified"]), (&json!(false), &json!(true)), "{old} {new}");
    assert_eq!((new.get("transfers_at"), old.get("contested_until")), (None, None));
    letters(server, &hers, &format!("Subject: {domain} now belongs to another account"), 1).await;
    letters(server, &his, &format!("Subject: {domain} now belongs to your account"), 1).await;
    clocked.send(&desk, "x@mail.example").await.expect_error(403, "invalid_sender");
    claim(server, &bob.key, &address).await.expect(201);
    let inbox = Mailbox { server, key: bob.key.clone(), address };
    assert!(inbox.list("").await.is_empty());
}

#[tokio::test]
async fn mail_takes_the_short_cut_only_while_it_would_come_here_anyway() {
    let clocked = Clocked::start();
    let server = &clocked.server;
    let (ada, bob) = (server.register(None).await, server.register(None).await);
    let (stack, domain) = verified(server, &ada).await;
    let address = format!("desk@{domain}");
    claim(server, &ada.key, &address).await.expect(201);
    let desk = Mailbox { server, key: ada.key.clone(), address: address.clone() };
    let sender = Mailbox { server, key: bob.key.clone(), address: bob.address.clone() };
    let outside = async || server.outbox_to(&address).await.len();
    // Nothing says that its mail comes here.
    clocked.send(&sender, &address).await.expect(201);
    assert_eq!((desk.list("").await.len(), outside().await), (0, 1));

    set(&format!("MX {domain}"), found(&["10 route1.mx.cloudflare.net.", "20 route2.mx.cloudflare.net."]));
    clocked.day(1).await;
    clocked.send(&sender, &address).await.expect(201);
    assert_eq!((desk.list("").await.len(), outside().await), (1, 1));
    set(&format!("MX {domain}"), Dns::Rcode(2));
    clocked.day(2).await;
    clocked.send(&sender, &address).await.expect(201);
    assert_eq!((desk.list("").await.len(), outside().await), (2, 1), "a DNS that does not answer says nothing");
    set(&format!("MX {domain}"), found(&["10 mx.other.example.", "20 route1.mx.cloudflare.net."]));
    clocked.day(3).await;
    clocked.send(&sender, &address).await.expect(201);
    assert_eq!((desk.list("").await.len(), outside().await), (2, 2));
    let shown = clocked.stack(&ada, &stack).await;
    assert_eq!((&shown["verified"], &record(&shown, "mx")["status"]), (&json!(true), &json!("wrong")), "{shown}");
}

#[tokio::test]
async fn many_domains_are_looked_at_some_at_a_time_and_none_twice() {
    let clocked = Clocked::start();
    let server = &clocked.server;
    let mut stacks = Vec::new();
    for _ in 0..12 {
        let account = server.register(None).await;
        for _ in 0..10 {
            let stack = create(server, &account.key, &a_domain()).await.expect(201);
            prove(&stack);
            verify(server, &account.key, &stack).await.expect(200);
            stacks.push((account.clone(), stack));
        }
    }
    let tomorrow = clocked.start + chrono::TimeDelta::hours(20);
    let looked_at = async || {
        let all = stacks.iter().map(|(account, stack)| clocked.stack(account, stack));
        let all = futures_util::future::join_all(all).await;
        let at = |stack: &Value| chrono::DateTime::parse_from_rfc3339(stack["checked_at"].as_str().unwrap()).unwrap();
        all.iter().filter(|stack| at(stack) > tomorrow).count()
    };
    clocked.day(1).await;
    assert_eq!(looked_at().await, 100);
    clocked.day(1).await;
    assert_eq!(looked_at().await, 120);
}
