//! Pods, as their account makes, changes, shuts and removes them, and the keys it hands out for them.

use std::{cell::Cell, collections::BTreeSet, fs, path::Path, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Server, eventually, text, unique};

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_pod_is_made_with_all_that_was_asked_for() {
    let account = register().await;
    let (name, slug) = ("Customer 🦊 123", unique("customer"));
    let rates = json!({ "requests_per_minute": 60, "requests_per_hour": 1_000, "requests_per_day": 10_000 });
    let caps = json!({ "daily": 1_000_000, "weekly": 5_000_000, "monthly": 20_000_000 });
    let wish = json!({ "name": name, "slug": slug, "rate_limits": rates, "spending_caps": caps });

    let mut made = create(&account, wish).await.expect(201);

    let key = made["api_key"].as_str().unwrap().to_owned();
    assert!(key.starts_with("al_pod_") && key.len() == 53, "{key}");
    assert_eq!(made["key_prefix"], key[..12]);
    assert_eq!(made["id"], made["pod_id"]);
    assert!(made["id"].as_str().unwrap().starts_with("pod_"), "{made}");
    assert_eq!((&made["name"], &made["slug"], &made["status"]), (&json!(name), &json!(slug), &json!("active")));
    assert_eq!((&made["rate_limits"], &made["spending_caps"]), (&rates, &caps));
    assert_eq!(made["parent_account_id"], account.account_id);
    assert_eq!((&made["env_slug"], &made["is_default"], &made["metadata"]), (&json!(slug), &json!(false), &json!({})));

    let pod = PodKey { id: made["id"].as_str().unwrap().to_owned(), key };
    addresses(&pod.key).await.expect(200);
    for secret in ["api_key", "key_prefix"] {
        made.as_object_mut().unwrap().remove(secret);
    }
    assert_eq!(get(&account, &pod.id).await.expect(200), made);
}

#[tokio::test]
async fn a_pod_needs_neither_name_nor_limits() {
    let account = register().await;

    for reply in [
        create(&account, json!({})).await,
        create(&account, json!({ "name": "  ", "rate_limits": null, "spending_caps": {} })).await,
        Server::shared().post("/v1/pods").key(&account.key).send().await,
    ] {
        let pod = reply.expect(201);
        assert_eq!(
            (&pod["name"], &pod["rate_limits"], &pod["spending_caps"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert!(pod["slug"].as_str().unwrap().starts_with("pod-"), "{pod}");
    }
}

#[tokio::test]
async fn limits_and_caps_are_positive_and_grow() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;
    let rates = |minute: i64, hour: i64, day: i64| json!({ "rate_limits": { "requests_per_minute": minute, "requests_per_hour": hour, "requests_per_day": day } });
    let caps = |daily: i64, weekly: i64, monthly: i64| json!({ "spending_caps": { "daily": daily, "weekly": weekly, "monthly": monthly } });

    for bad in [
        rates(2, 1, 3),
        rates(1, 3, 2),
        rates(0, 1, 2),
        rates(-1, 1, 2),
        rates(1, 2, 4_294_967_296),
        json!({ "rate_limits": { "requests_per_minute": 2, "requests_per_day": 1 } }),
        caps(2, 1, 3),
        caps(1, 3, 2),
        caps(0, 1, 2),
        caps(-1, 1, 2),
        caps(1, 2, 1_000_000_001),
        json!({ "spending_caps": { "daily": 2, "monthly": 1 } }),
    ] {
        create(&account, bad.clone()).await.expect_error(400, "invalid_caps");
        patch(&account, &pod.id, bad).await.expect_error(400, "invalid_caps");
    }
    for bad in [
        json!({ "spending_caps": { "daily": 1.5 } }),
        json!({ "spending_caps": { "daily": "1" } }),
        json!({ "spending_caps": { "daily": 99_999_999_999_999_999_999_f64 } }),
        json!({ "spending_caps": [1, 2, 3] }),
        json!({ "spending_caps": [] }),
        json!({ "rate_limits": [1, 2, 3] }),
        json!({ "rate_limits": "none" }),
        json!({ "name": 7 }),
    ] {
        create(&account, bad.clone()).await.expect_error(400, "invalid_body");
        patch(&account, &pod.id, bad).await.expect_error(400, "invalid_body");
    }
    for (bad, field) in [
        (json!({ "nmae": "x" }), "nmae"),
        (json!({ "spending_caps": { "yearly": 1 } }), "yearly"),
        (json!({ "rate_limits": { "requests_per_second": 1 } }), "requests_per_second"),
    ] {
        for reply in [create(&account, bad.clone()).await, patch(&account, &pod.id, bad).await] {
            let message = reply.expect_error(400, "unknown_field")["message"].clone();
            assert!(message.as_str().unwrap().contains(&format!("`{field}`")), "{message}");
        }
    }
    create(&account, json!({ "name": "x".repeat(101) })).await.expect_error(400, "invalid_request");

    assert_eq!(list(&account, "").await.expect(200)["count"], 1);
    for fine in [rates(1, 1, 1), caps(1, 1, 1_000_000_000)] {
        create(&account, fine).await.expect(201);
    }
}

#[tokio::test]
async fn a_slug_is_plain_and_has_one_owner() {
    let account = register().await;
    let stranger = register().await;
    let slug = unique("acme");
    create(&account, json!({ "slug": slug })).await.expect(201);

    create(&account, json!({ "slug": slug })).await.expect_error(409, "slug_taken");
    create(&stranger, json!({ "slug": slug })).await.expect_error(409, "slug_taken");
    for bad in ["", "a", "-ab", "ab-", "Acme", "a.b", "a b", "ä1", "🦊🦊", "admin", "api", "www", &*"a".repeat(65)]
    {
        create(&stranger, json!({ "slug": bad })).await.expect_error(400, "invalid_request");
    }
    assert_eq!(list(&stranger, "").await.expect(200)["count"], 0, "what was refused has left nothing");

    let tried = join_all((0..10).map(|_| create(&stranger, json!({ "slug": format!("{slug}-2") })))).await;
    assert_eq!(tried.iter().filter(|reply| reply.status == 201).count(), 1);
    assert_eq!(list(&stranger, "").await.expect(200)["count"], 1);
}

#[tokio::test]
async fn a_slug_is_made_of_the_name_and_still_unique() {
    let account = register().await;
    let name = unique("Acme Corp");
    let plain = name.to_lowercase().replace(' ', "-");

    let made = join_all((0..5).map(|_| create(&account, json!({ "name": format!("{name}!") })))).await;

    let slugs: Vec<String> = made.iter().map(|reply| text(&reply.expect(201)["slug"])).collect();
    assert!(slugs.contains(&plain), "{slugs:?}");
    assert!(slugs.iter().all(|slug| slug.starts_with(&plain)), "{slugs:?}");
    assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), 5, "{slugs:?}");
    for odd in ["admin", "🦊", "x", &*"long ".repeat(20)] {
        let slug = text(&create(&account, json!({ "name": odd })).await.expect(201)["slug"]);
        assert!((2..=64).contains(&slug.len()) && slug != "admin" && !slug.ends_with('-'), "{slug}");
    }
}

