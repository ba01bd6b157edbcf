//! What lies at rest of mail that is sent: hidden recipients, and what tells a repetition from another message.

use std::path::Path;

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{
    Account, Answer, Mailbox, Receiver, Server, TEST_MASTER_KEY, eventually, in_databases, is_on_disk, unique,
};

fn mailbox<'a>(server: &'a Server, account: &Account) -> Mailbox<'a> {
    Mailbox { server, key: account.key.clone(), address: account.address.clone() }
}

#[tokio::test]
async fn hidden_recipients_lie_nowhere_in_clear_and_their_sender_sees_how_far_it_came() {
    let state = tempfile::tempdir().unwrap();
    let refused = unique("refused");
    let marker = refused.clone();
    let resend = Receiver::answering(move |post| match post.body.contains(&marker) {
        true => Answer::status(422).body(&format!(r#"{{"message":"{marker}@far.example is nobody"}}"#)),
        false => Answer::status(200).body(r#"{"id":"re_1"}"#),
    })
    .await;
    let url = resend.url("");
    let vars = [("MAIL_PROVIDER", "resend"), ("RESEND_API_KEY", "re_key"), ("RESEND_URL", url.as_str())];
    let server = Server::start_in(state.path(), &vars);
    let ada = server.register(Some(&unique("ada"))).await;
    let bob = server.register(Some(&unique("bob"))).await;
    let taken = unique("taken");
    let address = |name: &str| format!("{name}@far.example");
    let hidden = [address(&taken), address(&refused)];
    let mail = json!({ "to": bob.address, "bcc": hidden, "subject": "s", "text": "t", "client_id": "c" });
    let sent = mailbox(&server, &ada).send(mail.clone()).await;
    let id = sent["id"].as_str().unwrap().to_owned();
    let outgoing = eventually("the end of sending", async || {
        let outgoing = mailbox(&server, &ada).outgoing(&id).await;
        (outgoing["status"] == "sent").then_some(outgoing)
    })
    .await;
    let states: Vec<_> =
        outgoing["recipients"].as_array().unwrap().iter().map(|to| (&to["address"], &to["status"])).collect();
    assert_eq!(states.len(), 3);
    for (name, status) in [(&bob.address, "delivered"), (&hidden[0], "delivered"), (&hidden[1], "failed")] {
        assert!(states.contains(&(&json!(name), &json!(status))), "{name} {states:?}");
    }
    let why = outgoing["recipients"].as_array().unwrap().iter().find(|to| to["status"] == "failed").unwrap();
    assert!(why["error"].as_str().unwrap().contains("is nobody"), "{why}");
    assert_eq!(outgoing["error"], "a hidden recipient");
    assert_eq!(mailbox(&server, &bob).only().await["subject"], "s");
    // The event that others may read, and the repetition.
    let repeated = mailbox(&server, &ada).send(mail).await;
    assert_eq!(repeated["id"], sent["id"]);
    assert_eq!(repeated["recipients"].as_array().unwrap().len(), 3);
    drop(server);

    assert!(is_on_disk(state.path(), &bob.address), "the search works");
    for name in [&taken, &refused] {
        assert!(!is_on_disk(state.path(), name), "{name} lies in clear");
    }
}

#[tokio::test]
async fn of_many_hidden_recipients_each_gets_it_once() {
    let server = Server::shared();
    let (ada, others) = (server.mailbox().await, join_all((0..5).map(|_| server.mailbox())).await);
    let hidden: Vec<_> = others.iter().map(|other| other.address.to_uppercase()).collect();
    ada.send(json!({ "to": others[0].address, "bcc": hidden, "subject": "s", "text": "t" })).await;
    for other in &others {
        assert_eq!(other.only().await["subject"], "s");
    }
}

/// Opens what is sealed in a pod under the first master key, to leave it as older code left it.
const OPEN: &str = "
    const { createDecipheriv, createHash, hkdfSync } = require('node:crypto');
    const derive = (key, purpose) => Buffer.from(hkdfSync('sha256', key, '', `warren/1 ${purpose}`, 32));
    const pod = derive(Buffer.from(MASTER_KEY, 'base64'), `pod ${POD}`);
    const open = (context, sealed) => {
      const decipher = createDecipheriv('chacha20-poly1305', pod, sealed.subarray(1, 13), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]);
    };
    if (db.prepare('SELECT 1 FROM outgoing').get()) {
      for (const { seq, address, sealed } of db.prepare('SELECT * FROM recipient WHERE sealed IS NOT NULL').all()) {
        const hidden = JSON.parse(open(`recipient ${seq}`, Buffer.from(sealed)));
        db.prepare('UPDATE recipient SET address = ?, error = ?, sealed = NULL WHERE seq = ? AND address = ?')
          .run(hidden.address, hidden.error, seq, address);
      }
      for (const { seq, id, fingerprint } of db.prepare('SELECT * FROM outgoing').all()) {
        const plain = open(`fingerprint ${id}`, Buffer.from(fingerprint, 'base64')).toString();
        db.prepare('UPDATE outgoing SET fingerprint = ? WHERE seq = ?').run(plain, seq);
      }
      db.prepare('UPDATE e2e_owner SET seed_hash = ?').run(createHash('sha256').update(SEED).digest());
      db.exec('DELETE FROM resealing');
      console.log('left as before');
    }";

/// How many rows there are that are not sealed.
const IN_CLEAR: &str = "
    const count = (sql) => db.prepare(`SELECT count(*) AS n FROM ${sql}`).get().n;
    console.log(count(\"recipient WHERE address LIKE '%@far.example' AND address NOT LIKE 'to@%'\")
      + count('outgoing WHERE length(fingerprint) = 64') + count('e2e_owner WHERE length(seed_hash) = 32'));";

fn in_clear(state: &Path) -> u32 {
    in_databases(state, "resealing", IN_CLEAR).lines().map(|line| line.parse::<u32>().unwrap()).sum()
}

#[tokio::test]
async fn what_older_code_left_in_clear_works_and_is_sealed_when_the_pod_wakes() {
    const SEED: &str = "a seed of the owner";
    const KEY: &str = "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(None).await;
    let hidden = ["one@far.example", "two@far.example"];
    let mail = json!({ "to": "To@far.example", "bcc": hidden, "subject": "s", "text": "t", "client_id": "c" });
    let sent = mailbox(&server, &ada).send(mail.clone()).await;
    let rotate = async |server: &Server, seed: &str| {
        let body = json!({ "master_seed": seed, "new_public_key": KEY });
        server.post("/v1/e2e/rotate-key").key(&ada.key).json(body).send().await
    };
    rotate(&server, SEED).await.expect(200);
    drop(server);
    let pod = &ada.account_id;
    let names = format!("const [MASTER_KEY, POD, SEED] = ['{TEST_MASTER_KEY}', '{pod}', '{SEED}'];");
    assert!(in_databases(state.path(), "resealing", &format!("{names}{OPEN}")).contains("left as before"));
    assert_eq!(in_clear(state.path()), 4);

    let mut server = Server::start_in(state.path(), &[]);
    for _ in 0..2 {
        let mailbox = mailbox(&server, &ada);
        assert_eq!(mailbox.send(mail.clone()).await["id"], sent["id"], "it was sent before");
        let mut other = mail.clone();
        other["text"] = json!("another");
        mailbox.sending(other).send().await.expect_error(422, "idempotency_mismatch");
        let outgoing = mailbox.outgoing(sent["id"].as_str().unwrap()).await;
        assert_eq!(outgoing["recipients"].as_array().unwrap().len(), 3, "{outgoing}");
        assert!(outgoing["recipients"].to_string().contains(hidden[1]), "{outgoing}");
        rotate(&server, "a seed of somebody").await.expect_error(403, "forbidden");
        rotate(&server, SEED).await.expect(200);
        // The work begins a second after the pod woke.
        tokio::time::sleep(std::time::Duration::from_millis(1_700)).await;
        drop(server);
        assert_eq!(in_clear(state.path()), 0);
        server = Server::start_in(state.path(), &[]);
    }
}
