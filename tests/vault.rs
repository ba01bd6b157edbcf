//! The vault: secrets in versions, sealed at rest, and what it says of those that nobody encrypted.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server, in_databases, is_on_disk, unique};

/// What somebody with a key does with a vault.
pub struct Vault<'a> {
    pub server: &'a Server,
    pub key: String,
}

impl Vault<'_> {
    pub async fn of_new_account(server: &Server) -> Vault<'_> {
        Vault { server, key: server.register(None).await.key }
    }

    pub async fn put(&self, name: &str, body: Value) -> Reply {
        self.server.put(&format!("/v1/vault/{name}")).key(&self.key).json(body).send().await
    }

    /// Keeps a text as if it were encrypted. The number of its version.
    pub async fn keep(&self, name: &str, text: &str) -> i64 {
        let reply = self.put(name, json!({ "ciphertext": hex(text) })).await;
        assert!(matches!(reply.status, 200 | 201), "{reply}");
        reply.json()["version"].as_i64().unwrap()
    }

    /// `rest` is a name, and maybe a query.
    pub async fn get(&self, rest: &str) -> Reply {
        self.server.get(&format!("/v1/vault/{rest}")).key(&self.key).send().await
    }

    pub async fn delete(&self, rest: &str) -> Reply {
        self.server.delete(&format!("/v1/vault/{rest}")).key(&self.key).send().await
    }

    pub async fn undelete(&self, name: &str) -> Reply {
        self.server.post(&format!("/v1/vault/{name}/undelete")).key(&self.key).send().await
    }

    pub async fn list(&self, query: &str) -> Value {
        self.server.get(&format!("/v1/vault{query}")).key(&self.key).send().await.expect(200)
    }

    pub async fn names(&self) -> Vec<String> {
        self.list("").await["keys"].as_array().unwrap().iter().map(|key| text(&key["key"])).collect()
    }
}

pub fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

fn moment(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// The time of the machine.
pub fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

#[tokio::test]
async fn a_secret_comes_back_as_it_was_put() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let metadata = json!({ "service": "github", "wer": "Ädä 🔑", "tags": ["a", { "b": [1, 2.5, null] }] });
    let made =
        vault.put("GitHub.token_1-a", json!({ "ciphertext": "-_8AAQ==", "metadata": metadata })).await.expect(201);
    assert_eq!(
        (&made["key"], &made["stored"], &made["version"]),
        (&json!("GitHub.token_1-a"), &json!(true), &json!(1))
    );
    assert_eq!(made["created_at"], made["updated_at"]);

    let entry = vault.get("GitHub.token_1-a").await.expect(200);
    assert_eq!((&entry["ciphertext"], &entry["value"]), (&json!("-_8AAQ=="), &json!("-_8AAQ==")));
    assert_eq!((&entry["key"], &entry["metadata"]), (&json!("GitHub.token_1-a"), &metadata));
    assert_eq!(
        (&entry["version"], &entry["latest_version"], &entry["next_version"]),
        (&json!(1), &json!(1), &json!(2))
    );
    assert_eq!((&entry["created_at"], &entry["updated_at"]), (&made["created_at"], &made["created_at"]));

    let listed = vault.list("").await;
    assert_eq!((&listed["count"], &listed["tier"]), (&json!(1), &json!("paid")));
    assert_eq!(listed["limit"].as_u64(), Some((1 << 53) - 1), "a number, for clients that compare");
    assert_eq!((&listed["has_more"], &listed["next_cursor"]), (&json!(false), &Value::Null));
    let mut expected = entry;
    for gone in ["ciphertext", "value", "encrypted"] {
        expected.as_object_mut().unwrap().remove(gone);
    }
    expected["last_read_at"] = listed["keys"][0]["last_read_at"].clone();
    assert_eq!(listed["keys"], json!([expected]));
    assert_eq!(vault.list("/").await, listed);
    vault.get("github.token_1-a").await.expect_error(404, "not_found");
}

