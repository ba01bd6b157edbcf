//! Between a vault's index and its values: power cuts, sweeps, the end of a pod.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Account, Mailbox, PodKey, Server, in_databases, unique};
use crate::vault::{Vault, hex, now};

const COUNT: usize = 400;
const KEYS: usize = 8;
const AT_ONCE: usize = 40;

/// The values that lie in KV, and those that versions in pods hold. No server may be running.
struct Kept {
    values: BTreeSet<String>,
    held: BTreeSet<String>,
    loose: BTreeSet<String>,
}

impl Kept {
    fn look(state: &Path) -> Self {
        let column = |table: &str, column: &str| {
            let script = format!(
                "for (const row of db.prepare('SELECT {column} AS it FROM {table}').all()) console.log(row.it);"
            );
            in_databases(state, table, &script).lines().map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let kept = Self {
            // Other bindings have tables of this name: what is the vault's begins with a pod's id.
            values: column("_mf_entries", "key").into_iter().filter(|key| key.contains('/')).collect(),
            held: column("vault_version", "value"),
            loose: column("loose_value", "name"),
        };
        assert!(kept.held.is_subset(&kept.values), "a version points to nothing");
        assert!(kept.held.is_disjoint(&kept.loose), "a value that is held would be swept");
        kept
    }

    /// What there is when the vault was swept for a while at that time.
    async fn look_after(server: Server, state: &Path, owner: &Account, at: DateTime<Utc>) -> Self {
        server.set_clock(at).await;
        ring(&Mailbox { server: &server, key: owner.key.clone(), address: owner.address.clone() }, at).await;
        sleep(Duration::from_secs(3)).await;
        drop(server);
        Self::look(state)
    }
}

/// Has a pod's alarm ring: for mail that is due in a moment.
async fn ring(mailbox: &Mailbox<'_>, now: DateTime<Utc>) {
    let send_at = now + TimeDelta::seconds(1);
    mailbox.send(json!({ "to": "a@b.example", "subject": "s", "text": "t", "send_at": send_at })).await;
}

/// Puts many at once, and ends the server once so many were acknowledged. What is where, of those.
async fn interrupted(server: Server, key: &str, round: usize, after: usize) -> BTreeMap<(String, i64), String> {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let url = server.url().to_owned();
    let acknowledged = AtomicUsize::new(0);
    let puts = (0..COUNT).map(async |number| {
        let (name, ciphertext) = (format!("key-{round}-{}", number % KEYS), hex(&format!("{round}-{number}")));
        let put = client.put(format!("{url}/v1/vault/{name}")).bearer_auth(key);
        let reply = put.json(&json!({ "ciphertext": ciphertext })).send().await.ok()?;
        let stored = matches!(reply.status().as_u16(), 200 | 201);
        let version = reply.json::<Value>().await.ok().filter(|_| stored)?["version"].as_i64()?;
        acknowledged.fetch_add(1, Ordering::Relaxed);
        Some(((name, version), ciphertext))
    });
    let puts = stream::iter(puts).buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let end = async {
        while acknowledged.load(Ordering::Relaxed) < after {
            sleep(Duration::from_millis(1)).await;
        }
        // Not when replies come, but at whatever is being done then.
        sleep(Duration::from_millis(3 + 2 * round as u64)).await;
        server.kill();
    };
    let (done, ()) = join(puts, end).await;
    done.into_iter().flatten().collect()
}

/// Every version there is can be read, and shows what was acknowledged.
async fn all_is_readable(vault: &Vault<'_>, acknowledged: &BTreeMap<(String, i64), String>) {
    let mut found = BTreeMap::new();
    for key in vault.list("").await["keys"].as_array().unwrap() {
        let name = key["key"].as_str().unwrap();
        for version in 1..=key["latest_version"].as_i64().unwrap() {
            let entry = vault.get(&format!("{name}?version={version}")).await.expect(200);
            found.insert((name.to_owned(), version), entry["ciphertext"].as_str().unwrap().to_owned());
        }
    }
    for (place, ciphertext) in acknowledged {
        assert_eq!(found.get(place), Some(ciphertext), "{place:?} was acknowledged");
    }
    let different: BTreeSet<_> = found.values().collect();
    assert_eq!(different.len(), found.len(), "none is there twice");
}

#[tokio::test]
async fn a_power_cut_leaves_no_version_without_value_and_after_the_sweep_no_value_without_version() {
    let state = tempfile::tempdir().unwrap();
    let start = || Server::start_in(state.path(), &[]);
    let mut server = start();
    let ada = server.register(Some(&unique("ada"))).await;
    let mut acknowledged = BTreeMap::new();
    for (round, after) in [60, 150, 61].into_iter().enumerate() {
        let done = interrupted(server, &ada.key, round, after).await;
        assert!(done.len() < COUNT, "the server ended in the middle");
        acknowledged.extend(done);
        let kept = Kept::look(state.path());
        let unheld: BTreeSet<_> = kept.values.difference(&kept.held).cloned().collect();
        assert!(unheld.is_subset(&kept.loose), "a value that nobody would sweep");
        server = start();
        all_is_readable(&Vault { server: &server, key: ada.key.clone() }, &acknowledged).await;
    }

    // However those cuts fell: what one leaves that falls between a value and its version.
    Vault { server: &server, key: ada.key.clone() }.keep("cut", "00").await;
    server.kill();
    const CUT: &str = "
        if (db.prepare(`DELETE FROM vault_key WHERE name = 'cut'`).run().changes) console.log('cut');";
    assert!(in_databases(state.path(), "vault_key", CUT).contains("cut"));
    let kept = Kept::look(state.path());
    assert!(kept.values.len() > kept.held.len());
    let server = start();

    let later = now() + TimeDelta::minutes(20);
    swept(state.path(), server, &ada, later).await;
    let server = start();
    all_is_readable(&Vault { server: &server, key: ada.key.clone() }, &acknowledged).await;
}

/// Has the vault swept at that time, until no value is left that no version holds.
async fn swept(state: &Path, mut server: Server, owner: &Account, at: DateTime<Utc>) {
    for _ in 0..20 {
        let kept = Kept::look_after(server, state, owner, at).await;
        if kept.values == kept.held {
            return;
        }
        server = Server::start_in(state, &[]);
    }
    panic!("values are left that no version holds");
}

#[tokio::test]
async fn what_was_deleted_or_pruned_is_swept_and_nothing_else() {
    let state = tempfile::tempdir().unwrap();
    let limits = ("TIER_LIMITS", r#"{"paid":{"requests_per_day":10000000,"vault_versions":2}}"#);
    let server = Server::start_in(state.path(), &[limits]);
    let ada = server.register(Some(&unique("ada"))).await;
    let vault = Vault { server: &server, key: ada.key.clone() };
    for number in 1..=4 {
        for name in ["pruned", "deleted", "restored", "thinned"] {
            vault.keep(name, &number.to_string()).await;
        }
    }
    vault.delete("thinned?version=4").await.expect(200);
    vault.delete("deleted").await.expect(200);
    vault.delete("restored").await.expect(200);

    // After an hour: a deleted key still has its values.
    swept(state.path(), server, &ada, now() + TimeDelta::hours(1)).await;
    assert_eq!(Kept::look(state.path()).values.len(), 2 + 2 + 2 + 1);
    let server = Server::start_in(state.path(), &[limits]);
    let vault = Vault { server: &server, key: ada.key.clone() };
    vault.undelete("restored").await.expect(200);

    // After a day it has none.
    swept(state.path(), server, &ada, now() + TimeDelta::hours(25)).await;
    assert_eq!(Kept::look(state.path()).values.len(), 2 + 2 + 1);
    let server = Server::start_in(state.path(), &[limits]);
    let vault = Vault { server: &server, key: ada.key.clone() };
    assert_eq!(vault.names().await, ["pruned", "restored", "thinned"]);
    for (version, rest) in
        [(3, "pruned?version=3"), (4, "pruned"), (3, "restored?version=3"), (4, "restored"), (3, "thinned")]
    {
        assert_eq!(vault.get(rest).await.expect(200)["ciphertext"], hex(&version.to_string()));
    }
}

#[tokio::test]
async fn many_keys_that_were_deleted_at_once_are_forgotten_to_the_last() {
    const MANY: usize = 230;
    let state = tempfile::tempdir().unwrap();
    let limits = ("TIER_LIMITS", r#"{"paid":{"requests_per_day":10000000}}"#);
    let server = Server::start_in(state.path(), &[limits]);
    let ada = server.register(Some(&unique("ada"))).await;
    let vault = Vault { server: &server, key: ada.key.clone() };
    let names = (0..MANY).map(|number| format!("key-{number}"));
    let made_and_deleted = async |name: String| {
        vault.keep(&name, "x").await;
        vault.delete(&name).await.expect(200);
    };
    stream::iter(names).for_each_concurrent(20, made_and_deleted).await;
    vault.keep("stays", "x").await;
    // Until they are forgotten they hold their values.
    let (later, mut server) = (now() + TimeDelta::hours(25), server);
    for _ in 0..20 {
        let kept = Kept::look_after(server, state.path(), &ada, later).await;
        if (kept.held.len(), kept.values.len()) == (1, 1) {
            return;
        }
        server = Server::start_in(state.path(), &[limits]);
    }
    panic!("keys are left that cannot be undeleted");
}

#[tokio::test]
async fn a_purged_pod_takes_its_vault_with_it() {
    const MANY: usize = 620;
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    let PodKey { id, key } = server.create_pod(&ada).await;
    let (own, pod) = (Vault { server: &server, key: ada.key.clone() }, Vault { server: &server, key });
    own.keep("stays", "x").await;
    let puts = (0..MANY).map(|number| (format!("key-{}", number % 10), number.to_string()));
    stream::iter(puts)
        .for_each_concurrent(20, async |(name, text)| {
            pod.keep(&name, &text).await;
        })
        .await;
    pod.delete("key-0").await.expect(200);

    let purged = server.delete(&format!("/v1/pods/{id}?purge=true")).key(&ada.key).send().await.expect(200);

    assert_eq!(purged["removed"]["vault_versions"], MANY);
    pod.get("key-1").await.expect_error(401, "unauthorized");
    own.get("stays").await.expect(200);
    drop(server);
    let kept = Kept::look(state.path());
    assert_eq!((kept.values.len(), kept.held.len()), (1, 1));
}

/// A put that a purge overtakes is refused, and what it stored does not stay.
#[tokio::test]
async fn puts_during_a_purge_leave_nothing_that_is_not_swept() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.register(Some(&unique("ada"))).await;
    for _ in 0..5 {
        let pod = server.create_pod(&ada).await;
        let vault = Vault { server: &server, key: pod.key };
        let puts = join_all((0..30).map(|_| vault.put("a", json!({ "ciphertext": "00" }))));
        let path = format!("/v1/pods/{}?purge=true", pod.id);
        let purge = async {
            sleep(Duration::from_millis(20)).await;
            server.delete(&path).key(&ada.key).send().await.expect(200)
        };
        let (puts, _) = join(puts, purge).await;
        assert!(puts.iter().all(|reply| matches!(reply.status, 200 | 201 | 401 | 403)), "{puts:?}");
    }
    drop(server);
    let kept = Kept::look(state.path());
    assert!(kept.held.is_empty() && kept.values.is_subset(&kept.loose), "a value that nobody would sweep");
}