#[tokio::test]
async fn a_slug_is_free_again_when_its_pod_is_erased_and_not_before() {
    let (account, stranger) = (register().await, register().await);
    let slug = unique("acme");
    let pod = text(&create(&account, json!({ "slug": slug })).await.expect(201)["id"]);
    suspend(&account, &pod).await.expect(200);
    for caller in [&account, &stranger] {
        create(caller, json!({ "slug": slug })).await.expect_error(409, "slug_taken");
    }

    purge(&account, &pod).await.expect(200);

    let made = create(&stranger, json!({ "slug": slug })).await.expect(201);
    assert_eq!((&made["slug"], &made["env_slug"]), (&json!(slug), &json!(slug)));
}

#[tokio::test]
async fn ten_at_once_for_the_last_place_are_one_pod_and_nine_refusals() {
    let server = &Server::start(&[("TENANT_LIMIT", "10")]);
    let account = server.register(None).await;
    let create = |wish: Value| server.post("/v1/pods").key(&account.key).json(wish).send();
    for number in 0..9 {
        create(json!({ "slug": format!("pod-{number}") })).await.expect(201);
    }

    let tried = join_all((0..10).map(|_| create(json!({})))).await;

    assert_eq!(tried.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in tried.iter().filter(|reply| reply.status != 201) {
        let refusal = reply.expect_error(402, "quota_exceeded");
        assert_eq!(
            (&refusal["resource"], &refusal["limit"], &refusal["current"]),
            (&json!("tenants"), &json!(10), &json!(10))
        );
    }
    // Also for a slug that is taken. Suspended pods count, erased ones do not; other accounts have places of their own.
    create(json!({ "slug": "pod-1" })).await.expect_error(402, "quota_exceeded");
    let listed = server.get("/v1/pods").key(&account.key).send().await.expect(200);
    let path = format!("/v1/pods/{}", ids(&listed)[0]);
    server.delete(&path).key(&account.key).send().await.expect(200);
    create(json!({})).await.expect_error(402, "quota_exceeded");
    server.delete(&format!("{path}?purge=true")).key(&account.key).send().await.expect(200);
    create(json!({})).await.expect(201);
    let other = server.register(None).await;
    server.post("/v1/pods").key(&other.key).json(json!({})).send().await.expect(201);
}

#[tokio::test]
async fn every_form_of_an_id_opens_the_same_pod_and_a_strangers_form_opens_nothing() {
    let server = Server::shared();
    let (account, stranger) = (register().await, register().await);
    let pod = server.create_pod(&account).await;
    let forms = |id: &str| {
        let (_, random) = id.split_once('_').unwrap();
        ["pod_", "env_", "acc_", ""].map(|prefix| format!("{prefix}{random}"))
    };
    for form in forms(&pod.id) {
        assert_eq!(get(&account, &form).await.expect(200)["id"], pod.id, "{form}");
        assert_eq!(patch(&account, &form, json!({ "name": form })).await.expect(200)["name"], form);
        assert_eq!(keys(&account, &form).await.expect(200)["pod_id"], pod.id);
        assert_eq!(new_key(&account, &form, json!({ "label": "x" })).await.expect(201)["pod_id"], pod.id);
        assert_eq!(suspend(&account, &form).await.expect(200)["id"], pod.id);
        assert_eq!(resume(&account, &form).await.expect(200)["id"], pod.id);
        server.get(&format!("/v1/pods/{form}/drafts")).key(&account.key).send().await.expect(200);
        server.get(&format!("/v1/budget?pod_id={form}")).key(&account.key).send().await.expect(200);
        for reply in [get(&stranger, &form).await, suspend(&stranger, &form).await, purge(&stranger, &form).await] {
            reply.expect_error(404, "not_found");
        }
    }
    for form in forms(&account.account_id) {
        let home = get(&account, &form).await.expect(200);
        assert_eq!(
            (&home["id"], &home["env_slug"], &home["is_default"]),
            (&json!(account.account_id), &json!("default"), &json!(true)),
        );
        server.get(&format!("/v1/pods/{form}/drafts")).key(&account.key).send().await.expect(200);
        get(&stranger, &form).await.expect_error(404, "not_found");
        purge(&account, &form).await.expect_error(404, "not_found");
    }
    for form in ["pod_", "env_env_x", "%20", "pod_%27%3B--", &*"x".repeat(1_000)] {
        get(&account, form).await.expect_error(404, "not_found");
    }
    assert_eq!(get(&account, &pod.id).await.expect(200)["is_default"], false);
    assert_eq!(purge(&account, &forms(&pod.id)[1]).await.expect(200)["id"], pod.id);
}

#[tokio::test]
async fn pods_are_listed_page_by_page_in_the_order_they_were_made() {
    let (account, stranger) = (register().await, register().await);
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(Server::shared().create_pod(&account).await.id);
        Server::shared().create_pod(&stranger).await;
    }

    let all = list(&account, "").await.expect(200);
    assert_eq!(ids(&all), made);
    assert_eq!((&all["count"], &all["has_more"], &all["next_cursor"]), (&json!(5), &json!(false), &Value::Null));

    let (mut seen, mut query, mut pages) = (Vec::new(), "?limit=2".to_owned(), Vec::new());
    loop {
        let page = list(&account, &query).await.expect(200);
        seen.extend(ids(&page));
        pages.push(page["count"].as_u64().unwrap());
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert_eq!(page["has_more"], false);
            break;
        };
        assert_eq!(page["has_more"], true);
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!((seen, pages), (made, vec![2, 2, 1]));

    assert_eq!(list(&account, "?limit=5").await.expect(200)["has_more"], false);
    for (query, limit) in [("", 1_000), ("?limit=5", 5), ("?limit=1001", 1_000), ("?limit=99999999999", 1_000)] {
        assert_eq!(list(&account, query).await.expect(200)["limit"], limit);
    }
    for bad in ["limit=0", "limit=-1", "limit=x", "cursor=x", "cursor="] {
        list(&account, &format!("?{bad}")).await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_page_follows_also_when_the_last_pod_of_the_page_before_is_gone() {
    let account = register().await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(Server::shared().create_pod(&account).await.id);
    }

    let first = list(&account, "?limit=2").await.expect(200);
    purge(&account, &made[1]).await.expect(200);

    let rest = list(&account, &format!("?cursor={}", text(&first["next_cursor"]))).await.expect(200);
    assert_eq!(ids(&rest), made[2..]);
}

#[tokio::test]
async fn other_accounts_find_nothing_where_a_pod_is() {
    let server = Server::shared();
    let (account, stranger) = (register().await, register().await);
    let pod = server.create_pod(&account).await;
    let key = keys(&account, &pod.id).await.expect(200)["keys"][0]["id"].as_str().unwrap().to_owned();
    let nowhere = "pod_aaaaaaaaaaaaaaaa";

    for (method, rest) in [
        ("GET", String::new()),
        ("PATCH", String::new()),
        ("DELETE", String::new()),
        ("DELETE", "?purge=true".to_owned()),
        ("POST", "/resume".to_owned()),
        ("GET", "/keys".to_owned()),
        ("POST", "/keys".to_owned()),
        ("DELETE", format!("/keys/{key}")),
    ] {
        let ask = async |id: &str| {
            let request = server.request(method, &format!("/v1/pods/{id}{rest}")).key(&stranger.key);
            let mut body = request.send().await.expect_error(404, "not_found");
            body.as_object_mut().unwrap().remove("request_id");
            body
        };
        assert_eq!(ask(&pod.id).await, ask(nowhere).await, "{method} {rest}");
    }

    assert_eq!(ids(&list(&stranger, "").await.expect(200)), [] as [String; 0]);
    assert_eq!(get(&account, &pod.id).await.expect(200)["status"], "active");
    addresses(&pod.key).await.expect(200);
}

#[tokio::test]
async fn the_home_pod_is_not_among_the_pods() {
    let server = Server::shared();
    let account = register().await;
    let home = &account.account_id;

    // By its id it is shown, for the one setting that it has.
    assert_eq!(get(&account, home).await.expect(200)["id"], *home);
    for change in [json!({ "name": "x" }), json!({ "name": null }), json!({ "spending_caps": { "daily": 1 } })] {
        patch(&account, home, change).await.expect_error(400, "invalid_request");
    }
    suspend(&account, home).await.expect_error(404, "not_found");
    purge(&account, home).await.expect_error(404, "not_found");
    new_key(&account, home, json!({})).await.expect_error(404, "not_found");

    assert_eq!(list(&account, "").await.expect(200)["count"], 0);
    server.get("/v1/account/me").key(&account.key).send().await.expect(200);
}

#[tokio::test]
async fn a_patch_keeps_what_it_leaves_out_removes_what_is_null_and_sets_the_rest() {
    let account = register().await;
    let rates = json!({ "requests_per_minute": 60, "requests_per_hour": 600, "requests_per_day": null });
    let caps = json!({ "daily": 1, "weekly": 2, "monthly": 3 });
    let wish = json!({ "name": "first", "rate_limits": rates, "spending_caps": caps });
    let made = create(&account, wish).await.expect(201);
    let id = text(&made["id"]);
    let expect = async |changes: Value, name: Value, rates: &Value, caps: &Value| {
        let patched = patch(&account, &id, changes).await.expect(200);
        assert_eq!(patched["updated"], true);
        for pod in [&patched, &get(&account, &id).await.expect(200)] {
            assert_eq!((&pod["name"], &pod["rate_limits"], &pod["spending_caps"]), (&name, rates, caps));
            assert_eq!((&pod["slug"], &pod["status"]), (&made["slug"], &json!("active")));
        }
    };

    expect(json!({}), json!("first"), &rates, &caps).await;
    expect(json!({ "name": "second" }), json!("second"), &rates, &caps).await;
    expect(json!({ "name": null }), Value::Null, &rates, &caps).await;
    expect(json!({ "name": "third" }), json!("third"), &rates, &caps).await;
    expect(json!({ "name": "" }), Value::Null, &rates, &caps).await;
    // Limits take each other's place as a whole.
    let daily = json!({ "daily": 9, "weekly": null, "monthly": null });
    expect(json!({ "spending_caps": { "daily": 9 } }), Value::Null, &rates, &daily).await;
    expect(json!({ "rate_limits": null }), Value::Null, &Value::Null, &daily).await;
    expect(json!({ "spending_caps": null, "name": "last" }), json!("last"), &Value::Null, &Value::Null).await;
    expect(json!({ "rate_limits": rates }), json!("last"), &rates, &Value::Null).await;

    // All or nothing; and a slug never changes.
    let half = json!({ "name": "half", "spending_caps": { "daily": 0 } });
    patch(&account, &id, half).await.expect_error(400, "invalid_caps");
    patch(&account, &id, json!({ "name": "half", "slug": unique("new") })).await.expect_error(400, "unknown_field");
    expect(json!({}), json!("last"), &rates, &Value::Null).await;
}

#[tokio::test]
async fn patches_of_different_fields_at_the_same_moment_all_stick() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;

    for round in 1..=20 {
        let name = json!(format!("round {round}"));
        let (rates, caps) = (json!({ "requests_per_day": 1_000_000 + round }), json!({ "monthly": round }));

        let patches =
            [json!({ "name": name }), json!({ "rate_limits": rates }), json!({ "spending_caps": caps }), json!({})];
        for reply in join_all(patches.map(|changes| patch(&account, &pod.id, changes))).await {
            reply.expect(200);
        }

        let now = get(&account, &pod.id).await.expect(200);
        assert_eq!(now["name"], name);
        assert_eq!(now["rate_limits"]["requests_per_day"], rates["requests_per_day"]);
        assert_eq!(now["spending_caps"]["monthly"], caps["monthly"]);
    }
}

