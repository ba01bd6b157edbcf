//! Rotation of the master key: what one key sealed stays readable, is sealed under the next, and needs the first no more.

use std::path::Path;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::sessions::{letters, member, signed_in};
use crate::stack::{RESOLVER, record, verified};
use crate::support::{Account, Mailbox, Server, TEST_MASTER_KEY, eventually, in_databases, letter, noise, unique};

pub const TOKEN: &str = "the operator's token";
pub const SECOND: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
const SEED: &str = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";

fn start(state: &Path, keys: &str) -> Server {
    Server::start_in(state, &[("MASTER_KEY", keys), ("ADMIN_TOKEN", TOKEN)])
}

/// What is left of the first key when it is retired.
pub fn retired() -> String {
    let key = STANDARD.decode(TEST_MASTER_KEY).unwrap();
    let derived = ["credential tags", "names"].map(|purpose| {
        let mut derived = [0; 32];
        let info = [b"warren/1 ", purpose.as_bytes()].concat();
        Hkdf::<Sha256>::new(None, &key).expand(&info, &mut derived).unwrap();
        derived
    });
    format!("1:verify:{}", STANDARD.encode(derived.concat()))
}

/// Things of every kind in one pod, made under the first key.
struct World {
    owner: Account,
    email: String,
    session: String,
    pod: String,
    /// Of the pod: tagged with the first key, and once there is one, with the second.
    old_key: String,
    new_key: String,
    address: String,
    attached: Vec<u8>,
    sent: Value,
    hidden: String,
    /// A request, and its reply.
    once: Value,
    noted: Value,
    feed: String,
    secret: String,
}

impl World {
    async fn make(server: &Server) -> Self {
        let (owner, email) = member(server).await;
        let pod = server.create_pod(&owner).await;
        let key = pod.key.clone();
        let post = async |path: &str, body: Value| server.post(path).key(&key).json(body).send().await;
        let claimed = post("/v1/emails", json!({ "local_part": unique("desk") })).await.expect(201);
        let address = claimed["address"].as_str().unwrap().to_owned();
        let attached = noise(7, 200_000);
        let mail = format!(
            "From: Ann <ann@sender.example>\r\nTo: {address}\r\nSubject: Fig\r\nMessage-ID: <old@b.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nquince and medlar\r\n--b\r\n\
             Content-Type: application/octet-stream; name=a.bin\r\nContent-Disposition: attachment; filename=a.bin\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
            STANDARD.encode(&attached)
        );
        server.deliver("ann@sender.example", &address, mail).await.expect(200);
        server.deliver("ann@sender.example", &address, long()).await.expect(200);
        // Without a name of its own.
        server.deliver("ann@sender.example", &address, nameless()).await.expect(200);
        let hidden = format!("{}@far.example", unique("boss"));
        let mail = json!({ "from": address, "to": "far@x.example", "bcc": hidden, "subject": "S", "text": "persimmon",
            "client_id": "c1" });
        let sent = post("/v1/email/send", mail).await.expect(201);
        post("/v1/vault/recovery-email", json!({})).await;
        let set = json!({ "email": email, "encrypted_seed": SEED });
        server.post("/v1/vault/recovery-email").key(&owner.key).json(set).send().await.expect(200);
        let hook = json!({ "url": "https://hooks.example/", "address": address });
        let hook = post("/v1/email/webhooks", hook).await.expect(201);
        let secret = hook["secret"].as_str().unwrap().to_owned();
        let event = json!({ "summary": "Harvest", "start": "2030-01-01T10:00:00Z", "end": "2030-01-01T11:00:00Z" });
        post("/v1/calendar/events", event).await.expect(201);
        let feed = server.get("/v1/calendar/feed").key(&key).send().await.expect(200);
        let note = json!({ "topic": "orchard", "content": "Pears ripen late." });
        let noted = post("/v1/observations", note).await.expect(201);
        let rotate = json!({ "master_seed": "a seed of the owner", "new_public_key": STANDARD_KEY });
        post("/v1/e2e/rotate-key", rotate).await.expect(200);
        server.put("/v1/vault/secret").key(&key).json(json!({ "ciphertext": SEED })).send().await.expect(201);
        let once = once(server, &key).await;
        let session = signed_in(server, &email).await;
        let feed = feed["feed_url"].as_str().or(feed["url"].as_str()).unwrap().to_owned();
        Self {
            feed: feed[feed.find("/v1/").unwrap()..].to_owned(),
            old_key: key.clone(),
            new_key: key.clone(),
            pod: pod.id,
            owner,
            email,
            session,
            address,
            attached,
            sent,
            hidden,
            once,
            noted,
            secret,
        }
    }