#[tokio::test]
async fn each_put_is_a_version_and_each_can_be_read() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let first = vault.put("a", json!({ "ciphertext": "01", "metadata": { "n": 1 } })).await.expect(201);
    let second = vault.put("a", json!({ "ciphertext": "02" })).await.expect(200);
    assert_eq!((&second["version"], &second["stored"]), (&json!(2), &json!(true)));
    assert_eq!(second["created_at"], first["created_at"]);
    assert!(moment(&second["updated_at"]) >= moment(&first["updated_at"]));

    for (query, ciphertext, version, metadata, put) in [
        ("", "02", 2, Value::Null, &second),
        ("?version=2", "02", 2, Value::Null, &second),
        ("?version=1", "01", 1, json!({ "n": 1 }), &first),
    ] {
        let entry = vault.get(&format!("a{query}")).await.expect(200);
        assert_eq!((&entry["ciphertext"], &entry["version"]), (&json!(ciphertext), &json!(version)), "{query}");
        assert_eq!((&entry["latest_version"], &entry["metadata"]), (&json!(2), &metadata), "{query}");
        assert_eq!(entry["updated_at"], put["updated_at"], "{query}");
    }
    for query in ["?version=3", "?version=0"] {
        vault.get(&format!("a{query}")).await.expect_error(404, "not_found");
        vault.delete(&format!("a{query}")).await.expect_error(404, "not_found");
    }
    for query in ["?version=-1", "?version=x", "?version=1.5", "?version=99999999999999999999"] {
        vault.get(&format!("a{query}")).await.expect_error(400, "invalid_request");
        vault.delete(&format!("a{query}")).await.expect_error(400, "invalid_request");
    }
    vault.get("b").await.expect_error(404, "not_found");
}

#[tokio::test]
async fn fifty_puts_at_once_are_fifty_versions_and_none_is_lost() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let put = join_all((0..50).map(async |number| {
        let version = vault.keep("busy", &format!("secret {number}")).await;
        (version, hex(&format!("secret {number}")))
    }));
    let put = put.await;
    let versions: BTreeSet<i64> = put.iter().map(|(version, _)| *version).collect();
    assert!(versions.into_iter().eq(1..=50), "fifty numbers in a row");
    join_all(put.iter().map(async |(version, ciphertext)| {
        let entry = vault.get(&format!("busy?version={version}")).await.expect(200);
        assert_eq!((&entry["ciphertext"], &entry["latest_version"]), (&json!(ciphertext), &json!(50)));
    }))
    .await;
    assert_eq!(vault.list("").await["keys"][0]["version"], 50);
}

#[tokio::test]
async fn of_two_who_saw_the_same_version_one_puts_and_the_other_is_told() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let put = async |if_version: i64| vault.put("a", json!({ "ciphertext": "00", "if_version": if_version })).await;
    let refused = put(1).await.expect_error(409, "version_conflict");
    assert_eq!(refused["current_version"], 0);
    put(0).await.expect(201);
    assert_eq!(put(0).await.expect_error(409, "version_conflict")["current_version"], 1);
    put(1).await.expect(200);

    let replies = join_all((0..20).map(|_| put(2))).await;
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 19));
    assert_eq!(won[0].json()["version"], 3);
    for reply in lost {
        assert_eq!(reply.expect_error(409, "version_conflict")["current_version"], 3);
    }

    // What is deleted does not come again: a version that somebody encrypted for its number cannot get another one.
    vault.delete("a?version=3").await.expect(200);
    assert_eq!(vault.get("a").await.expect(200)["next_version"], 4);
    assert_eq!(put(2).await.expect_error(409, "version_conflict")["current_version"], 3);
    assert_eq!(put(3).await.expect(200)["version"], 4);
}