#[tokio::test]
async fn a_suspended_pod_stands_still_until_it_is_resumed() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let address = claim(&pod.key, &unique("still")).await;
    let second = text(&new_key(&account, &pod.id, json!({ "label": "second" })).await.expect(201)["api_key"]);
    let revoked = new_key(&account, &pod.id, json!({ "label": "revoked" })).await.expect(201);
    mail(server, &address, 1).await.expect(200);
    let mut socket = server.socket(&pod.key).await;

    for _ in 0..2 {
        let suspended = suspend(&account, &pod.id).await.expect(200);
        assert_eq!((&suspended["pod_id"], &suspended["status"]), (&json!(pod.id), &json!("suspended")));
    }

    assert_eq!(socket.closed(SOON).await, Some(4403));
    for key in [&pod.key, &second] {
        addresses(key).await.expect_error(403, "pod_suspended");
        inbox(key, &address).await.expect_error(403, "pod_suspended");
        assert_eq!(server.socket_at(&format!("/v1/ws?token={key}"), &[]).await.err(), Some(403));
        server.get("/v1/account/me").key(key).send().await.expect_error(403, "pod_suspended");
    }
    let refused = mail(server, &address, 2).await.expect(422);
    assert!(text(&refused["rejected"]).contains("suspended"), "{refused}");
    assert_eq!(get(&account, &pod.id).await.expect(200)["status"], "suspended");
    assert_eq!(list(&account, "").await.expect(200)["pods"][0]["status"], "suspended");
    let (id, key) = (text(&revoked["id"]), text(&revoked["api_key"]));
    revoke(&account, &pod.id, &id).await.expect(200);
    addresses(&key).await.expect_error(401, "unauthorized");

    for _ in 0..2 {
        assert_eq!(resume(&account, &pod.id).await.expect(200)["status"], "active");
    }

    addresses(&key).await.expect_error(401, "unauthorized");
    let listed = inbox(&second, &address).await.expect(200);
    assert_eq!((&listed["count"], &listed["messages"][0]["subject"]), (&json!(1), &json!("number 1")));
    let mut socket = server.socket(&pod.key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    mail(server, &address, 3).await.expect(200);
    assert_eq!(socket.next_event(SOON).await["type"], "email.received");
    assert_eq!(inbox(&pod.key, &address).await.expect(200)["count"], 2);
}

