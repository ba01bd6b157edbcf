//! What attackers try with OAuth.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use crate::members::owned;
use crate::oauth::reads;
use crate::support::oauth::{CALLBACK, OauthApp, Tokens, answered, field, grants};
use crate::support::{Server, in_a_while, is_on_disk};

#[tokio::test]
async fn a_code_that_is_sent_again_ends_what_it_gave() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let code = app.code(&owner.email, 1, &[]).await;
    let tokens = Tokens::of(&app.exchange(&code, &[]).await);
    let tokens = Tokens::of(&app.refresh(&tokens.refresh).await);
    assert_eq!(reads(server, &tokens.access).await, 200);
    app.exchange(&code, &[("code_verifier", &"w".repeat(64))]).await.expect_error(400, "invalid_grant");
    assert_eq!(reads(server, &tokens.access).await, 401, "also with a wrong verifier");
    app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn of_ten_uses_of_a_code_at_once_none_is_of_use() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let code = app.code(&owner.email, 1, &[]).await;
    let replies = join_all((0..10).map(|_| app.exchange(&code, &[]))).await;
    let issued: Vec<_> = replies.iter().filter(|reply| reply.status == 200).map(Tokens::of).collect();
    assert_eq!(issued.len(), 1, "one of them was the first");
    assert_eq!(reads(server, &issued[0].access).await, 401, "and the others have ended what it gave");
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier_client_and_redirect_uri() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let other = OauthApp::register(server).await;
    let wrong = "w".repeat(64);
    let wrong_ones: [&[(&str, &str)]; 4] = [
        &[("code_verifier", &wrong)],
        &[("code_verifier", "short")],
        &[("client_id", "https://other.example/client.json")],
        &[("redirect_uri", "https://client.example/callback/")],
    ];
    for (at, others) in wrong_ones.into_iter().enumerate() {
        let code = app.code(&owner.email, at + 1, &[]).await;
        app.exchange(&code, others).await.expect_error(400, "invalid_grant");
        app.exchange(&code, &[]).await.expect_error(400, "invalid_grant");
    }
    // An address gets five links in an hour.
    let (_, other_owner) = owned(server).await;
    let code = app.code(&other_owner.email, 1, &[]).await;
    app.exchange(&code, &[("code_verifier", "")]).await.expect_error(400, "invalid_request");
    app.exchange(&code, &[("client_id", "")]).await.expect_error(400, "invalid_request");
    Tokens::of(&app.exchange(&code, &[("redirect_uri", "")]).await);
    assert_ne!(app.client_id, other.client_id, "each registration is another client");
}

#[tokio::test]
async fn a_request_without_proof_of_possession_is_refused() {
    let server = Server::shared();
    let app = OauthApp::register(server).await;
    for (others, code) in [
        (&[("code_challenge", "")][..], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("resource", "https://other.example/mcp")], "invalid_target"),
        (&[("scope", "everything")], "invalid_scope"),
    ] {
        let page = app.ask(others).await;
        assert_eq!(page.status, 400, "{page}");
        let shown = page.text();
        // The way back has the issuer, too, and is taken by a person only.
        let issuer = format!("iss={}", server.url().replace(':', "%3A").replace('/', "%2F"));
        assert!(shown.contains(code) && shown.contains(&issuer) && shown.contains("state=st%2Fa+te"), "{shown}");
        assert!(page.header("location").is_none());
    }
}

#[tokio::test]
async fn nobody_is_sent_to_a_redirect_uri_that_the_client_has_not_registered() {
    let server = Server::shared();
    let app = OauthApp::register(server).await;
    for uri in [
        "https://evil.example/callback",
        "https://client.example/callback/",
        "https://client.example/callback?x=1",
        "https://client.example:444/callback",
        "https://client.example/callback#x",
        "https://client.example.evil.example/callback",
        "http://client.example/callback",
        "javascript:alert(1)",
        "http://127.0.0.1/callback",
    ] {
        let page = app.ask(&[("redirect_uri", uri)]).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{uri}: {page}");
        assert!(!page.text().contains("href=\"http"), "{page}");
    }
    for id in ["", "al_cli_made-up", "somebody", "ftp://client.example/x"] {
        let page = app.ask(&[("client_id", id)]).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{id}: {page}");
    }
    // The only one that is registered.
    assert_eq!(app.ask(&[("redirect_uri", "")]).await.status, 200);
}

