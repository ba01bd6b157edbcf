//! What agents note: for themselves, and for each other.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Request, Server, encoded, in_databases, is_on_disk, unique};

struct Agents {
    server: &'static Server,
    account: Account,
    one: PodKey,
    other: PodKey,
    stranger: Account,
}

impl Agents {
    async fn meet() -> Self {
        let server = Server::shared();
        let account = server.register(None).await;
        let (one, other) = (server.create_pod(&account).await, server.create_pod(&account).await);
        Self { server, account, one, other, stranger: server.register(None).await }
    }
}

fn posting(server: &Server, key: &str) -> Request {
    server.post("/v1/observations").key(key)
}

async fn write(server: &Server, key: &str, new: Value) -> Reply {
    posting(server, key).json(new).send().await
}

async fn note(server: &Server, key: &str, topic: &str, content: &str, shared: bool) -> Value {
    write(server, key, json!({ "topic": topic, "content": content, "shared": shared })).await.expect(201)
}

async fn list(server: &Server, key: &str, query: &str) -> Value {
    server.get(&format!("/v1/observations?{query}")).key(key).send().await.expect(200)
}

/// The contents of a page.
async fn contents(server: &Server, key: &str, query: &str) -> Vec<String> {
    let page = list(server, key, query).await;
    let items = page["observations"].as_array().unwrap();
    assert_eq!(page["count"], items.len());
    items.iter().map(|item| item["content"].as_str().unwrap().to_owned()).collect()
}