#[tokio::test]
async fn no_request_that_starts_after_the_suspension_succeeds() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;
    let (suspended, succeeded) = (Cell::new(false), Cell::new(0));

    let hammers = (0..50).map(|_| async {
        loop {
            let late = suspended.get();
            let reply = addresses(&pod.key).await;
            if late {
                return reply;
            }
            succeeded.set(succeeded.get() + u32::from(reply.status == 200));
        }
    });
    let suspension = async {
        while succeeded.get() < 50 {
            tokio::task::yield_now().await;
        }
        suspend(&account, &pod.id).await.expect(200);
        suspended.set(true);
    };
    let (late, ()) = tokio::join!(join_all(hammers), suspension);

    for late in late {
        late.expect_error(403, "pod_suspended");
    }
}

#[tokio::test]
async fn a_suspension_and_a_resumption_at_once_leave_the_pod_in_one_state() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let address = claim(&pod.key, &unique("torn")).await;

    for round in 0..20 {
        let (suspended, resumed) = tokio::join!(suspend(&account, &pod.id), resume(&account, &pod.id));
        suspended.expect(200);
        resumed.expect(200);

        let active = get(&account, &pod.id).await.expect(200)["status"] == "active";
        let used = addresses(&pod.key).await;
        assert_eq!(used.status, if active { 200 } else { 403 }, "round {round}: {used}");
        let mailed = mail(server, &address, round).await;
        assert_eq!(mailed.status, if active { 200 } else { 422 }, "round {round}: {mailed}");
    }
}