    /// Everything reads as it was written, for whoever has that key.
    async fn reads(&self, server: &Server, key: &str) {
        let mailbox = Mailbox { server, key: key.to_owned(), address: self.address.clone() };
        let get = async |path: &str| server.get(path).key(key).send().await.expect(200);
        assert_eq!(mailbox.read("old@b.example").await["body"].as_str().unwrap().trim(), "quince and medlar");
        assert!(mailbox.attachment("old@b.example", 0).await.body == self.attached);
        assert_eq!(
            mailbox.read("long@b.example").await["body"].as_str().unwrap().replace("\r\n", "\n").trim(),
            long_text()
        );
        assert_eq!(get("/v1/email/search?q=loquat").await["count"], 1);
        for word in ["medlar", "persimmon", "%22quince and%22"] {
            let found = get(&format!("/v1/email/search?q={word}")).await;
            assert_eq!(found["count"], 1, "{word}: {found}");
        }
        assert_eq!(get("/v1/email/search?q=fig&has_attachment=false").await["count"], 0);

        let outgoing = mailbox.outgoing(self.sent["id"].as_str().unwrap()).await;
        assert_eq!((&outgoing["text"], &outgoing["bcc"]), (&json!("persimmon"), &json!([self.hidden])));
        let to: Vec<_> = outgoing["recipients"].as_array().unwrap().iter().map(|to| to["address"].clone()).collect();
        assert!(to.contains(&json!(self.hidden)) && to.len() == 2, "{to:?}");
        let mail = json!({ "from": self.address, "to": "far@x.example", "bcc": self.hidden, "subject": "S",
            "text": "persimmon", "client_id": "c1" });
        assert_eq!(mailbox.send(mail.clone()).await["id"], self.sent["id"], "it was sent before");
        let mut other = mail;
        other["text"] = json!("another");
        mailbox.sending(other).send().await.expect_error(422, "idempotency_mismatch");

        let events = get("/v1/calendar/events?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z").await;
        assert!(events.to_string().contains("Harvest"), "{events}");
        let notes = get("/v1/observations?scope=mine&topic=orchard").await;
        assert_eq!(notes["observations"][0]["content"], "Pears ripen late.");
        assert_eq!(notes["observations"][0]["id"], self.noted["id"]);
        assert_eq!(get("/v1/vault/secret").await["ciphertext"], SEED);
        assert_eq!(get("/v1/email/webhooks").await["count"], 1);
        let feed = get("/v1/calendar/feed").await;
        assert!(feed.to_string().contains(self.feed.split('=').next_back().unwrap()), "{feed}");
        let again = json!({ "master_seed": "a seed of the owner", "new_public_key": STANDARD_KEY });
        server.post("/v1/e2e/rotate-key").key(key).json(again).send().await.expect(200);
        let wrong = json!({ "master_seed": "a seed of somebody", "new_public_key": STANDARD_KEY });
        server.post("/v1/e2e/rotate-key").key(key).json(wrong).send().await.expect_error(403, "forbidden");
        assert_eq!(once(server, key).await["id"], self.once["id"], "the reply is given again");
    }

    /// A message without a name of its own is known by the one that the first key gave it.
    async fn knows_what_was_delivered(&self, server: &Server) {
        server.deliver("ann@sender.example", &self.address, nameless()).await.expect(200);
        let found = server.get("/v1/email/search?q=anonymous").key(&self.old_key).send().await.expect(200);
        assert_eq!(found["count"], 1, "{found}");
    }

    /// Credentials of the first key work: of the pod, the account, the person and the feed. So does the way back to the seed.
    async fn credentials_work(&self, server: &Server) {
        for key in [&self.owner.key, &self.session] {
            server.get("/v1/account/me").key(key).send().await.expect(200);
        }
        let feed = server.get(&self.feed).send().await;
        assert!(feed.status == 200 && feed.text().contains("Harvest"), "{feed}");
        let ask = json!({ "email": self.email });
        server.post("/v1/vault/recover").json(ask).send().await.expect(200);
        let written = letters(server, &self.email, "encrypted seeds", 1).await;
        let token = written.rsplit("token=").next().unwrap();
        let token: String = token.chars().take_while(char::is_ascii_alphanumeric).collect();
        let found = server.get(&format!("/v1/vault/recover/verify?token={token}")).send().await.expect(200);
        assert!(found.to_string().contains(SEED), "{found}");
    }
}

