//! OAuth clients: registered ones, those with a metadata document, revocation and introspection.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::members::{change, join, owned};
use crate::oauth::reads;
use crate::support::oauth::{CALLBACK, OauthApp, Tokens, grants};
use crate::support::world::scoped_key;
use crate::support::{Answer, Receiver, Server, in_databases, text};

async fn register(server: &Server, client: Value) -> crate::support::Reply {
    server.post("/oauth/register").json(client).send().await
}

#[tokio::test]
async fn a_registered_client_has_no_secret_and_is_told_what_it_may_use() {
    let server = Server::shared();
    let asked = json!({ "redirect_uris": [CALLBACK], "client_name": "Ann's client", "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"], "logo_uri": "https://client.example/logo.png" });
    let made = register(server, asked).await.expect(201);
    assert_eq!((&made["token_endpoint_auth_method"], &made["response_types"]), (&json!("none"), &json!(["code"])));
    assert_eq!((&made["redirect_uris"], &made["client_name"]), (&json!([CALLBACK]), &json!("Ann's client")));
    assert!(made.get("client_secret").is_none() && text(&made["client_id"]).starts_with("al_cli_"), "{made}");
    let nameless = register(server, json!({ "redirect_uris": [CALLBACK] })).await.expect(201);
    assert_eq!(nameless["client_name"], "client.example");
    let long =
        register(server, json!({ "redirect_uris": [CALLBACK], "client_name": format!("a\u{7}{}", "b".repeat(500)) }))
            .await;
    assert_eq!(text(&long.expect(201)["client_name"]).len(), 100);
    for uris in [
        json!([]),
        json!(["http://client.example/cb"]),
        json!(["https://client.example/cb#x"]),
        json!(["myapp://cb"]),
        json!(["/cb"]),
        json!(vec![CALLBACK; 11]),
        json!([CALLBACK, "http://169.254.169.254/"]),
    ] {
        register(server, json!({ "redirect_uris": uris })).await.expect_error(400, "invalid_redirect_uri");
    }
    let hidden = json!({ "redirect_uris": [CALLBACK], "client_name": "\u{202e}knaB\u{200b}\u{2066} \u{3164}" });
    assert_eq!(register(server, hidden).await.expect(201)["client_name"], "knaB");
    let evil =
        register(server, json!({ "redirect_uris": [CALLBACK], "client_name": "<script>alert(1)</script>" })).await;
    let page = OauthApp::new(server, &text(&evil.expect(201)["client_id"]), CALLBACK).ask(&[]).await.text();
    assert!(page.contains("<bdi>&lt;script&gt;") && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn a_flood_of_registrations_makes_no_rows() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let apps = join_all((0..200).map(|number| {
        register(&server, json!({ "redirect_uris": [CALLBACK], "client_name": format!("flood {number}") }))
    }))
    .await;
    let ids: Vec<String> = apps.iter().map(|made| text(&made.expect(201)["client_id"])).collect();
    // Nor do requests that nobody decides about.
    join_all(ids.iter().take(50).map(async |id| {
        assert_eq!(OauthApp::new(&server, id, CALLBACK).ask(&[]).await.status, 200);
    }))
    .await;
    drop(server);
    let count = "for (const table of ['oauth_grant', 'oauth_token', 'oauth_request', 'oauth_device', 'knock'])
        console.log(db.prepare(`SELECT count(*) AS count FROM ${table}`).get().count);";
    let counts = in_databases(state.path(), "oauth_grant", count);
    assert!(counts.split_whitespace().all(|count| count == "0"), "{counts}");
}

/// A server that publishes the metadata of clients.
async fn publisher() -> Receiver {
    Receiver::answering_all(|asked| {
        let id = format!("http://{}{}", asked.header("host"), asked.path);
        let document = json!({ "client_id": id, "client_name": "Published client", "redirect_uris": [CALLBACK, "private:/cb"],
            "token_endpoint_auth_method": "none" });
        let mut other = document.clone();
        let mut media_type = "application/json";
        match &*asked.path {
            "/upload.json" => media_type = "application/octet-stream",
            "/plain.json" => media_type = "text/plain; charset=utf-8",
            "/typed.json" => media_type = "application/client+json; charset=utf-8",
            "/secrets.json" => other["client_secret"] = json!("s"),
            "/expiring.json" => other["client_secret_expires_at"] = json!(0),
            "/local.json" => other["redirect_uris"] = json!(["http://127.0.0.1/callback"]),
            "/other.json" => other["client_id"] = json!("https://other.example/client.json"),
            "/secret.json" => other["token_endpoint_auth_method"] = json!("client_secret_basic"),
            "/long.json" => other["padding"] = json!("x".repeat(20_000)),
            "/missing.json" => return Answer::status(404),
            "/moved.json" => return Answer::status(302).header("location", "/client.json"),
            "/text.json" => return Answer::status(200).body("hello"),
            "/slow.json" => return Answer::status(200).body("{}").after(Duration::from_secs(20)),
            _ => {}
        }
        Answer::status(200).header("content-type", media_type).body(&other.to_string())
    })
    .await
}