async fn topics(server: &Server, key: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut query = String::new();
    loop {
        let page = server.get(&format!("/v1/observations/topics{query}")).key(key).send().await.expect(200);
        all.extend(page["topics"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        query = format!("?cursor={}", encoded(next));
    }
}

async fn topic(server: &Server, key: &str, name: &str) -> Option<Value> {
    topics(server, key).await.into_iter().find(|topic| topic["topic"] == name)
}

#[tokio::test]
async fn what_is_not_shared_is_seen_by_its_pod_alone() {
    let Agents { server, account, one, other, stranger } = Agents::meet().await;
    let topic = unique("own");
    let written = note(server, &one.key, &topic, "mine", false).await;
    assert!(written["id"].as_str().unwrap().starts_with("obs_"), "{written}");
    assert_eq!(
        (&written["agent_id"], &written["topic"], &written["content"], &written["shared"], &written["display_name"]),
        (&json!(one.id), &json!(topic), &json!("mine"), &json!(false), &Value::Null)
    );
    assert_eq!(list(server, &one.key, &format!("topic={topic}")).await["observations"], json!([written]));
    for key in [&account.key, &other.key, &stranger.key] {
        for query in ["", &format!("topic={topic}"), &format!("agent_id={}", one.id)] {
            let page = list(server, key, query).await;
            assert!(!page.to_string().contains(written["id"].as_str().unwrap()), "{page}");
        }
        assert_eq!(self::topic(server, key, &topic).await, None);
    }
}

#[tokio::test]
async fn what_is_shared_is_seen_by_everybody_under_its_authors_real_id() {
    let Agents { server, account, one, other, stranger } = Agents::meet().await;
    let topic = unique("shared");
    let new = json!({ "topic": topic, "content": "ours", "shared": true, "display_name": "  Somebody else 🦊 " });
    let written = write(server, &one.key, new).await.expect(201);
    assert_eq!(
        (&written["agent_id"], &written["shared"], &written["display_name"]),
        (&json!(one.id), &json!(true), &json!("Somebody else 🦊"))
    );
    for key in [&one.key, &account.key, &other.key, &stranger.key] {
        for scope in ["", "&scope=all", "&scope=shared"] {
            let page = list(server, key, &format!("topic={topic}{scope}")).await;
            assert_eq!(page["observations"], json!([written]));
        }
        let mine = list(server, key, &format!("topic={topic}&scope=mine")).await;
        assert_eq!(mine["count"], u8::from(key == &one.key));
    }
    let by_account = note(server, &account.key, &topic, "theirs", true).await;
    assert_eq!(by_account["agent_id"], account.account_id);
    for field in ["agent_id", "id", "created_at", "account_id"] {
        let new = json!({ "topic": topic, "content": "x", "shared": true, field: one.id });
        let written = write(server, &stranger.key, new).await.expect(201);
        assert_eq!(written["agent_id"], stranger.account_id, "who wrote it is not the writer's to say");
        assert_ne!(written["id"], one.id);
    }
    server.get("/v1/observations").send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_list_is_filtered_by_topic_author_time_and_scope() {
    let Agents { server, one, other, .. } = Agents::meet().await;
    let (red, blue) = (unique("red"), unique("blue"));
    note(server, &one.key, &red, "1 own red", false).await;
    note(server, &one.key, &red, "2 shared red", true).await;
    note(server, &other.key, &red, "3 other's red", true).await;
    note(server, &other.key, &red, "hidden", false).await;
    let last = note(server, &one.key, &blue, "4 own blue", false).await;
    let since = encoded(last["created_at"].as_str().unwrap());
    let (mine, theirs) = (&one.id, &other.id);
    for (query, expected) in [
        (format!("topic={red}"), vec!["3 other's red", "2 shared red", "1 own red"]),
        (format!("topic={red}&scope=mine"), vec!["2 shared red", "1 own red"]),
        (format!("topic={red}&scope=shared"), vec!["3 other's red", "2 shared red"]),
        (format!("topic={red}&agent_id={theirs}"), vec!["3 other's red"]),
        (format!("topic={red}&agent_id={theirs}&scope=mine"), vec![]),
        (format!("topic={red}&agent_id={mine}&scope=shared"), vec!["2 shared red"]),
        (format!("agent_id={mine}"), vec!["4 own blue", "2 shared red", "1 own red"]),
        ("scope=mine".to_owned(), vec!["4 own blue", "2 shared red", "1 own red"]),
        (format!("scope=mine&since={since}"), vec!["4 own blue"]),
        (format!("topic={red}&since=2100-01-01T00:00:00%2B02:00"), vec![]),
        (format!("topic={}", unique("none")), vec![]),
        (format!("topic={blue}%27+OR+1=1"), vec![]),
    ] {
        assert_eq!(contents(server, &one.key, &query).await, expected, "{query}");
    }
    let page = list(server, &one.key, &format!("topic={red}&agent_id={mine}&scope=mine&limit=7")).await;
    assert_eq!(
        page["filters"],
        json!({ "topic": red, "agent_id": mine, "since": null, "scope": "mine", "limit": 7 }),
        "{page}"
    );
}

#[tokio::test]
async fn pages_of_both_sources_show_everything_once_while_more_is_written() {
    let Agents { server, one, other, .. } = Agents::meet().await;
    let topic = unique("pages");
    // Many at once share a millisecond.
    join_all((0..40).map(|number| {
        let key = if number % 3 == 0 { &other.key } else { &one.key };
        write(
            server,
            key,
            json!({ "topic": topic, "content": format!("{number}"), "shared": number % 3 == 0 || number % 2 == 0 }),
        )
    }))
    .await;
    let (mut seen, mut times, mut query) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = list(server, &one.key, &format!("topic={topic}&limit=7{query}")).await;
        for item in page["observations"].as_array().unwrap() {
            seen.push(item["content"].as_str().unwrap().to_owned());
            times.push(item["created_at"].as_str().unwrap().to_owned());
        }
        for shared in [true, false] {
            note(server, &one.key, &topic, "later", shared).await;
        }
        match page["next_cursor"].as_str() {
            Some(next) => query = format!("&cursor={next}"),
            None => {
                assert_eq!(page["has_more"], false);
                break;
            }
        }
    }
    let all: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!((seen.len(), all), (40, (0..40).map(|number| number.to_string()).collect()));
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
}

#[tokio::test]
async fn what_is_shared_is_later_than_all_before_it_though_clocks_differ() {
    let server = Server::start(&[]);
    let key = server.register(None).await.key;
    let share = async |at: &str| {
        server.set_clock(at).await;
        let shared = note(&server, &key, "order", "x", true).await;
        shared["created_at"].as_str().unwrap().to_owned()
    };
    let first = share("2030-01-02T00:00:00.500Z").await;
    let second = share("2030-01-02T00:00:00.000Z").await;
    assert!(second > first, "{second} is not after {first}");
    // A clock that was far ahead does not carry all others with it.
    let third = share("2030-01-01T00:00:00.000Z").await;
    assert!(third.starts_with("2030-01-01T00:00:0"), "{third}");
    let at_once = join_all((0..20).map(|_| note(&server, &key, "order", "x", true))).await;
    assert!(at_once.iter().all(|item| item["created_at"].as_str().unwrap() < "2030-01-01T00:01:00"), "{at_once:?}");
}

#[tokio::test]
async fn topics_count_what_their_reader_sees() {
    let Agents { server, one, other, .. } = Agents::meet().await;
    let (a, b, c) = (unique("a"), unique("b"), unique("c"));
    note(server, &one.key, &a, "own", false).await;
    let shared = note(server, &other.key, &a, "shared", true).await;
    let own = note(server, &one.key, &a, "own", false).await;
    note(server, &one.key, &b, "own", false).await;
    note(server, &other.key, &c, "shared", true).await;
    let of = async |key: &str, name: &str| topic(server, key, name).await;
    assert_eq!(of(&one.key, &a).await, Some(json!({ "topic": a, "count": 3, "latest": own["created_at"] })));
    assert_eq!(of(&other.key, &a).await, Some(json!({ "topic": a, "count": 1, "latest": shared["created_at"] })));
    assert_eq!(of(&one.key, &b).await.unwrap()["count"], 1);
    assert_eq!(of(&other.key, &b).await, None);
    assert_eq!(of(&one.key, &c).await.unwrap()["count"], 1);

    let (mut cursor, mut names) = (String::new(), Vec::new());
    loop {
        let path = format!("/v1/observations/topics?limit=3{cursor}");
        let page = server.get(&path).key(&one.key).send().await.expect(200);
        let topics = page["topics"].as_array().unwrap();
        assert_eq!(page["count"], topics.len());
        names.extend(topics.iter().map(|topic| topic["topic"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={}", encoded(next));
    }
    assert!(names.is_sorted(), "{names:?}");
    assert!([&a, &b, &c].iter().all(|name| names.iter().filter(|seen| seen == name).count() == 1), "{names:?}");
}

#[tokio::test]
async fn what_is_deleted_is_gone_for_everybody_and_counted_no_more() {
    let Agents { server, account, one, other, stranger } = Agents::meet().await;
    let topic = unique("deleted");
    let own = note(server, &one.key, &topic, "own", false).await;
    let shared = note(server, &one.key, &topic, "shared", true).await;
    let kept = note(server, &other.key, &topic, "kept", true).await;
    let delete = async |key: &str, of: &Value| {
        server.delete(&format!("/v1/observations/{}", of["id"].as_str().unwrap())).key(key).send().await
    };
    // Who reads it cannot delete it, be it of the same account.
    for key in [&account.key, &other.key, &stranger.key] {
        for foreign in [&own, &shared] {
            delete(key, foreign).await.expect_error(404, "not_found");
        }
    }
    delete(&one.key, &kept).await.expect_error(404, "not_found");
    delete(&one.key, &json!({ "id": "obs_zzzzzzzzzzzzzzzz" })).await.expect_error(404, "not_found");
    assert_eq!(self::topic(server, &one.key, &topic).await.unwrap()["count"], 3);

    for gone in [&own, &shared] {
        let replies = join_all((0..5).map(|_| delete(&one.key, gone))).await;
        for reply in replies {
            assert_eq!(reply.expect(200), json!({ "deleted": true, "id": gone["id"] }));
        }
        delete(&stranger.key, gone).await.expect_error(404, "not_found");
    }
    for key in [&one.key, &other.key, &stranger.key] {
        assert_eq!(contents(server, key, &format!("topic={topic}")).await, ["kept"]);
        let left = self::topic(server, key, &topic).await.unwrap();
        assert_eq!((&left["count"], &left["latest"]), (&json!(1), &kept["created_at"]));
    }
    delete(&other.key, &kept).await.expect(200);
    assert_eq!(self::topic(server, &stranger.key, &topic).await, None);
    // What comes next is counted from the beginning.
    note(server, &other.key, &topic, "new", true).await;
    assert_eq!(self::topic(server, &stranger.key, &topic).await.unwrap()["count"], 1);
}

#[tokio::test]
async fn what_is_too_long_missing_or_no_text_is_refused_and_nothing_is_written() {
    let Agents { server, one, .. } = Agents::meet().await;
    let topic = unique("limits");
    for shared in [false, true] {
        for (new, code) in [
            (json!({ "topic": topic }), "missing_fields"),
            (json!({ "content": "x" }), "missing_fields"),
            (json!({ "topic": " ", "content": "x" }), "missing_fields"),
            (json!({ "topic": topic, "content": "" }), "missing_fields"),
            (json!({ "topic": topic, "content": "🦊".repeat(10_001) }), "invalid_content"),
            (json!({ "topic": topic, "content": 7 }), "invalid_body"),
            (json!({ "topic": "t".repeat(101), "content": "x" }), "invalid_request"),
            (json!({ "topic": "a\nb", "content": "x" }), "invalid_request"),
            (json!({ "topic": topic, "content": "x", "display_name": "n".repeat(101) }), "invalid_request"),
            (json!({ "topic": topic, "content": "x", "display_name": "a\u{0}b" }), "invalid_request"),
        ] {
            let mut new = new;
            new["shared"] = json!(shared);
            write(server, &one.key, new).await.expect_error(400, code);
        }
        write(server, &one.key, json!({ "topic": topic, "content": "x", "shared": "yes" }))
            .await
            .expect_error(400, "invalid_body");
    }
    assert_eq!(list(server, &one.key, &format!("topic={topic}")).await["count"], 0);

    for shared in [false, true] {
        let content = format!("{}\u{0}\n\"'é", "🦊".repeat(9_990));
        let name = "ü".repeat(100);
        let new = json!({ "topic": topic, "content": content, "shared": shared, "display_name": name });
        let written = write(server, &one.key, new).await.expect(201);
        let read = list(server, &one.key, &format!("topic={topic}&limit=1")).await;
        assert_eq!((&read["observations"][0], &read["observations"][0]["content"]), (&written, &json!(content)));
    }
    for query in ["limit=0", "limit=x", "scope=ours", "since=yesterday", "cursor=x", "cursor=1"] {
        let reply = server.get(&format!("/v1/observations?{query}")).key(&one.key).send().await;
        reply.expect_error(400, "invalid_request");
    }
    server.get("/v1/observations/topics?limit=0").key(&one.key).send().await.expect_error(400, "invalid_request");
    for (path, limit) in [("observations?limit=201", 200), ("observations/topics?limit=1001", 1_000)] {
        assert_eq!(server.get(&format!("/v1/{path}")).key(&one.key).send().await.expect(200)["limit"], limit);
    }
}

#[tokio::test]
async fn of_many_repetitions_at_once_one_is_written() {
    let Agents { server, one, .. } = Agents::meet().await;
    for shared in [false, true] {
        let topic = unique("once");
        let new = json!({ "topic": topic, "content": "once", "shared": shared });
        let again = || posting(server, &one.key).header("idempotency-key", &topic).json(&new).send();
        for reply in join_all((0..10).map(|_| again())).await {
            assert!(matches!(reply.status, 201 | 409), "{reply}");
        }
        let first = again().await.expect(201);
        assert_eq!(list(server, &one.key, &format!("topic={topic}")).await["observations"], json!([first]));
    }
}

#[tokio::test]
async fn a_repetition_whose_first_reply_was_lost_finds_what_was_shared() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let share = async |server: &Server| {
        let new = json!({ "topic": "lost", "content": "x", "shared": true });
        posting(server, &account.key).header("idempotency-key", "k").json(new).send().await.expect(201)
    };
    let first = share(&server).await;
    server.kill();
    in_databases(state.path(), "given_reply", "db.exec('DELETE FROM given_reply')");

    let server = Server::start_in(state.path(), &[]);
    assert_eq!(share(&server).await, first);
    assert_eq!(topics(&server, &account.key).await[0]["count"], 1);
    let at = first["created_at"].as_str().unwrap().replace("2026-", "2027-");
    server.set_clock(at).await;
    assert_ne!(share(&server).await["id"], first["id"], "a key means the same request for a day");
    assert_eq!(topics(&server, &account.key).await[0]["count"], 2);
}

#[tokio::test]
async fn a_purged_pod_takes_what_it_shared_with_it() {
    let Agents { server, account, one, other, stranger } = Agents::meet().await;
    let (both, alone) = (unique("both"), unique("alone"));
    let kept = note(server, &other.key, &both, "kept", true).await;
    for topic in [&both, &both, &alone] {
        note(server, &one.key, topic, "gone", true).await;
        note(server, &one.key, topic, "gone", false).await;
    }
    let path = format!("/v1/pods/{}", one.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    assert_eq!(topic(server, &stranger.key, &both).await.unwrap()["count"], 3, "a suspended one keeps it");
    server.delete(&format!("{path}?purge=true")).key(&account.key).send().await.expect(200);
    for key in [&other.key, &stranger.key] {
        assert_eq!(contents(server, key, &format!("topic={both}")).await, ["kept"]);
        assert_eq!(list(server, key, &format!("agent_id={}", one.id)).await["count"], 0);
        let left = topic(server, key, &both).await.unwrap();
        assert_eq!((&left["count"], &left["latest"]), (&json!(1), &kept["created_at"]));
        assert_eq!(topic(server, key, &alone).await, None);
    }
}

#[tokio::test]
async fn the_newest_are_kept_and_what_is_not_shared_is_sealed_on_disk() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let (secret, open) = (unique("secret"), unique("open"));
    note(&server, &account.key, "first", &open, true).await;
    note(&server, &account.key, "first", &secret, false).await;
    note(&server, &account.key, "second", "shared", true).await;
    server.kill();
    assert!(is_on_disk(state.path(), &open), "the search finds what is there");
    assert!(!is_on_disk(state.path(), &secret));
    // As if 998 more had been shared in between, and 99,999 noted.
    in_databases(
        state.path(),
        "observation",
        "const shared = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'account'`).get();
         if (shared) db.exec('UPDATE observation SET number = 1000 WHERE number = 2');
         else db.exec(`UPDATE sqlite_sequence SET seq = 100000 WHERE name = 'observation'`);",
    );

    let server = Server::start_in(state.path(), &[]);
    note(&server, &account.key, "third", "noted", false).await;
    assert_eq!(contents(&server, &account.key, "").await, ["noted", "shared", &open]);
    note(&server, &account.key, "third", "shared", true).await;
    assert_eq!(contents(&server, &account.key, "").await, ["shared", "noted", "shared"]);
    let counts: Vec<_> = topics(&server, &account.key).await.iter().map(|topic| topic["count"].clone()).collect();
    assert_eq!(counts, [1, 2]);
}

#[tokio::test]
async fn a_list_reads_what_it_shows() {
    let server = Server::shared();
    let key = server.register(None).await.key;
    let fill = async |count: usize| {
        join_all((0..count).map(|number| note(server, &key, ["t0", "t1"][number % 2], "x", false))).await;
    };
    let rows = async || {
        let mut all = Vec::new();
        for query in
            ["scope=mine&limit=5", "scope=mine&limit=5&topic=t1", "scope=mine&limit=5&since=2026-01-01T00:00:00Z"]
        {
            let reply = server.get(&format!("/v1/observations?{query}")).key(&key).send().await;
            let cost = reply.header("x-warren-cost").unwrap();
            assert!(cost.starts_with("d1=1 kv=0 r2=0 do=1 "), "{cost}");
            all.push(cost.split_once(" rows=").unwrap().1.to_owned());
        }
        all
    };
    fill(20).await;
    rows().await;
    let before = rows().await;
    fill(60).await;
    assert_eq!(rows().await, before);
}
