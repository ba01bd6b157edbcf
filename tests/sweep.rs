//! What a power cut leaves in the bucket.

use std::path::Path;

use serde_json::json;

use crate::support::{Mailbox, Server, eventually, in_databases, letter, unique};

/// Takes the row of a message away and notes its blob again: what a power cut leaves between the put and the row.
const CUT: &str = "
    const row = db.prepare(`SELECT seq, blob FROM message WHERE message_id = 'cut@x'`).get();
    if (row) {
      db.prepare('DELETE FROM message WHERE seq = ?').run(row.seq);
      db.prepare('INSERT INTO loose_blob (name, since) VALUES (?, ?)').run(row.blob, Date.now());
      console.log('cut');
    }";

fn blobs(state: &Path) -> usize {
    std::fs::read_dir(state.join("v3/r2/warren-mail/blobs")).unwrap().count()
}

#[tokio::test]
async fn what_a_power_cut_leaves_in_the_bucket_is_swept_and_nothing_else() {
    const KEPT: usize = 40;
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    let mailbox = Mailbox { server: &server, key: ada.key.clone(), address: ada.address.clone() };
    // Quickly enough for names to be noted ahead.
    futures_util::future::join_all((0..KEPT).map(async |number| {
        mailbox.receive(letter(&[("Message-ID", &format!("<{number}@x>"))], "text")).await;
    }))
    .await;
    mailbox.receive(letter(&[("Message-ID", "<cut@x>")], "text")).await;
    server.kill();
    assert_eq!(blobs(state.path()), KEPT + 1);
    assert!(in_databases(state.path(), "loose_blob", CUT).contains("cut"));

    let server = Server::start_in(state.path(), &[]);
    let mailbox = Mailbox { server: &server, key: ada.key, address: ada.address };
    let later = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()) + chrono::TimeDelta::minutes(20);
    server.set_clock(later).await;
    // Whatever rings the alarm has it swept.
    let send_at = later + chrono::TimeDelta::seconds(1);
    mailbox.send(json!({ "to": "a@b.example", "subject": "s", "text": "t", "send_at": send_at })).await;
    eventually("the sweep", async || (blobs(state.path()) == KEPT).then_some(())).await;
    for number in 0..KEPT {
        assert!(mailbox.raw(&format!("{number}@x")).await.ends_with(b"text"));
    }
}