#[tokio::test]
async fn a_purged_pod_is_gone_for_good() {
    let server = Server::shared();
    let (account, stranger) = (register().await, register().await);
    let (slug, local) = (unique("gone"), unique("gone"));
    let made = create(&account, json!({ "slug": slug })).await.expect(201);
    let pod = PodKey { id: text(&made["id"]), key: text(&made["api_key"]) };
    let address = claim(&pod.key, &local).await;
    claim(&pod.key, &unique("other")).await;
    let reader = text(&new_key(&account, &pod.id, json!({ "label": "reader" })).await.expect(201)["api_key"]);
    for number in 0..3 {
        mail(server, &address, number).await.expect(200);
    }
    let mut socket = server.socket(&pod.key).await;

    let purged = purge(&account, &pod.id).await.expect(200);

    assert_eq!((&purged["pod_id"], &purged["id"], &purged["purged"]), (&json!(pod.id), &json!(pod.id), &json!(true)));
    assert_eq!(purged["removed"], json!({ "addresses": 2, "keys": 2, "messages": 3, "blobs": 3, "vault_versions": 0 }));
    socket.closed(SOON).await;
    get(&account, &pod.id).await.expect_error(404, "not_found");
    patch(&account, &pod.id, json!({ "name": "x" })).await.expect_error(404, "not_found");
    resume(&account, &pod.id).await.expect_error(404, "not_found");
    suspend(&account, &pod.id).await.expect_error(404, "not_found");
    purge(&account, &pod.id).await.expect_error(404, "not_found");
    keys(&account, &pod.id).await.expect_error(404, "not_found");
    new_key(&account, &pod.id, json!({})).await.expect_error(404, "not_found");
    assert_eq!(list(&account, "").await.expect(200)["count"], 0);
    for key in [&pod.key, &reader] {
        addresses(key).await.expect_error(401, "unauthorized");
        server.get("/v1/account/me").key(key).send().await.expect_error(401, "unauthorized");
    }
    mail(server, &address, 3).await.expect(422);

    // Its name is free again; its address only to its account, and empty.
    create(&stranger, json!({ "slug": slug })).await.expect(201);
    let refused = server.post("/v1/emails").key(&stranger.key).json(json!({ "local_part": local })).send().await;
    refused.expect_error(409, "address_quarantined");
    assert_eq!(claim(&account.key, &local).await, address);
    assert_eq!(inbox(&account.key, &address).await.expect(200)["count"], 0);
    mail(server, &address, 4).await.expect(200);
    let listed = inbox(&account.key, &address).await.expect(200);
    assert_eq!((&listed["count"], &listed["messages"][0]["subject"]), (&json!(1), &json!("number 4")));
}