/// base64url of 32 bytes.
const STANDARD_KEY: &str = "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// More than has room in the database.
fn long_text() -> String {
    ["loquat"].into_iter().chain([" and another line"; 6_000]).collect::<Vec<_>>().join("\n")
}

fn long() -> String {
    let head = "From: ann@sender.example\r\nSubject: long\r\nMessage-ID: <long@b.example>\r\n\r\n";
    format!("{head}{}\r\n", long_text().replace('\n', "\r\n"))
}

fn nameless() -> String {
    "From: ann@sender.example\r\nSubject: anonymous\r\n\r\nthe same bytes\r\n".to_owned()
}

async fn once(server: &Server, key: &str) -> Value {
    let note = json!({ "topic": "once", "content": "Said once." });
    let post = server.post("/v1/observations").key(key).header("idempotency-key", "once").json(note);
    post.send().await.expect(201)
}

async fn report(server: &Server) -> Value {
    server.get("/admin/master-keys").key(TOKEN).send().await.expect(200)
}

/// Has everything sealed under the current key. The report at the end.
pub async fn reseal(server: &Server) -> Value {
    let mut after = String::new();
    loop {
        let woken = server.post(&format!("/admin/master-keys/reseal{after}")).key(TOKEN).send().await.expect(200);
        assert_eq!(woken["unreached"], 0, "{woken}");
        match woken["next"].as_str() {
            Some(next) => after = format!("?after={next}"),
            None => break,
        }
    }
    eventually("the end of resealing", async || Some(report(server).await).filter(|report| report["resealed"] == true))
        .await
}

fn of(report: &Value, number: u8) -> &Value {
    report["keys"].as_array().unwrap().iter().find(|key| key["number"] == number).unwrap_or(&Value::Null)
}

