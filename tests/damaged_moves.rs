//! Inboxes that move with mail that does not open any more.

use std::path::Path;

use serde_json::{Value, json};

use crate::moves::World;
use crate::support::{Mailbox, Server, eventually, in_databases, letter, text};

/// Changes a byte of the sealed content of one message.
fn damage(state: &Path, table: &str, column: &str, value: &str) {
    let script = format!(
        "for (const {{ seq, detail }} of db.prepare(`SELECT seq, detail FROM {table} WHERE {column} = ?`).all('{value}')) {{
           detail[detail.length - 1] ^= 1;
           db.prepare(`UPDATE {table} SET detail = ? WHERE seq = ?`).run(detail, seq);
           console.log(seq);
         }}"
    );
    assert_eq!(in_databases(state, table, &script).lines().count(), 1);
}

async fn ids_of_sent(world: &World<'_>, key: &str) -> Vec<Value> {
    let list = world.get(key, "/v1/email/outbox").await;
    list["messages"].as_array().unwrap().iter().map(|message| message["id"].clone()).collect()
}

#[tokio::test]
async fn a_received_message_that_does_not_open_fails_the_job_and_a_sent_one_stays() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (account, from, to, address, sent) = {
        let world = World::make(&server).await;
        let (here, _) = world.mailbox().await;
        for id in ["<whole@x>", "<damaged@x>"] {
            here.receive(letter(&[("Message-ID", id)], "text")).await;
        }
        let mut sent = Vec::new();
        for subject in ["whole", "damaged"] {
            let mail = json!({ "to": "a@b.example", "subject": subject, "text": "t" });
            let id = here.send(mail).await["id"].clone();
            eventually("the delivery", async || (here.outgoing(&text(&id)).await["status"] == "sent").then_some(()))
                .await;
            sent.push(id);
        }
        (world.account, world.from, world.to, here.address, sent)
    };
    server.kill();
    damage(state.path(), "message", "message_id", "damaged@x");
    damage(state.path(), "outgoing", "id", &text(&sent[1]));
    let server = Server::start_in(state.path(), &[]);
    let world = World { server: &server, account, from, to };
    let here = Mailbox { server: &server, key: world.from.key.clone(), address };
    let there = Mailbox { key: world.to.key.clone(), ..here.clone() };
    let before = here.list_all().await;
    let restore = format!("/api/v1/environments/{}/restore", world.from.id);

    let failed = world.move_all().await;

    assert_eq!(failed["status"], "failed", "{failed}");
    assert!(text(&failed["error"]).contains("cannot be decrypted"), "{failed}");
    world.ask("POST", &restore, None).await.expect(200);
    assert_eq!(here.list_all().await, before, "the environment has everything");
    assert_eq!(world.get(&world.to.key, "/v1/email/threads").await["threads"], json!([]), "nothing was left behind");

    here.at("DELETE", "damaged@x", "").send().await.expect(200);
    let done = world.move_all().await;
    assert_eq!((&done["status"], &done["moved"], &done["total"]), (&json!("done"), &json!(2), &json!(3)), "{done}");
    assert_eq!(there.only().await["message_id"], "<whole@x>");
    assert_eq!(ids_of_sent(&world, &world.to.key).await, sent[..1]);
    world.ask("POST", &restore, None).await.expect(200);
    assert_eq!(ids_of_sent(&world, &world.from.key).await, sent[1..]);
}