#[tokio::test]
async fn mail_to_the_address_of_a_purged_pod_reaches_its_new_owner_at_once() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let local = unique("heir");
    let address = claim(&pod.key, &local).await;
    mail(server, &address, 1).await.expect(200);

    purge(&account, &pod.id).await.expect(200);
    claim(&account.key, &local).await;

    mail(server, &address, 2).await.expect(200);
    assert_eq!(inbox(&account.key, &address).await.expect(200)["messages"][0]["subject"], "number 2");
}

#[tokio::test]
async fn a_suspended_pod_can_be_purged() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let address = claim(&pod.key, &unique("idle")).await;
    mail(server, &address, 1).await.expect(200);
    suspend(&account, &pod.id).await.expect(200);

    let purged = purge(&account, &pod.id).await.expect(200);

    assert_eq!(purged["removed"], json!({ "addresses": 1, "keys": 1, "messages": 1, "blobs": 1, "vault_versions": 0 }));
    addresses(&pod.key).await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn purging_at_once_and_into_arriving_mail_neither_fails_nor_leaves_anything() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let address = claim(&pod.key, &unique("busy")).await;
    mail(server, &address, 0).await.expect(200);

    let arriving = join_all((1..=20).map(|number| mail(server, &address, number)));
    let purging = join_all((0..3).map(|_| purge(&account, &pod.id)));
    let (mailed, purged) = tokio::join!(arriving, purging);

    let done = purged.iter().filter(|reply| reply.status == 200).count();
    assert!(done >= 1, "{}", purged[0]);
    for reply in purged.iter().filter(|reply| reply.status != 200) {
        reply.expect_error(404, "not_found");
    }
    for reply in mailed {
        assert!([200, 422].contains(&reply.status), "{reply}");
    }
    get(&account, &pod.id).await.expect_error(404, "not_found");
    mail(server, &address, 21).await.expect(422);
}

#[tokio::test]
async fn nothing_of_a_purged_pods_mail_stays_in_the_bucket() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let made = server.post("/v1/pods").key(&account.key).json(json!({})).send().await.expect(201);
    let (pod, key) = (text(&made["id"]), text(&made["api_key"]));
    let claim = json!({ "local_part": "bulky" });
    let address = text(&server.post("/v1/emails").key(&key).json(claim).send().await.expect(201)["address"]);
    let deliver = |number: usize| {
        let raw = format!("From: bob@example.org\r\n\r\n{number}{}", "x".repeat(100_000));
        server.deliver("bob@example.org", &address, raw)
    };
    let stored = || bytes(state.path());
    let before = stored();
    deliver(0).await.expect(200);
    assert!(stored() >= before + 100_000, "the bucket's files are not where they are looked for");

    // Mail keeps coming from ten sides until the pod is gone.
    let (number, gone) = (Cell::new(0), Cell::new(false));
    let arriving = join_all((0..10).map(|_| async {
        while !gone.get() {
            number.set(number.get() + 1);
            let reply = deliver(number.get()).await;
            assert!([200, 422].contains(&reply.status), "{reply}");
        }
    }));
    let purging = async {
        while number.get() < 20 {
            tokio::task::yield_now().await;
        }
        server.delete(&format!("/v1/pods/{pod}?purge=true")).key(&account.key).send().await.expect(200);
        gone.set(true);
    };
    tokio::join!(arriving, purging);

    // The local bucket removes the file of a value a moment after it has answered.
    eventually("the removal of the file", async || (stored() < before + 100_000).then_some(())).await;
}

#[tokio::test]
async fn a_pod_is_purged_only_when_it_is_said_clearly() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;
    let delete = |query: &str| Server::shared().delete(&format!("/v1/pods/{}{query}", pod.id)).key(&account.key).send();

    for unclear in ["?purge=yes", "?purge=1", "?purge=", "?purge=TRUE", "?purge=true&purge=false"] {
        delete(unclear).await.expect_error(400, "invalid_request");
    }
    addresses(&pod.key).await.expect(200);
    assert_eq!(delete("?purge=false").await.expect(200)["status"], "suspended");
}

