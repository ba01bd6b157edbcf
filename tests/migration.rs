//! Data that older code left.

use serde_json::json;

use crate::support::{Server, in_databases, letter, unique};

const FIRST: &str = include_str!("../src/pod/storage/schema/01_mail.sql");

/// Takes a pod's database back to what the first version of the schema left: its tables and its data, nothing later.
const TO_FIRST_VERSION: &str = "
    const all = (sql) => db.prepare(sql).all();
    const names = (type, of) => of.prepare('SELECT name FROM sqlite_master WHERE type = ?').all(type)
      .map((row) => row.name).filter((name) => !/^(sqlite|_cf)_/.test(name));
    db.exec('PRAGMA foreign_keys = OFF');
    const first = new DatabaseSync(':memory:');
    first.exec(schema);
    const kept = names('table', first).map((table) => {
      const columns = first.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map((row) => row.name);
      return { table, columns, rows: all(`SELECT ${columns} FROM ${table}`) };
    });
    for (const trigger of names('trigger', db)) db.exec(`DROP TRIGGER ${trigger}`);
    for (const view of names('view', db)) db.exec(`DROP VIEW ${view}`);
    for (const table of names('table', db)) if (table !== 'schema_version') db.exec(`DROP TABLE ${table}`);
    db.exec(schema);
    // Addresses last: their counters have counted what they hold already.
    for (const { table, columns, rows } of kept.sort((a, b) => (a.table === 'address') - (b.table === 'address')))
      for (const row of rows)
        db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
          .run(...columns.map((column) => row[column]));
    db.exec('DELETE FROM schema_version WHERE version > 1');
    console.log('taken back');";

#[tokio::test]
async fn a_pod_that_older_code_left_migrates_itself_and_loses_nothing() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    let old = letter(&[("Message-ID", "<old@b.example>"), ("Subject", "old")], "from before\n");
    server.deliver("a@b.example", &ada.address, &old).await.expect(200);
    drop(server);

    let script = format!("const schema = {}; {TO_FIRST_VERSION}", json!(FIRST));
    assert!(in_databases(state.path(), "schema_version", &script).contains("taken back"));

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

    // Nothing is known of what the old one says: a copy of it cannot be told from another message, and is kept.
    for _ in 0..2 {
        server.deliver("a@b.example", &ada.address, &old).await.expect(200);
    }
    assert_eq!(get(format!("/v1/inbox/{}", ada.address)).await["total"], json!(3));
}