#[tokio::test]
async fn a_client_is_the_one_that_its_url_publishes() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let (_, owner) = owned(&server).await;
    let publisher = publisher().await;
    let app = OauthApp::new(&server, &publisher.url("/client.json"), CALLBACK);
    let page = app.ask(&[]).await.text();
    assert!(page.contains("Published client") && page.contains("127.0.0.1"), "{page}");
    assert!(!page.contains("not verified") && page.contains(&publisher.url("/client.json")), "{page}");
    assert!(page.contains("another host than the one that has published"), "{page}");
    assert_eq!(OauthApp::new(&server, &publisher.url("/typed.json"), CALLBACK).ask(&[]).await.status, 200);
    let on_machine = publisher.url("/local.json");
    let local = OauthApp::new(&server, &on_machine, "http://127.0.0.1:5000/callback").ask(&[]).await.text();
    assert!(
        local.contains("not verified") && !local.contains("has published"),
        "any program can listen there: {local}"
    );
    let tokens = app.connect(&owner.email, 1, &[]).await;
    assert_eq!(reads(&server, &tokens.access).await, 200);
    assert_eq!(publisher.count(), 4, "once for each request, and never for tokens");
    assert_eq!(grants(&server, &owner.session).await[0]["client"]["url"], app.client_id);
    assert_eq!(app.ask(&[("redirect_uri", "private:/cb")]).await.status, 400);

    for path in [
        "/other.json",
        "/secret.json",
        "/secrets.json",
        "/expiring.json",
        "/upload.json",
        "/plain.json",
        "/long.json",
        "/missing.json",
        "/moved.json",
        "/text.json",
        "/slow.json",
        "/",
    ] {
        let page = OauthApp::new(&server, &publisher.url(path), CALLBACK).ask(&[]).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_metadata_document_that_points_inwards_is_not_fetched() {
    let server = Server::shared();
    let own = format!("{}/client.json", server.url());
    for id in [
        &*own,
        "http://client.example/client.json",
        "https://127.0.0.1/client.json",
        "https://[::1]/client.json",
        "https://localhost/client.json",
        "https://10.0.0.1/client.json",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/client.json",
        "https://metadata.google.internal/client.json",
        "https://0x7f000001/client.json",
        "https://user@client.example/client.json",
        "https://client.example",
        "https://client.example/",
        "https://client.example/a/../client.json",
        "https://client.example/client.json#x",
        "https://CLIENT.example/client.json",
    ] {
        let page = OauthApp::new(server, id, CALLBACK).ask(&[]).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{id}: {page}");
        let device = server.form("/oauth/device_authorization", &[("client_id", id)]).await;
        device.expect_error(400, "invalid_client");
    }
}

#[tokio::test]
async fn fetches_of_metadata_from_one_address_are_bounded() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("UNAUTHENTICATED_REQUESTS_PER_HOUR", "3")]);
    let publisher = publisher().await;
    let app = OauthApp::new(&server, &publisher.url("/client.json"), CALLBACK);
    for _ in 0..3 {
        assert_eq!(app.ask(&[]).await.status, 200);
    }
    let refused = app.ask(&[]).await;
    assert!(refused.status == 429 && refused.header("retry-after").is_some(), "{refused}");
    assert_eq!(publisher.count(), 3);
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_its_grant() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    for (at, hint) in ["refresh_token", "access_token"].into_iter().enumerate() {
        let tokens = app.connect(&owner.email, at + 1, &[]).await;
        let token = if hint == "refresh_token" { &tokens.refresh } else { &tokens.access };
        let revoke = async |token: &str, client: &str| {
            let form = [("token", token), ("token_type_hint", hint), ("client_id", client)];
            server.form("/oauth/revoke", &form).await.expect(200)
        };
        assert_eq!(revoke("made-up", &app.client_id).await, json!({}));
        revoke(token, "https://other.example/client.json").await;
        assert_eq!(reads(server, &tokens.access).await, 200, "it is another client's");
        revoke(token, &app.client_id).await;
        assert_eq!(reads(server, &tokens.access).await, 401);
        app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
        revoke(token, &app.client_id).await;
    }
    server.form("/oauth/revoke", &[]).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_token_is_introspected_by_its_own_account() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let (stranger, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&owner.email, 1, &[("scope", "mail:read")]).await;
    let ask = async |token: &str, key: &str| {
        let body = serde_urlencoded::to_string([("token", token)]).unwrap();
        let request = server.post("/oauth/introspect").header("content-type", "application/x-www-form-urlencoded");
        request.key(key).body(body).send().await
    };
    let admin = join(server, &account.key, "admin", &[]).await;
    for key in [&account.key, &owner.session, &admin.session] {
        let found = ask(&tokens.access, key).await.expect(200);
        assert_eq!(
            (&found["active"], &found["scope"], &found["sub"]),
            (&json!(true), &json!("mail:read"), &json!(owner.id))
        );
        assert_eq!((&found["aud"], &found["iss"]), (&json!(server.url()), &json!(server.url())));
        assert_eq!(found["exp"].as_i64().unwrap() - found["iat"].as_i64().unwrap(), 3_600);
    }
    let inactive = json!({ "active": false });
    let pods_key = scoped_key(server, &account.key, &pod.id, vec!["keys:read"]).await;
    for (token, key) in [
        (&tokens.access, &stranger.key),
        (&tokens.access, &pods_key),
        (&tokens.refresh, &account.key),
        (&account.key, &account.key),
        (&"made-up".to_owned(), &account.key),
    ] {
        assert_eq!(ask(token, key).await.expect(200), inactive);
    }
    ask(&tokens.access, &tokens.access).await.expect_error(403, "missing_scope");
    server.form("/oauth/revoke", &[("token", &*tokens.access)]).await.expect(200);
    assert_eq!(ask(&tokens.access, &account.key).await.expect(200), inactive);
    let _: Tokens = tokens;
}