#[tokio::test]
async fn a_key_without_a_label_replaces_all_others() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let other = text(&new_key(&account, &pod.id, json!({ "mode": "add" })).await.expect(201)["api_key"]);
    let mut socket = server.socket(&pod.key).await;

    let path = format!("/v1/pods/{}/keys", pod.id);
    let made = server.post(&path).key(&account.key).send().await.expect(201);

    let key = text(&made["api_key"]);
    assert!(key.starts_with("al_pod_") && key != pod.key, "{key}");
    assert_eq!((&made["pod_id"], &made["key_prefix"]), (&json!(pod.id), &json!(key[..12])));
    assert!(made["created_at"].is_string(), "{made}");
    assert_eq!(made["revoked"], 2);
    for dead in [&pod.key, &other] {
        addresses(dead).await.expect_error(401, "unauthorized");
    }
    assert_eq!(socket.closed(SOON).await, Some(4401));
    addresses(&key).await.expect(200);

    let labelled = json!({ "label": "only", "mode": "replace" });
    let last = text(&new_key(&account, &pod.id, labelled).await.expect(201)["api_key"]);
    addresses(&key).await.expect_error(401, "unauthorized");
    addresses(&last).await.expect(200);
}

#[tokio::test]
async fn of_two_replacements_at_once_one_key_is_left() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;

    for _ in 0..5 {
        let made = join_all((0..2).map(|_| new_key(&account, &pod.id, json!({})))).await;

        let made: Vec<String> = made.iter().map(|reply| text(&reply.expect(201)["api_key"])).collect();
        let used = join_all(made.iter().map(|key| addresses(key))).await;
        let mut statuses: Vec<u16> = used.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }
}

#[tokio::test]
async fn a_key_with_a_label_joins_the_others() {
    let account = register().await;
    let pod = Server::shared().create_pod(&account).await;

    let reader = new_key(&account, &pod.id, json!({ "label": "reader" })).await.expect(201);
    let writer = new_key(&account, &pod.id, json!({ "label": "writer", "mode": "add" })).await.expect(201);
    let nameless = new_key(&account, &pod.id, json!({ "mode": "add" })).await.expect(201);

    for key in [&pod.key, &text(&reader["api_key"]), &text(&writer["api_key"]), &text(&nameless["api_key"])] {
        addresses(key).await.expect(200);
    }
    assert_eq!((&reader["label"], &reader["revoked"]), (&json!("reader"), &json!(0)));
    new_key(&account, &pod.id, json!({ "mode": "both" })).await.expect_error(400, "invalid_body");
    new_key(&account, &pod.id, json!({ "label": "x".repeat(101) })).await.expect_error(400, "invalid_request");
    new_key(&account, &pod.id, json!({ "lable": "x" })).await.expect_error(400, "unknown_field");
}

#[tokio::test]
async fn keys_of_a_pod_are_listed_and_revoked_one_by_one() {
    let server = Server::shared();
    let account = register().await;
    let (pod, sibling) = (server.create_pod(&account).await, server.create_pod(&account).await);
    let reader = new_key(&account, &pod.id, json!({ "label": "reader" })).await.expect(201);
    let (reader_id, reader_key) = (text(&reader["id"]), text(&reader["api_key"]));
    let sibling_id = text(&keys(&account, &sibling.id).await.expect(200)["keys"][0]["id"]);
    addresses(&pod.key).await.expect(200);

    let listed = keys(&account, &pod.id).await.expect(200);
    assert_eq!((&listed["pod_id"], &listed["count"]), (&json!(pod.id), &json!(2)));
    let [first, second] = &listed["keys"].as_array().unwrap()[..] else { panic!("{listed}") };
    assert_eq!((&first["label"], &second["label"]), (&Value::Null, &json!("reader")));
    assert!(first["last_used_at"].is_string() && second["last_used_at"].is_null(), "{listed}");
    assert_eq!(second["id"], reader["id"]);
    for (key, secret) in [(first, &pod.key), (second, &reader_key)] {
        assert_eq!((&key["prefix"], &key["key_prefix"]), (&json!(secret[..12]), &json!(secret[..12])));
        assert_eq!(key["status"], "active");
        assert!(key["created_at"].is_string(), "{key}");
        assert!(!listed.to_string().contains(secret.as_str()), "only prefixes are shown");
    }

    for elsewhere in [&sibling_id, "key_aaaaaaaaaaaaaaaa", "x"] {
        revoke(&account, &pod.id, elsewhere).await.expect_error(404, "not_found");
    }
    let (mut of_reader, mut of_other) = (server.socket(&reader_key).await, server.socket(&pod.key).await);
    for _ in 0..2 {
        let revoked = revoke(&account, &pod.id, &reader_id).await.expect(200);
        assert_eq!(revoked, json!({ "id": reader_id, "pod_id": pod.id, "revoked": true }));
    }

    addresses(&reader_key).await.expect_error(401, "unauthorized");
    assert_eq!(of_reader.closed(SOON).await, Some(4401));
    for key in [&pod.key, &sibling.key] {
        addresses(key).await.expect(200);
    }
    assert_eq!(of_other.next_event(SOON).await["type"], "connected");
    assert_eq!(of_other.event(Duration::from_millis(200)).await, None, "the other key's socket stays open");
    assert_eq!(keys(&account, &pod.id).await.expect(200)["keys"][1]["status"], "revoked");
}

