//! Data that older code left.

use std::fs;
use std::path::Path;
use std::process::Command;

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

/// For some seconds the version of before runs on the new tables.
#[tokio::test]
async fn a_pod_that_older_code_left_has_a_slug_in_its_account() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(None).await;
    drop(server);

    let script = format!(
        "const pod = (id, account, slug) =>
           db.prepare('INSERT INTO pod (id, account_id, slug, created_at) VALUES (?, ?, ?, 9000000000000)').run(id, account, slug);
         db.exec(`INSERT INTO account (id, name, tier, created_at) VALUES ('acc_bbbbbbbbbbbbbbbb', 'n', 'free', 1)`);
         pod('acc_bbbbbbbbbbbbbbbb', 'acc_bbbbbbbbbbbbbbbb', null);
         pod('pod_cccccccccccccccc', '{account}', 'acme');
         db.exec(`UPDATE pod SET slug = 'acme-2', status = 'suspended', deleted_at = 5 WHERE slug = 'acme'`);
         pod('pod_dddddddddddddddd', '{account}', 'acme');
         pod('pod_eeeeeeeeeeeeeeee', '{account}', null);
         db.exec(`UPDATE pod SET status = 'active' WHERE slug = 'acme-2'`);
         for (const row of db.prepare('SELECT id, env_slug, deleted_at FROM pod ORDER BY created_at, id').all())
           console.log(row.id, row.env_slug, row.deleted_at);",
        account = ada.account_id
    );
    let rows = in_databases(state.path(), "pod", &script);

    assert!(rows.contains("acc_bbbbbbbbbbbbbbbb default null"), "{rows}");
    assert!(rows.contains("pod_cccccccccccccccc acme null"), "{rows}");
    let server = Server::start_in(state.path(), &[]);
    let listed = server.get("/v1/pods").key(&ada.key).send().await.expect(200);
    let slugs: Vec<_> =
        listed["pods"].as_array().unwrap().iter().map(|pod| pod["env_slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["acme", "dddddddddddddddd", "eeeeeeeeeeeeeeee"]);
}

/// A migration that moves or changes rows, with rows that the code before it left, and what has to be there after it.
struct Step {
    migration: &'static str,
    before: &'static str,
    select: &'static str,
    after: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        migration: "0012_trust.sql",
        before: "INSERT INTO request_quota VALUES ('acc_a', 20000, 42)",
        select: "SELECT * FROM account_day",
        after: &[r#"{"account_id":"acc_a","day":20000,"taken":42,"emails":0,"returned":0}"#],
    },
    Step {
        migration: "0014_knocks.sql",
        before: "INSERT INTO account_creation VALUES ('ip', 480000, 5, 5)",
        select: "SELECT (SELECT count(*) FROM knock) AS counted",
        after: &[r#"{"counted":0}"#],
    },
    Step {
        migration: "0015_income.sql",
        before: "
            INSERT INTO ledger VALUES
              (7, 'led_a', 'account:acc_a', 'acc_a', 'charge', 'chg_a', 'apr_a', 40, 'gpu', 'd', 'r', 'p', 100, 90),
              (9, 'led_a', 'pod:acc_a', 'acc_a', 'charge', 'chg_a', 'apr_a', 40, 'gpu', 'd', 'r', 'p', 100, 90);
            INSERT INTO payment (id, bound, route, pod_id, network, payer, price, amount, state, holder, lease, tx_hash, created_at, settled_at)
              VALUES ('pay_a', 'b', '/v1/email/send', 'acc_a', 'base', '0x1', 10, 10, 'settled', 'h', 0, '0x2', 1, 120);
            INSERT INTO payment (id, bound, route, network, payer, price, amount, state, holder, lease, created_at)
              VALUES ('pay_b', 'b', '/v1/email/send', 'base', '0x1', 10, 10, 'claimed', 'h', 0, 1)",
        select: "SELECT seq, id, book, kind, charge_id, approval_id, amount, payee, at, counts_at FROM ledger ORDER BY seq",
        after: &[
            r#"{"seq":7,"id":"led_a","book":"account:acc_a","kind":"charge","charge_id":"chg_a","approval_id":"apr_a","amount":40,"payee":"p","at":100,"counts_at":90}"#,
            r#"{"seq":9,"id":"led_a","book":"pod:acc_a","kind":"charge","charge_id":"chg_a","approval_id":"apr_a","amount":40,"payee":"p","at":100,"counts_at":90}"#,
            r#"{"seq":10,"id":"pay_a","book":"deployment","kind":"income","charge_id":null,"approval_id":null,"amount":10,"payee":null,"at":120,"counts_at":120}"#,
        ],
    },
    Step {
        migration: "0017_expired_holds.sql",
        before: "
            INSERT INTO charge VALUES
              ('chg_a', 'acc_a', 'acc_a', 50, 40, 15, 'completed', 'gpu', 'd', 'r', 'p', '{}', 'apr_a', 'led_a', 100, 90, NULL),
              ('chg_b', 'acc_a', 'acc_a', 60, 60, 0, 'held', 'gpu', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 95, 200);
            INSERT INTO refund VALUES ('rfd_a', 'chg_a', 15, 'because', 'key_a', 110)",
        select: "
            SELECT c.id, c.requested, c.amount, c.refunded, c.status, c.booking, c.expires_at, r.id AS refund, r.amount AS back
            FROM charge c LEFT JOIN refund r ON r.charge_id = c.id ORDER BY c.id",
        after: &[
            r#"{"id":"chg_a","requested":50,"amount":40,"refunded":15,"status":"completed","booking":"led_a","expires_at":null,"refund":"rfd_a","back":15}"#,
            r#"{"id":"chg_b","requested":60,"amount":60,"refunded":0,"status":"held","booking":null,"expires_at":200,"refund":null,"back":null}"#,
        ],
    },
    Step {
        migration: "0021_domain_checks.sql",
        before: "
            INSERT INTO stack (id, account_id, domain, verified_at, created_at)
            VALUES ('stk_a', 'acc_a', 'a.example', 50, 40), ('stk_b', 'acc_a', 'b.example', NULL, 40)",
        select: "SELECT id, verified_at, mx_at, next_check_at, missing_days FROM stack ORDER BY id",
        after: &[
            r#"{"id":"stk_a","verified_at":50,"mx_at":50,"next_check_at":0,"missing_days":0}"#,
            r#"{"id":"stk_b","verified_at":null,"mx_at":null,"next_check_at":null,"missing_days":0}"#,
        ],
    },
    Step {
        migration: "0023_second_principal.sql",
        before: "INSERT INTO budget (account_id, allow_self_approval) VALUES ('acc_a', 1)",
        select: "SELECT account_id, allow_self_approval, require_second_principal FROM budget ORDER BY account_id",
        after: &[
            r#"{"account_id":"acc_a","allow_self_approval":1,"require_second_principal":0}"#,
            r#"{"account_id":"acc_b","allow_self_approval":0,"require_second_principal":1}"#,
        ],
    },
    Step {
        migration: "0025_operator_confirmation.sql",
        before: "
            UPDATE account SET recovery_email = 'a@b.example', operator_email = 'a@b.example', verified_at = 30 WHERE id = 'acc_a';
            UPDATE account SET recovery_email = 'a@b.example', operator_email = 'c@d.example', verified_at = 30 WHERE id = 'acc_b'",
        select: "SELECT id, operator_confirmed_at FROM account ORDER BY id",
        after: &[r#"{"id":"acc_a","operator_confirmed_at":30}"#, r#"{"id":"acc_b","operator_confirmed_at":null}"#],
    },
    Step {
        migration: "0027_environments.sql",
        before: "
            INSERT INTO pod (id, account_id, slug, created_at) VALUES ('pod_a', 'acc_a', 'acme', 1), ('pod_b', 'acc_a', NULL, 1);
            INSERT INTO api_key (id, hash, prefix, pod_id, status, created_at) VALUES ('key_a', 'h', 'p', 'pod_a', 'active', 1)",
        select: "
            SELECT p.id, p.slug, p.env_slug, p.metadata, p.deleted_at, k.id AS key
            FROM pod p LEFT JOIN api_key k ON k.pod_id = p.id ORDER BY p.id",
        after: &[
            r#"{"id":"acc_a","slug":null,"env_slug":"default","metadata":"{}","deleted_at":null,"key":null}"#,
            r#"{"id":"acc_b","slug":null,"env_slug":"default","metadata":"{}","deleted_at":null,"key":null}"#,
            r#"{"id":"pod_a","slug":"acme","env_slug":"acme","metadata":"{}","deleted_at":null,"key":"key_a"}"#,
            r#"{"id":"pod_b","slug":null,"env_slug":"b","metadata":"{}","deleted_at":null,"key":null}"#,
        ],
    },
    Step {
        migration: "0028_people.sql",
        before: "
            UPDATE account SET recovery_email = 'a@b.example', verified_at = 30, created_at = 20 WHERE id = 'acc_a';
            INSERT INTO session (id, hash, account_id, created_at, expires_at) VALUES
              ('ses_a', 'h', 'acc_a', 1, 99), ('ses_b', 'i', 'acc_b', 1, 99)",
        select: "
            SELECT s.id AS session, m.id AS member, m.email, m.role, m.active, m.verified_at, m.created_at
            FROM session s LEFT JOIN member m ON m.id = s.member_id ORDER BY s.id",
        after: &[
            r#"{"session":"ses_a","member":"mem_a","email":"a@b.example","role":"owner","active":1,"verified_at":30,"created_at":20}"#,
            r#"{"session":"ses_b","member":null,"email":null,"role":null,"active":null,"verified_at":null,"created_at":null}"#,
        ],
    },
    Step {
        migration: "0029_inboxes.sql",
        before: "
            INSERT INTO address (address, pod_id, account_id, created_at)
            VALUES ('a@w.example', 'acc_a', 'acc_a', 1), ('b@w.example', 'acc_b', 'acc_b', 1)",
        select: "
            SELECT address, length(inbox_id) AS length, client_id, deleting_at FROM address ORDER BY address",
        after: &[
            r#"{"address":"a@w.example","length":20,"client_id":null,"deleting_at":null}"#,
            r#"{"address":"b@w.example","length":20,"client_id":null,"deleting_at":null}"#,
        ],
    },
    Step {
        migration: "0033_scim_tokens.sql",
        before: "
            UPDATE account SET recovery_email = 'a@b.example', verified_at = 30 WHERE id = 'acc_a';
            INSERT INTO session (id, hash, account_id, created_at, expires_at) VALUES ('ses_a', 'h', 'acc_a', 1, 99);
            INSERT INTO scim_token (id, hash, prefix, account_id, created_by, created_at, key_number) VALUES
              ('key_a', 'a', 'p', 'acc_a', 'ses_a', 1, 1), ('key_b', 'b', 'p', 'acc_a', 'ses_ended', 1, 1),
              ('key_c', 'c', 'p', 'acc_a', 'key_x', 1, 1)",
        select: "
            SELECT t.id, coalesce(m.email, t.created_by) AS maker
            FROM scim_token t LEFT JOIN member m ON m.id = t.created_by ORDER BY t.id",
        after: &[
            r#"{"id":"key_a","maker":"a@b.example"}"#,
            r#"{"id":"key_b","maker":"ses_ended"}"#,
            r#"{"id":"key_c","maker":"key_x"}"#,
        ],
    },
];

/// Runs the migrations up to one of them as D1 does, each in a transaction, with two accounts and more rows before the last.
const MIGRATE: &str = "
    const { DatabaseSync } = require('node:sqlite');
    const { readFileSync, readdirSync } = require('node:fs');
    const [folder, last, before, select] = process.argv.slice(1);
    const db = new DatabaseSync(':memory:');
    for (const name of readdirSync(folder).sort()) {
      if (name > last) break;
      if (name === last) {
        const account = db.prepare(`INSERT INTO account (id, name, tier, created_at) VALUES (?, 'n', 'free', 1)`);
        const pod = db.prepare('INSERT INTO pod (id, account_id, created_at) VALUES (?, ?, 1)');
        for (const id of ['acc_a', 'acc_b']) { account.run(id); pod.run(id, id); }
        db.exec(before);
      }
      db.exec('BEGIN');
      db.exec(readFileSync(`${folder}/${name}`, 'utf8'));
      db.exec('COMMIT');
    }
    if (db.prepare('PRAGMA foreign_key_check').all().length) throw new Error('a reference leads nowhere');
    for (const row of db.prepare(select).all()) console.log(JSON.stringify(row));";

/// Runs a script with the folder of the migrations and more arguments. Returns the lines that it writes.
fn run(script: &str, arguments: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut node = Command::new(root.join("node_modules/.bin/node"));
    node.args(["--disable-warning=ExperimentalWarning", "-e", script]).arg(root.join("migrations")).args(arguments);
    let run = node.output().unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn migrations_of_the_directory_keep_the_rows_that_are_there() {
    for Step { migration, before, select, after } in STEPS {
        assert_eq!(run(MIGRATE, &[migration, before, select]), *after, "{migration}");
    }
}

/// What a worker from before people does to accounts and sessions while the new one is deployed, and the people after each statement.
const OLD_WORKER: &[(&str, &[&str])] = &[
    (
        "INSERT INTO account (id, name, tier, recovery_email, created_at) VALUES ('acc_c', 'n', 'free', 'c@x.example', 5)",
        &["owner c@x.example null"],
    ),
    ("UPDATE account SET verified_at = 7 WHERE id = 'acc_c'", &["owner c@x.example 7"]),
    (
        "INSERT INTO session (id, hash, account_id, created_at, expires_at) VALUES ('ses_c', 'h', 'acc_c', 1, 99)",
        &["owner c@x.example 7 ses_c"],
    ),
    (
        "UPDATE account SET recovery_email = 'd@x.example', verified_at = NULL WHERE id = 'acc_c'",
        &["owner d@x.example null ses_c"],
    ),
    (
        "INSERT INTO member (id, account_id, email, role, created_at) VALUES ('mem_v', 'acc_c', 'v@x.example', 'viewer', 6)",
        &["owner d@x.example null ses_c", "viewer v@x.example null"],
    ),
    // An address of somebody else in the account makes nobody an owner.
    (
        "UPDATE account SET recovery_email = 'v@x.example', verified_at = NULL WHERE id = 'acc_c'",
        &["owner d@x.example null ses_c", "viewer v@x.example null"],
    ),
    (
        "INSERT INTO session (id, hash, account_id, created_at, expires_at) VALUES ('ses_v', 'i', 'acc_c', 1, 99)",
        &["owner d@x.example null ses_c", "viewer v@x.example null ses_v"],
    ),
    ("DELETE FROM member WHERE id = 'mem_v'", &["owner d@x.example null ses_c"]),
    (
        "UPDATE account SET verified_at = 9 WHERE id = 'acc_c' AND recovery_email = 'd@x.example'",
        &["owner d@x.example 9 ses_c"],
    ),
];

const RUN_OLD_WORKER: &str = "
    const { DatabaseSync } = require('node:sqlite');
    const { readFileSync, readdirSync } = require('node:fs');
    const [folder, ...statements] = process.argv.slice(1);
    const db = new DatabaseSync(':memory:');
    for (const name of readdirSync(folder).sort()) db.exec(readFileSync(`${folder}/${name}`, 'utf8'));
    const people = db.prepare(`SELECT concat_ws(' ', m.role, m.email, coalesce(m.verified_at, 'null'), s.id) AS person
      FROM member m LEFT JOIN session s ON s.member_id = m.id ORDER BY m.created_at, s.id`);
    for (const sql of statements) {
      db.exec(sql);
      console.log(people.all().map(({ person }) => person).join(', '));
    }";

#[test]
fn a_worker_from_before_people_keeps_them_right() {
    let statements: Vec<_> = OLD_WORKER.iter().map(|(sql, _)| *sql).collect();
    for ((sql, people), shown) in OLD_WORKER.iter().zip(run(RUN_OLD_WORKER, &statements)) {
        assert_eq!(shown, people.join(", "), "{sql}");
    }
}

#[test]
fn every_migration_that_rewrites_rows_is_tried_with_rows() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).unwrap() {
        let path = entry.unwrap().path();
        let (name, text) = (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(&path).unwrap());
        let rewrites = text
            .lines()
            .any(|line| line.starts_with("DROP TABLE") || line.starts_with("UPDATE ") || line.contains(" RENAME "));
        assert_eq!(rewrites, STEPS.iter().any(|step| step.migration == name), "{name}");
    }
}