#[tokio::test]
async fn a_token_is_introspected_with_what_the_person_may_do_now() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let person = join(server, &account.key, "member", &[&pod.id]).await;
    let app = OauthApp::register(server).await;
    let both = app.connect(&person.email, 1, &[("scope", "mail:read vault:read")]).await;
    let vault = app.connect(&person.email, 2, &[("scope", "vault:read")]).await;
    let ask = async |token: &str| {
        let body = serde_urlencoded::to_string([("token", token)]).unwrap();
        let request = server.post("/oauth/introspect").header("content-type", "application/x-www-form-urlencoded");
        request.key(&account.key).body(body).send().await.expect(200)
    };
    assert_eq!(ask(&both.access).await["scope"], "mail:read vault:read");
    change(server, &account.key, &person.id, json!({ "role": "viewer" })).await.expect(200);
    assert_eq!(ask(&both.access).await["scope"], "mail:read");
    assert_eq!(ask(&vault.access).await, json!({ "active": false }), "it can do nothing");
}

#[tokio::test]
async fn a_client_whose_id_cannot_be_opened_any_more_is_told_to_register_again() {
    let id = OauthApp::register(Server::shared()).await.client_id;
    let server = Server::start(&[("MASTER_KEY", "c29tZSBvdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXQ=")]);
    for id in [&*id, "al_cli_made-up", "somebody"] {
        let app = OauthApp::new(&server, id, CALLBACK);
        app.refresh("al_ort_made-up").await.expect_error(400, "invalid_client");
        app.exchange("al_oac_made-up", &[]).await.expect_error(400, "invalid_client");
    }
    let known = OauthApp::register(&server).await;
    known.refresh("al_ort_made-up").await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_gets_a_code_of_the_standards() {
    let server = Server::shared();
    let form = async |path: &str, body: &str| {
        let request = server.post(path).header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send().await
    };
    for path in ["/oauth/token", "/oauth/device_authorization", "/oauth/revoke"] {
        let refused = form(path, "client_id=a&client_id=b").await.expect_error(400, "invalid_request");
        assert_eq!(refused["error_description"], refused["message"], "{path}");
        form(path, "[]").await.expect_error(400, "invalid_request");
    }
    for body in [json!({ "redirect_uris": "https://client.example/" }), json!({ "grant_types": 7 }), json!([])] {
        let refused = register(server, body).await.expect_error(400, "invalid_client_metadata");
        assert_eq!(refused["error_description"], refused["message"]);
    }
}