/// First bytes of all that is sealed in pods: the numbers of keys. Mail outside is named after its key.
const SEALED_UNDER: &str = "
    const seen = new Set();
    const look = (table, column) => {
      for (const row of db.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`).all())
        if (row.value.length) seen.add(`${table}.${column} ${row.value[0]}`);
    };
    for (const [table, column] of [['message', 'detail'], ['message', 'parts'], ['outgoing', 'detail'], ['webhook', 'sealed'],
      ['observation', 'content'], ['calendar', 'token'], ['recipient', 'sealed'], ['given_reply', 'reply'],
      ['e2e_owner', 'seed_hash'], ['calendar_feed', 'told']]) look(table, column);
    look('(SELECT * FROM calendar_event WHERE deleted_at IS NULL)', 'content');
    for (const { blob } of db.prepare('SELECT blob FROM message').all())
      seen.add(`blob ${/[/]([0-9]+)-/.exec(blob)?.[1] ?? 1}`);
    for (const { blob } of db.prepare('SELECT detail_blob AS blob FROM message WHERE detail_blob IS NOT NULL').all())
      seen.add(`long ${/[/]([0-9]+)-/.exec(blob)?.[1] ?? 1}`);
    for (const { key_number } of db.prepare('SELECT DISTINCT key_number FROM indexed').all()) seen.add(`words ${key_number}`);
    for (const { fingerprint } of db.prepare('SELECT fingerprint FROM outgoing WHERE fingerprint IS NOT NULL UNION ALL SELECT fingerprint FROM given_reply').all())
      seen.add(`fingerprint ${Buffer.from(fingerprint, 'base64')[0]}`);
    for (const one of seen) console.log(one);";

fn sealed_under(state: &Path) -> Vec<String> {
    in_databases(state, "resealing", SEALED_UNDER).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn after_a_rotation_everything_reads_and_in_the_end_the_old_key_is_needed_no_more() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path();
    let server = start(state, TEST_MASTER_KEY);
    let mut world = World::make(&server).await;
    let before = report(&server).await;
    assert_eq!(
        (&before["current"], &before["resealed"], &of(&before, 1)["use"]),
        (&json!(1), &json!(true), &json!("current"))
    );
    assert!(of(&before, 1)["api_keys"].as_u64() >= Some(2), "{before}");
    drop(server);
    let under = sealed_under(state);
    assert!(under.iter().all(|one| one.ends_with(" 1")) && under.iter().any(|one| one == "long 1"), "{under:?}");

    // Both are listed: all that the first one sealed, tagged and hashed is known.
    let both = format!("2:{SECOND},1:{TEST_MASTER_KEY}");
    let server = start(state, &both);
    world.reads(&server, &world.old_key).await;
    world.knows_what_was_delivered(&server).await;
    world.credentials_work(&server).await;
    let rotated = report(&server).await;
    assert_eq!((&rotated["current"], &of(&rotated, 1)["use"]), (&json!(2), &json!("opens")));
    let made =
        server.post(&format!("/v1/pods/{}/keys", world.pod)).key(&world.owner.key).json(json!({ "mode": "add" }));
    world.new_key = made.send().await.expect(201)["api_key"].as_str().unwrap().to_owned();
    assert_eq!(of(&report(&server).await, 2)["api_keys"], 1);

    // A power cut in the middle leaves everything readable.
    server.post("/admin/master-keys/reseal").key(TOKEN).send().await.expect(200);
    server.kill();
    let server = start(state, &both);
    world.reads(&server, &world.old_key).await;
    let done = reseal(&server).await;
    assert_eq!((&done["pods_behind"], &of(&done, 1)["pods"]), (&json!(0), &json!(0)), "{done}");
    assert_eq!((&of(&done, 1)["unused"], &of(&done, 1)["feeds"]), (&json!(false), &json!(1)), "{done}");
    world.reads(&server, &world.new_key).await;
    world.knows_what_was_delivered(&server).await;
    drop(server);
    let under = sealed_under(state);
    assert!(under.len() > 10 && under.iter().all(|one| one.ends_with(" 2")), "{under:?}");

    // The first key is retired: it recognizes, and opens nothing.
    let server = start(state, &format!("2:{SECOND},{}", retired()));
    world.reads(&server, &world.old_key).await;
    world.credentials_work(&server).await;
    assert_eq!(of(&report(&server).await, 1)["use"], "verifies");
    drop(server);

    // It is gone: what it tagged is refused at the edge, and everything else is there.
    let server = start(state, &format!("2:{SECOND}"));
    world.reads(&server, &world.new_key).await;
    for key in [&world.old_key, &world.owner.key, &world.session] {
        server.get("/v1/email/addresses").key(key).send().await.expect_error(401, "unauthorized");
    }
    assert_eq!(server.get(&world.feed).send().await.status, 401);
    let left = report(&server).await;
    assert_eq!((&of(&left, 1)["use"], &left["resealed"]), (&json!("missing"), &json!(true)), "{left}");
    assert!(!world.secret.is_empty());
}

#[tokio::test]
async fn what_a_missing_key_sealed_is_not_readable_and_not_lost() {
    let state = tempfile::tempdir().unwrap();
    let server = start(state.path(), TEST_MASTER_KEY);
    let ada = server.register(None).await;
    let old = letter(&[("Message-ID", "<kept@b.example>")], "kept\n");
    server.deliver("a@b.example", &ada.address, old).await.expect(200);
    drop(server);

    // The key that tagged the credential verifies, and nothing opens the message.
    let server = start(state.path(), &format!("2:{SECOND},{}", retired()));
    let path = format!("/v1/email/messages/kept@b.example?address={}", ada.address);
    server.get(&path).key(&ada.key).send().await.expect_error(500, "internal_error");
    let passed_over = reseal(&server).await;
    assert!(passed_over["unreadable"].as_u64() >= Some(2), "{passed_over}");
    drop(server);

    // The key is listed again: what was passed over is sealed anew.
    let server = start(state.path(), &format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    assert_eq!(server.get(&path).key(&ada.key).send().await.expect(200)["body"], "kept\n");
    assert_eq!(reseal(&server).await["unreadable"], 0);
    drop(server);
    let server = start(state.path(), &format!("2:{SECOND},{}", retired()));
    assert_eq!(server.get(&path).key(&ada.key).send().await.expect(200)["body"], "kept\n");
}

#[tokio::test]
async fn mail_that_is_lost_does_not_hold_up_the_rest() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path();
    let server = start(state, TEST_MASTER_KEY);
    let ada = server.register(None).await;
    for id in ["<lost@b.example>", "<kept@b.example>"] {
        server.deliver("a@b.example", &ada.address, letter(&[("Message-ID", id)], "kept\n")).await.expect(200);
    }
    drop(server);
    let blobs = "for (const { blob } of db.prepare('SELECT blob FROM message ORDER BY seq').all()) console.log(blob);";
    let blobs = in_databases(state, "message", blobs);
    let lost = blobs.lines().next().unwrap();
    assert_eq!(blobs.lines().count(), 2);
    let lose = format!("console.log(db.prepare('DELETE FROM _mf_objects WHERE key = ?').run('{lost}').changes);");
    assert!(in_databases(state, "_mf_objects", &lose).lines().any(|changes| changes == "1"));

    let server = start(state, &format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    let done = reseal(&server).await;
    assert_eq!((&done["resealed"], &done["unreadable"]), (&json!(true), &json!(1)), "{done}");
    drop(server);
    let server = start(state, &format!("2:{SECOND},{}", retired()));
    let mailbox = Mailbox { server: &server, key: ada.key.clone(), address: ada.address.clone() };
    assert_eq!(mailbox.read("kept@b.example").await["body"], "kept\n");
    assert!(String::from_utf8_lossy(&mailbox.raw("kept@b.example").await).ends_with("kept\r\n"));
    assert_eq!(mailbox.read("lost@b.example").await["body"], "kept\n");
    assert_eq!(report(&server).await["unreadable"], 1);
}

#[tokio::test]
async fn a_secret_that_seems_to_be_missing_is_looked_for_again_before_it_counts_as_lost() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path();
    let server = start(state, TEST_MASTER_KEY);
    let ada = server.register(None).await;
    for name in ["lost", "kept"] {
        let set = server.put(&format!("/v1/vault/{name}")).key(&ada.key).json(json!({ "ciphertext": SEED }));
        set.send().await.expect(201);
    }
    drop(server);
    let value =
        "for (const { value } of db.prepare('SELECT value FROM vault_version ORDER BY key').all()) console.log(value);";
    let values = in_databases(state, "vault_version", value);
    let lost = values.lines().next().unwrap();
    let lose = format!("console.log(db.prepare('DELETE FROM _mf_entries WHERE key = ?').run('{lost}').changes);");
    assert!(in_databases(state, "_mf_entries", &lose).lines().any(|changes| changes == "1"));

    let server = start(state, &format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    server.post("/admin/master-keys/reseal").key(TOKEN).send().await.expect(200);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let waiting = report(&server).await;
    assert_eq!((&waiting["pods_behind"], &waiting["unreadable"]), (&json!(1), &json!(0)), "{waiting}");
    drop(server);

    let server = start(state, &format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    let later = chrono::Utc::now() + chrono::TimeDelta::minutes(3);
    server.set_clock(later).await;
    assert_eq!(reseal(&server).await["unreadable"], 1);
    drop(server);
    let server = start(state, &format!("2:{SECOND},{}", retired()));
    assert_eq!(server.get("/v1/vault/kept").key(&ada.key).send().await.expect(200)["ciphertext"], SEED);
}

#[tokio::test]
async fn the_proof_of_a_domain_waits_for_the_key_that_it_follows_from() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path();
    let start = |keys: &str| {
        let settings = [("MASTER_KEY", keys), ("ADMIN_TOKEN", TOKEN), ("DOH_URL", RESOLVER.as_str())];
        Server::start_in(state, &settings)
    };
    let server = start(TEST_MASTER_KEY);
    let ada = server.register(None).await;
    let (before, _) = verified(&server, &ada).await;
    drop(server);
    // As if it was proved before proofs were stored.
    in_databases(state, "stack", "db.exec('UPDATE stack SET proof = NULL, next_check_at = 0');");

    let server = start(&format!("2:{SECOND}"));
    let ring = async |server: &Server| {
        assert_eq!(server.get("/cdn-cgi/local/scheduled?cron=*/10+*+*+*+*").send().await.status, 200);
    };
    ring(&server).await;
    drop(server);
    let stack = "for (const row of db.prepare('SELECT proof, missing_days FROM stack').all()) console.log(row.proof, row.missing_days);";
    assert_eq!(in_databases(state, "stack", stack).trim(), "null 0");
    in_databases(state, "stack", "db.exec('UPDATE stack SET next_check_at = 0');");

    let server = start(&format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    ring(&server).await;
    let path = format!("/v1/stack/{}", before["id"].as_str().unwrap());
    let after = server.get(&path).key(&ada.key).send().await.expect(200);
    assert_eq!((&after["verified"], &after["missing_days"]), (&json!(true), &Value::Null), "{after}");
    assert_ne!(after["checked_at"], before["checked_at"]);
    assert_eq!(record(&after, "ownership")["value"], record(&before, "ownership")["value"]);
}