#[tokio::test]
async fn a_program_on_the_person_s_machine_listens_at_any_port() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let uris = ["http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost:1/cb"];
    let made = server.post("/oauth/register").json(json!({ "redirect_uris": uris })).send().await.expect(201);
    let id = made["client_id"].as_str().unwrap();
    for uri in ["http://127.0.0.1:49152/cb", "http://[::1]:49152/cb", "http://localhost:49152/cb"] {
        let page = OauthApp::new(server, id, uri).ask(&[]).await;
        assert!(page.status == 200 && page.text().contains("your own machine"), "{page}");
    }
    for uri in ["http://127.0.0.1:49152/other", "http://127.0.0.2:49152/cb", "https://localhost:49152/cb"] {
        assert_eq!(OauthApp::new(server, id, uri).ask(&[]).await.status, 400, "{uri}");
    }
    let app = OauthApp::new(server, id, "http://127.0.0.1:49152/cb");
    let consent = app.consent(&owner.email, 1, &[]).await;
    let code = answered(&consent.allow(None, &[]).await, "code").unwrap();
    Tokens::of(&app.exchange(&code, &[]).await);
}

#[tokio::test]
async fn a_token_for_one_resource_opens_no_other() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let mcp = format!("{}/mcp", server.url());
    for (at, resource) in [&*mcp, ""].into_iter().enumerate() {
        let code = app.code(&owner.email, at + 1, &[("resource", resource)]).await;
        app.exchange(&code, &[("resource", server.url())]).await.expect_error(400, "invalid_target");
        app.exchange(&code, &[("resource", "https://other.example/")]).await.expect_error(400, "invalid_target");
        let tokens = Tokens::of(&app.exchange(&code, &[("resource", &mcp)]).await);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*tokens.refresh)];
        app.token(&refresh, &[("resource", server.url())]).await.expect_error(400, "invalid_target");
        let tokens = Tokens::of(&app.token(&refresh, &[("resource", &mcp)]).await);
        assert_eq!(reads(server, &tokens.access).await, 401);
        server.get("/v1/budget").key(&tokens.access).send().await.expect_error(401, "unauthorized");
        let proved =
            server.get("/v1/email/addresses").key(&tokens.access).header("x-warren-resource", "mcp").send().await;
        proved.expect_error(401, "unauthorized");
    }
    assert!(grants(server, &owner.session).await.iter().all(|grant| grant["resource"] == mcp));
}