#[tokio::test]
async fn any_text_is_stored_and_what_does_not_look_encrypted_is_told() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let base64 = "A".repeat(36);
    let plain = ["sk-proj-4f9d", "plain text", "hunter2", "{\"iv\":\"00\"}", "ключ", "🔑🔑", "AAAA\n", "\u{0}", " "];
    for (text, encrypted) in plain.map(|text| (text.to_owned(), false)).into_iter().chain([
        (format!("{base64}-_"), true),
        (format!("{base64}+/=="), true),
        ("0f".repeat(28), true),
        ("0f".repeat(27), false),
        (format!("{base64}-/"), false),
    ]) {
        let reply = vault.put("a", json!({ "ciphertext": text })).await;
        assert!(matches!(reply.status, 200 | 201), "{reply}");
        let stored = reply.json();
        assert_eq!((&stored["encrypted"], stored["warning"].is_string()), (&json!(encrypted), !encrypted), "{text:?}");
        let entry = vault.get("a").await.expect(200);
        assert_eq!((&entry["ciphertext"], &entry["encrypted"]), (&json!(text), &json!(encrypted)), "{text:?}");
        assert_eq!(entry["value"], entry["ciphertext"]);
    }
    let refused = vault.put("a", json!({ "ciphertext": "" })).await.expect_error(400, "invalid_ciphertext");
    assert!(refused["fix"].is_string(), "{refused}");
}

/// The setting of a pod, by the account's key.
async fn set_strict(server: &Server, account: &Account, pod: &str, strict: Value) -> Value {
    let path = format!("/v1/pods/{pod}");
    let set = json!({ "vault_strict": strict });
    server.patch(&path).key(&account.key).json(set).send().await.expect(200)
}

#[tokio::test]
async fn a_strict_vault_refuses_what_is_not_encrypted_at_once_and_the_home_pod_has_the_setting_too() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let (plain, sealed) = (json!({ "ciphertext": "sk-proj-4f9d" }), json!({ "ciphertext": "0f".repeat(28) }));
    for (id, key) in [(&pod.id, &pod.key), (&account.account_id, &account.key)] {
        let vault = Vault { server, key: key.clone() };
        vault.put("before", plain.clone()).await.expect(201);
        let about = server.get(&format!("/v1/pods/{id}")).key(&account.key).send().await.expect(200);
        assert_eq!((&about["id"], &about["vault_strict"]), (&json!(id), &json!(false)));

        assert_eq!(set_strict(server, &account, id, json!(true)).await["vault_strict"], true);
        let refused = vault.put("a", plain.clone()).await.expect_error(400, "invalid_ciphertext");
        assert!(refused["fix"].as_str().unwrap().contains("vault_strict"), "{refused}");
        vault.get("a").await.expect_error(404, "not_found");
        assert_eq!(vault.put("a", sealed.clone()).await.expect(201)["encrypted"], true);
        assert_eq!(vault.get("before").await.expect(200)["ciphertext"], "sk-proj-4f9d", "what was stored before stays");

        for off in [json!(false), Value::Null] {
            set_strict(server, &account, id, json!(true)).await;
            assert_eq!(set_strict(server, &account, id, off).await["vault_strict"], false);
            vault.put("a", plain.clone()).await.expect(200);
        }
    }
    let path = format!("/v1/pods/{}", account.account_id);
    let stranger = server.register(None).await;
    let set = json!({ "vault_strict": true });
    server.patch(&path).key(&stranger.key).json(&set).send().await.expect_error(404, "not_found");
    server.patch(&path).key(&pod.key).json(&set).send().await.expect_error(403, "pod_auth_forbidden");
    let name = json!({ "vault_strict": true, "name": "home" });
    server.patch(&path).key(&account.key).json(name).send().await.expect_error(400, "invalid_request");
    let listed = server.get("/v1/pods").key(&account.key).send().await.expect(200);
    assert_eq!((&listed["count"], &listed["pods"][0]["vault_strict"]), (&json!(1), &json!(false)));
}