#[tokio::test]
async fn a_pods_key_opens_no_account() {
    let server = Server::shared();
    let account = register().await;
    let pod = server.create_pod(&account).await;
    let key = text(&keys(&account, &pod.id).await.expect(200)["keys"][0]["id"]);
    let routes = [
        ("POST", "/v1/auth/keys/rotate".to_owned()),
        ("POST", "/v1/auth/keys/generate-backup".to_owned()),
        ("POST", "/v1/auth/keys/activate-backup".to_owned()),
        ("GET", "/v1/auth/keys/list".to_owned()),
        ("GET", "/v1/account/me".to_owned()),
        ("POST", "/v1/account/recovery-email".to_owned()),
        ("POST", "/v1/account/operator-email".to_owned()),
        ("POST", "/v1/pods".to_owned()),
        ("GET", "/v1/pods".to_owned()),
        ("GET", format!("/v1/pods/{}", pod.id)),
        ("PATCH", format!("/v1/pods/{}", pod.id)),
        ("DELETE", format!("/v1/pods/{}", pod.id)),
        ("DELETE", format!("/v1/pods/{}?purge=true", pod.id)),
        ("POST", format!("/v1/pods/{}/resume", pod.id)),
    ];
    // Only a key to which this was granted makes keys.
    let of_keys = [
        ("POST", format!("/v1/pods/{}/keys", pod.id)),
        ("PATCH", format!("/v1/pods/{}/keys/{key}", pod.id)),
        ("POST", format!("/v1/pods/{}/keys/{key}/rotate", pod.id)),
        ("DELETE", format!("/v1/pods/{}/keys/{key}", pod.id)),
    ];

    for (method, path) in &of_keys {
        server.request(method, path).key(&pod.key).send().await.expect_error(403, "missing_scope");
    }
    for (method, path) in &routes {
        server.request(method, path).key(&pod.key).send().await.expect_error(403, "pod_auth_forbidden");
    }
    addresses(&pod.key).await.expect(200);

    new_key(&account, &pod.id, json!({})).await.expect(201);
    for (method, path) in routes.iter().chain(&of_keys) {
        server.request(method, path).key(&pod.key).send().await.expect_error(401, "unauthorized");
    }
}

async fn register() -> Account {
    Server::shared().register(None).await
}

async fn create(account: &Account, wish: Value) -> Reply {
    Server::shared().post("/v1/pods").key(&account.key).json(wish).send().await
}

async fn list(account: &Account, query: &str) -> Reply {
    Server::shared().get(&format!("/v1/pods{query}")).key(&account.key).send().await
}

async fn get(account: &Account, pod: &str) -> Reply {
    Server::shared().get(&format!("/v1/pods/{pod}")).key(&account.key).send().await
}

async fn patch(account: &Account, pod: &str, changes: Value) -> Reply {
    Server::shared().patch(&format!("/v1/pods/{pod}")).key(&account.key).json(changes).send().await
}

async fn suspend(account: &Account, pod: &str) -> Reply {
    Server::shared().delete(&format!("/v1/pods/{pod}")).key(&account.key).send().await
}

async fn resume(account: &Account, pod: &str) -> Reply {
    Server::shared().post(&format!("/v1/pods/{pod}/resume")).key(&account.key).send().await
}

async fn purge(account: &Account, pod: &str) -> Reply {
    Server::shared().delete(&format!("/v1/pods/{pod}?purge=true")).key(&account.key).send().await
}

async fn new_key(account: &Account, pod: &str, wish: Value) -> Reply {
    Server::shared().post(&format!("/v1/pods/{pod}/keys")).key(&account.key).json(wish).send().await
}

async fn keys(account: &Account, pod: &str) -> Reply {
    Server::shared().get(&format!("/v1/pods/{pod}/keys")).key(&account.key).send().await
}

async fn revoke(account: &Account, pod: &str, key: &str) -> Reply {
    Server::shared().delete(&format!("/v1/pods/{pod}/keys/{key}")).key(&account.key).send().await
}

/// Something every working key may ask.
async fn addresses(key: &str) -> Reply {
    Server::shared().get("/v1/email/addresses").key(key).send().await
}

async fn inbox(key: &str, address: &str) -> Reply {
    Server::shared().get(&format!("/v1/email/inbox?address={address}")).key(key).send().await
}

async fn claim(key: &str, local: &str) -> String {
    let claim = json!({ "local_part": local });
    text(&Server::shared().post("/v1/emails").key(key).json(claim).send().await.expect(201)["address"])
}

async fn mail(server: &Server, to: &str, number: u32) -> Reply {
    let raw = format!("From: bob@example.org\r\nSubject: number {number}\r\n\r\nnumber {number}");
    server.deliver("bob@example.org", to, raw).await
}

fn ids(page: &Value) -> Vec<String> {
    page["pods"].as_array().unwrap().iter().map(|pod| text(&pod["id"])).collect()
}

/// Bytes in all files that hold values of the bucket.
fn bytes(state: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(state) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(is) if is.is_dir() => bytes(&entry.path()),
            Ok(is) if state.ends_with("blobs") => is.len(),
            _ => 0,
        })
        .sum()
}
