//! Data that older code left.

use serde_json::json;

use crate::support::{Server, in_databases, letter, unique};

/// Takes a pod's database back to what the first version of the schema left: its tables and its data, nothing later.
const TO_FIRST_VERSION: &str = "
    const first = ['address', 'message', 'detail_rest', 'thread_member', 'loose_blob', 'schema_version'];
    const triggers = ['message_added', 'message_removed', 'message_flagged'];
    const all = db.prepare(`SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE '_cf%'`).all();
    db.exec('PRAGMA foreign_keys = OFF');
    for (const kind of ['trigger', 'view', 'table'])
      for (const { type, name } of all)
        if (type === kind && ![...first, ...triggers].includes(name)) db.exec(`DROP ${kind} ${name}`);
    db.exec(`
      DROP INDEX message_of_thread; CREATE INDEX message_of_thread ON message (thread_id, seq);
      DELETE FROM schema_version WHERE version > 1`);
    console.log('taken back');";

#[tokio::test]
async fn a_pod_that_older_code_left_migrates_itself_and_loses_nothing() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    let old = letter(&[("Message-ID", "<old@b.example>"), ("Subject", "old")], "from before\n");
    server.deliver("a@b.example", &ada.address, old).await.expect(200);
    drop(server);

    let said = in_databases(state.path(), "schema_version", TO_FIRST_VERSION);
    assert!(said.contains("taken back"), "{said}");

    let server = Server::start_in(state.path(), &[]);
    let get = async |path: String| server.get(&path).key(&ada.key).send().await.expect(200);
    let threads = get("/v1/email/threads".to_owned()).await;
    assert_eq!((&threads["threads"][0]["subject"], &threads["threads"][0]["unread_count"]), (&json!("old"), &json!(1)));
    let search = get("/v1/email/search?q=before".to_owned()).await;
    let found = search["messages"].as_array().unwrap();
    assert_eq!((found.len(), &search["complete"]), (1, &json!(true)), "{search}");
    let read = get(format!("/v1/email/messages/old@b.example?address={}", ada.address)).await;
    assert_eq!(read["body"], "from before\n");
    let new = [("Message-ID", "<new@b.example>"), ("In-Reply-To", "<old@b.example>"), ("Subject", "new")];
    server.deliver("a@b.example", &ada.address, letter(&new, "from now\n")).await.expect(200);
    assert_eq!(get(format!("/v1/inbox/{}", ada.address)).await["total"], json!(2));
    let threads = get("/v1/email/threads".to_owned()).await;
    let thread = &threads["threads"][0];
    assert_eq!((&thread["message_count"], &thread["unread_count"]), (&json!(2), &json!(1)));
}