/// The files below a folder that bear this name.
fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path, name),
            false => path.file_name().is_some_and(|file| file == name).then_some(path).into_iter().collect(),
        })
        .collect()
}

#[tokio::test]
async fn what_nobody_encrypted_is_sealed_at_rest_and_what_older_code_stored_is_still_read() {
    let state = tempfile::tempdir().unwrap();
    let start = || Server::start_in(state.path(), &[]);
    let server = start();
    let account = server.register(None).await;
    let vault = Vault { server: &server, key: account.key.clone() };
    let (secret, name) = (unique("a-plain-secret"), unique("a-name"));
    vault.put(&name, json!({ "ciphertext": secret })).await.expect(201);
    vault.put("old", json!({ "ciphertext": "00" })).await.expect(201);
    server.kill();
    assert!(is_on_disk(state.path(), &name), "the search finds what is there");
    assert!(!is_on_disk(state.path(), &secret));

    // Older code left its values as they came, and no word on how they lie.
    let lies = "
        const of = \"SELECT v.value FROM vault_version v JOIN vault_key k ON k.id = v.key WHERE k.name = 'old'\";
        for (const { value } of db.prepare(of).all()) {
          db.exec(`UPDATE vault_version SET sealed = 0 WHERE value = '${value}'`);
          console.log(value);
        }";
    let value = in_databases(state.path(), "vault_version", lies).trim().to_owned();
    let blob = format!(
        "for (const row of db.prepare('SELECT blob_id FROM _mf_entries WHERE key = ?').all('{value}')) console.log(row.blob_id);"
    );
    let blob = in_databases(state.path(), "_mf_entries", &blob).trim().to_owned();
    let [file] = &files(state.path(), &blob)[..] else { panic!("one file holds {value}") };
    fs::write(file, "00ff").unwrap();

    let server = start();
    let vault = Vault { server: &server, key: account.key };
    assert_eq!(vault.get(&name).await.expect(200)["ciphertext"], secret);
    assert_eq!(vault.get("old").await.expect(200)["ciphertext"], "00ff");
}

#[tokio::test]
async fn a_put_that_cannot_be_read_is_refused_and_nothing_is_kept() {
    let vault = Vault::of_new_account(Server::shared()).await;
    vault.put("a", json!({})).await.expect_error(400, "invalid_ciphertext");
    for bad in [json!(7), json!(null), json!({ "a": "AA" })] {
        vault.put("a", json!({ "ciphertext": bad })).await.expect_error(400, "invalid_ciphertext");
    }
    for bad in [json!(-1), json!("1"), json!(1.5)] {
        vault.put("a", json!({ "ciphertext": "AA", "if_version": bad })).await.expect_error(400, "invalid_body");
    }
    for bad in [json!([]), json!("x"), json!(1)] {
        vault.put("a", json!({ "ciphertext": "AA", "metadata": bad })).await.expect_error(400, "invalid_body");
    }
    let metadata = |length: usize| json!({ "ciphertext": "AA", "metadata": { "a": "x".repeat(length) } });
    vault.put("a", metadata(4_089)).await.expect_error(400, "invalid_request");
    vault.put("a", metadata(4_000_000)).await.expect_error(413, "too_large");
    assert_eq!(vault.names().await, [] as [String; 0]);
    vault.put("a", metadata(4_088)).await.expect(201);
}

#[tokio::test]
async fn names_are_letters_digits_and_three_signs() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let longest = "x".repeat(128);
    for good in ["a", "A-b_c.9", "...", "store", "recover", longest.as_str()] {
        vault.put(good, json!({ "ciphertext": "00" })).await.expect(201);
        assert_eq!(vault.get(good).await.expect(200)["key"], good);
    }
    for bad in ["%20", "a%20b", "a%2Fb", "%F0%9F%94%91", "%C3%A4", "a:b", "a@b", "%00", "x".repeat(129).as_str()] {
        let refused = vault.put(bad, json!({ "ciphertext": "00" })).await.expect_error(400, "invalid_request");
        assert!(refused["fix"].is_string(), "{refused}");
        vault.get(bad).await.expect_error(404, "not_found");
        vault.delete(bad).await.expect_error(404, "not_found");
    }
    assert_eq!(vault.names().await.len(), 6);
}

