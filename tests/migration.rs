//! Data that older code left.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::{Server, unique};

/// Takes a pod's database back to what the first version of the schema left: its tables and its data, nothing later.
const TO_FIRST_VERSION: &str = "
    const { DatabaseSync } = require('node:sqlite');
    for (const file of process.argv.slice(1)) {
      const db = new DatabaseSync(file);
      const has = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'schema_version'`).get();
      if (has) db.exec(`
        DROP TABLE event; DROP TABLE request_window; DROP TABLE shut; DROP TABLE given_reply;
        DROP TABLE recipient; DROP TABLE outgoing_rest; DROP TABLE outgoing; DROP TABLE delivery; DROP TABLE webhook;
        DELETE FROM schema_version WHERE version > 1`);
      db.close();
      console.log(has ? 'taken back' : 'not a pod');
    }";

fn databases(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let here = files.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "sqlite"));
    here.chain(folders.iter().flat_map(|folder| databases(folder))).collect()
}

#[tokio::test]
async fn a_pod_that_older_code_left_migrates_itself_and_loses_nothing() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    let raw = "From: a@b.example\r\nMessage-ID: <old@b.example>\r\nSubject: old\r\n\r\nfrom before\r\n";
    server.deliver("a@b.example", &ada.address, raw).await.expect(200);
    drop(server);

    let node = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.bin/node");
    let files = databases(state.path());
    let run = Command::new(node).args(["-e", TO_FIRST_VERSION]).args(files).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(said.contains("taken back"), "{said}{}", String::from_utf8_lossy(&run.stderr));

    let server = Server::start_in(state.path(), &[]);
    let read = format!("/v1/email/messages/old@b.example?address={}", ada.address);
    assert_eq!(server.get(&read).key(&ada.key).send().await.expect(200)["body"], "from before\n");
    let new = raw.replace("old@", "new@");
    server.deliver("a@b.example", &ada.address, new).await.expect(200);
    let list = server.get(&format!("/v1/inbox/{}", ada.address)).key(&ada.key).send().await.expect(200);
    assert_eq!(list["total"], json!(2));
}