#[tokio::test]
async fn a_refresh_token_that_is_sent_again_later_ends_the_grant() {
    let server = Server::start(&[]);
    let (_, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    let first = app.connect(&owner.email, 1, &[]).await;
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    server.set_clock(in_a_while(TimeDelta::seconds(25))).await;
    assert_eq!(Tokens::of(&app.refresh(&first.refresh).await).refresh, second.refresh, "its reply may have been lost");
    server.set_clock(in_a_while(TimeDelta::seconds(31))).await;
    assert_eq!(reads(&server, &second.access).await, 200);
    app.refresh(&first.refresh).await.expect_error(400, "invalid_grant");
    assert_eq!(reads(&server, &second.access).await, 401);
    app.refresh(&second.refresh).await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn an_old_refresh_token_ends_the_grant_when_its_successor_was_used() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let first = app.connect(&owner.email, 1, &[]).await;
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    let other = OauthApp::new(server, "https://other.example/client.json", CALLBACK);
    other.refresh(&second.refresh).await.expect_error(400, "invalid_grant");
    let third = Tokens::of(&app.refresh(&second.refresh).await);
    app.refresh(&first.refresh).await.expect_error(400, "invalid_grant");
    assert_eq!(reads(server, &third.access).await, 401);
    app.refresh(&third.refresh).await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn of_ten_refreshes_at_once_all_get_the_same_tokens() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    let replies = join_all((0..10).map(|_| app.refresh(&tokens.refresh))).await;
    let refreshed: Vec<_> = replies.iter().map(|reply| (Tokens::of(reply).access, Tokens::of(reply).refresh)).collect();
    assert!(refreshed.iter().all(|tokens| *tokens == refreshed[0]));
    assert_eq!(reads(server, &refreshed[0].0).await, 200);
}

#[tokio::test]
async fn codes_and_tokens_end_by_themselves() {
    let server = Server::start(&[]);
    let (account, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    let code = app.code(&owner.email, 2, &[]).await;
    server.set_clock(in_a_while(TimeDelta::seconds(61))).await;
    app.exchange(&code, &[]).await.expect_error(400, "invalid_grant");
    server.set_clock(in_a_while(TimeDelta::seconds(3_601))).await;
    assert_eq!(reads(&server, &tokens.access).await, 401);
    let fresh = Tokens::of(&app.refresh(&tokens.refresh).await);
    assert_eq!(reads(&server, &fresh.access).await, 200);
    server.set_clock(in_a_while(TimeDelta::days(32))).await;
    app.refresh(&fresh.refresh).await.expect_error(400, "invalid_grant");
    assert_eq!(grants(&server, &account.key).await.len(), 0);
}

#[tokio::test]
async fn the_pages_of_a_decision_cannot_be_framed_and_no_other_site_sends_their_forms() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let consent = app.consent(&owner.email, 1, &[]).await;
    for page in [&consent.page, &app.ask(&[]).await] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("script-src"), "{policy}");
        assert_eq!((page.header("x-frame-options"), page.header("cache-control")), (Some("DENY"), Some("no-store")));
    }
    let ticket = field(&consent.page.text(), "ticket");
    let body = format!("ticket={ticket}&decision=allow&permission%3Amail%3Aread=on");
    for site in ["cross-site", "same-site"] {
        let form = server.post("/oauth/authorize").header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(form.header("sec-fetch-site", site).body(&body).send().await.status, 403);
    }
    for forged in ["", "made-up", &ticket[1..]] {
        let form = server.form("/oauth/authorize", &[("ticket", forged), ("decision", "allow")]).await;
        assert_eq!((form.status, form.header("location")), (400, None), "{form}");
    }
    let request = field(&app.ask(&[]).await.text(), "request");
    let swapped = server.form("/oauth/authorize", &[("ticket", &request), ("decision", "allow")]).await;
    assert_eq!(swapped.status, 400, "what was sealed for another page opens nothing here");
}

#[tokio::test]
async fn a_person_gives_no_more_than_is_offered() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let (stranger, _) = owned(server).await;
    let app = OauthApp::register(server).await;
    let consent = app.consent(&owner.email, 1, &[("scope", "mail:read")]).await;
    for environment in [&*stranger.account_id, "", "pod_zzzzzzzzzzzzzzzz"] {
        let refused = consent.allow(Some(environment), &[]).await;
        assert_eq!((refused.status, refused.header("location")), (400, None), "{refused}");
    }
    assert_eq!(consent.allow(None, &["keys:write", "vault:read"]).await.status, 400, "none of them was asked for");
    let allowed = consent.allow(None, &["keys:write", "mail:read", "vault:read", "mail:*"]).await;
    let tokens = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);
    assert_eq!(tokens.scope, "mail:read");
}

#[tokio::test]
async fn invented_secrets_are_refused_and_real_ones_are_not_on_disk() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (_, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    let code = app.code(&owner.email, 1, &[]).await;
    let tokens = Tokens::of(&app.exchange(&code, &[]).await);
    let made_up = |secret: &str| format!("{}{}", &secret[..secret.len() - 3], "zzz");
    app.exchange(&made_up(&code), &[]).await.expect_error(400, "invalid_grant");
    app.refresh(&made_up(&tokens.refresh)).await.expect_error(400, "invalid_grant");
    app.refresh(&tokens.access).await.expect_error(400, "invalid_grant");
    app.exchange(&tokens.refresh, &[]).await.expect_error(400, "invalid_grant");
    for secret in [&made_up(&tokens.access), &tokens.refresh, &code] {
        assert_eq!(reads(&server, secret).await, 401);
    }
    assert_eq!(reads(&server, &tokens.access).await, 200);
    assert!(is_on_disk(state.path(), &owner.email), "what is looked for would be found");
    for secret in [&code, &tokens.access, &tokens.refresh] {
        assert!(!is_on_disk(state.path(), secret) && !server.log().contains(secret.as_str()));
    }
}