#[tokio::test]
async fn a_deleted_version_is_gone_and_with_the_last_the_key() {
    let vault = Vault::of_new_account(Server::shared()).await;
    for number in 1..=3 {
        vault.keep("a", &number.to_string()).await;
    }
    let deleted = vault.delete("a?version=3").await.expect(200);
    assert_eq!(deleted, json!({ "key": "a", "deleted": true, "versions_removed": 1 }));
    vault.delete("a?version=3").await.expect_error(404, "not_found");
    vault.get("a?version=3").await.expect_error(404, "not_found");
    let entry = vault.get("a").await.expect(200);
    assert_eq!(
        (&entry["version"], &entry["latest_version"], &entry["next_version"]),
        (&json!(2), &json!(2), &json!(4))
    );
    assert_eq!(vault.list("").await["keys"][0]["version"], 2);

    for version in [1, 2] {
        vault.delete(&format!("a?version={version}")).await.expect(200);
    }
    vault.get("a").await.expect_error(404, "not_found");
    vault.undelete("a").await.expect_error(404, "not_found");
    assert_eq!(vault.names().await, [] as [String; 0]);
    assert_eq!(vault.keep("a", "anew").await, 1);
}

#[tokio::test]
async fn a_deleted_key_comes_back_within_a_day_and_not_after_it() {
    let server = Server::start(&[]);
    let start: DateTime<Utc> = "2030-01-01T23:59:59.999Z".parse().unwrap();
    server.set_clock(start).await;
    let vault = Vault::of_new_account(&server).await;
    for number in 1..=2 {
        vault.keep("a", &number.to_string()).await;
    }
    let before = vault.get("a").await.expect(200);
    let deleted = vault.delete("a").await.expect(200);
    assert_eq!((&deleted["deleted"], &deleted["versions_removed"]), (&json!(true), &json!(2)));
    let day = TimeDelta::days(1);
    assert!(moment(&deleted["undelete_until"]) - start - day < TimeDelta::minutes(5), "{deleted}");
    vault.get("a").await.expect_error(404, "not_found");
    vault.get("a?version=1").await.expect_error(404, "not_found");
    vault.delete("a").await.expect_error(404, "not_found");
    assert_eq!(vault.names().await, [] as [String; 0]);

    server.set_clock(start + day - TimeDelta::seconds(1)).await;
    let back = vault.undelete("a").await.expect(200);
    assert_eq!((&back["undeleted"], &back["key"], &back["version"]), (&json!(true), &json!("a"), &json!(2)));
    let mut after = vault.get("a").await.expect(200);
    after["last_read_at"] = before["last_read_at"].clone();
    assert_eq!(after, before);
    assert_eq!(vault.get("a?version=1").await.expect(200)["ciphertext"], hex("1"));
    vault.undelete("a").await.expect_error(409, "vault_key_exists");

    // A new key of the name does not take the place of the deleted one, but stands in its way.
    vault.delete("a").await.expect(200);
    assert_eq!(vault.keep("a", "new").await, 1);
    vault.undelete("a").await.expect_error(409, "vault_key_exists");
    vault.delete("a").await.expect(200);
    assert_eq!(vault.undelete("a").await.expect(200)["version"], 1, "the one that was deleted last");
    vault.delete("a?version=1").await.expect(200);
    assert_eq!(vault.undelete("a").await.expect(200)["version"], 2, "the one before");

    vault.delete("a").await.expect(200);
    server.set_clock(start + day + day + TimeDelta::minutes(5)).await;
    vault.undelete("a").await.expect_error(404, "not_found");
}

#[tokio::test]
async fn who_reads_leaves_the_time_of_it() {
    let vault = Vault::of_new_account(Server::shared()).await;
    vault.keep("a", "x").await;
    assert_eq!(vault.list("").await["keys"][0]["last_read_at"], Value::Null);
    assert_eq!(vault.get("a").await.expect(200)["last_read_at"], Value::Null, "nobody had read it before");
    let listed = vault.list("").await["keys"][0]["last_read_at"].clone();
    let age = now() - moment(&listed);
    assert!(age < TimeDelta::minutes(5) && age > TimeDelta::minutes(-5), "{listed}");
    assert_eq!(vault.get("a?version=1").await.expect(200)["last_read_at"], listed);
    assert!(moment(&vault.list("").await["keys"][0]["last_read_at"]) >= moment(&listed));
}

#[tokio::test]
async fn keys_are_listed_by_name_page_by_page() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let mut names: Vec<String> = (0..25).map(|_| unique("key")).chain(["Z".to_owned(), "-".to_owned()]).collect();
    join_all(names.iter().map(|name| vault.keep(name, "x"))).await;
    names.sort();
    assert_eq!(vault.names().await, names);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = vault.list(&format!("?limit=10&cursor={cursor}")).await;
        let keys = page["keys"].as_array().unwrap();
        assert_eq!(page["count"], keys.len());
        seen.extend(keys.iter().map(|key| text(&key["key"])));
        if page["has_more"] == false {
            break;
        }
        cursor = text(&page["next_cursor"]);
    }
    assert_eq!(seen, names);
    assert_eq!(vault.list("?limit=1001").await["page_limit"], 1_000);
    for bad in ["?limit=0", "?limit=x"] {
        let reply = vault.server.get(&format!("/v1/vault{bad}")).key(&vault.key).send().await;
        reply.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn the_account_never_sees_the_vault_of_a_pod_nor_a_pod_another_ones() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut vaults = vec![Vault { server, key: account.key.clone() }];
    for _ in 0..2 {
        vaults.push(Vault { server, key: server.create_pod(&account).await.key });
    }
    // The same name in each: no vault knows of the others.
    for (number, vault) in vaults.iter().enumerate() {
        vault.put("shared-name", json!({ "ciphertext": hex(&number.to_string()) })).await.expect(201);
        vault.put(&format!("own-{number}"), json!({ "ciphertext": "00" })).await.expect(201);
    }
    for (number, vault) in vaults.iter().enumerate() {
        assert_eq!(vault.get("shared-name").await.expect(200)["ciphertext"], hex(&number.to_string()));
        assert_eq!(vault.names().await, [format!("own-{number}"), "shared-name".to_owned()]);
        for other in (0..3).filter(|other| *other != number) {
            vault.get(&format!("own-{other}")).await.expect_error(404, "not_found");
            vault.delete(&format!("own-{other}")).await.expect_error(404, "not_found");
            vault.undelete(&format!("own-{other}")).await.expect_error(404, "not_found");
        }
    }
    vaults[0].delete("shared-name").await.expect(200);
    assert_eq!(vaults[1].get("shared-name").await.expect(200)["version"], 1);
}

#[tokio::test]
async fn suspending_a_pod_keeps_its_vault_and_shuts_it() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let vault = Vault { server, key: pod.key };
    vault.keep("a", "x").await;
    server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    vault.get("a").await.expect_error(403, "pod_suspended");
    vault.put("a", json!({ "ciphertext": "00" })).await.expect_error(403, "pod_suspended");
    server.post(&format!("/v1/pods/{}/resume", pod.id)).key(&account.key).send().await.expect(200);
    assert_eq!(vault.get("a").await.expect(200)["ciphertext"], hex("x"));
}
