//! The pages that links in letters lead to, and pages that say that something is refused.

use serde_json::json;

use crate::sessions::{letters, link, member, press, session};
use crate::support::{Browser, Reply, Server, unique};
use crate::vault_recovery;

/// What a browser says that it takes.
const PAGES: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn browse(server: &Server, path: &str) -> Reply {
    server.get(path).header("accept", PAGES).send().await
}

#[track_caller]
fn expect_page(reply: &Reply, status: u16) -> String {
    assert_eq!((reply.status, reply.header("content-type")), (status, Some("text/html; charset=utf-8")), "{reply}");
    assert!(reply.header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{reply}");
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
    reply.text()
}

#[tokio::test]
async fn a_program_that_opens_every_link_of_a_letter_uses_none_up() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let link = link(server, &email, 1).await;
    assert!(!letters(server, &email, "/sign-in", 1).await.contains("/v1/auth/verify"));
    for _ in 0..3 {
        assert_eq!(server.request("HEAD", &link).send().await.status, 200);
        let page = browse(server, &link).await;
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("form-action 'self'") && !policy.contains("script-src"), "{policy}");
        let shown = expect_page(&page, 200);
        assert!(shown.contains(&account.account_id) && shown.contains("method=\"post\""), "{shown}");
    }
    let token = session(&press(server, &link).await);
    server.get("/v1/account/me").key(&token).send().await.expect(200);
    for used in [browse(server, &link).await, press(server, &link).await] {
        assert!(expect_page(&used, 400).contains("Invalid"), "{used}");
    }
}

#[tokio::test]
async fn programs_still_sign_in_with_one_request() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    let token = link(server, &email, 1).await.replace("/sign-in", "/v1/auth/verify");
    assert_eq!(server.request("HEAD", &token).send().await.status, 200);
    let opened = server.get(&token).send().await;
    assert_eq!(opened.status, 302);
    assert!(opened.header("location").unwrap().starts_with("/dashboard#session=session_"), "{opened}");
    assert!(expect_page(&server.get(&token).send().await, 400).contains("Invalid"));
}

#[tokio::test]
async fn a_form_on_another_site_signs_nobody_in() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    let link = link(server, &email, 1).await;
    let form = link.split_once('?').unwrap().1;
    let send = async |site: &str| {
        let form_type = "application/x-www-form-urlencoded";
        let request = server.post("/sign-in").header("sec-fetch-site", site).header("content-type", form_type);
        request.body(form).send().await
    };
    for site in ["cross-site", "same-site"] {
        expect_page(&send(site).await, 403);
    }
    assert_eq!(send("same-origin").await.status, 303);
}

#[tokio::test]
async fn the_uses_of_links_from_one_address_are_bounded() {
    let server = Server::start(&[("UNAUTHENTICATED_REQUESTS_PER_HOUR", "3")]);
    for _ in 0..3 {
        assert!(expect_page(&press(&server, "/sign-in?token=link_made-up").await, 400).contains("Invalid"));
    }
    for page in ["/sign-in", "/recover"] {
        let refused = press(&server, &format!("{page}?token=link_made-up")).await;
        expect_page(&refused, 429);
        assert!(refused.header("retry-after").is_some());
    }
}

#[tokio::test]
async fn the_button_of_a_letter_signs_a_person_in() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let link = link(server, &email, 1).await;
    let mut browser = Browser::start().await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows(&account.account_id).await;
    picture(&mut browser, "sign-in").await;
    browser.press("Sign in").await;
    browser.shows("Find anything").await;
    assert!(!browser.evaluate("location.href").await.as_str().unwrap().contains("session"));
    browser.open(&format!("{}/console/settings", server.url())).await;
    browser.shows(&account.account_id).await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows("Invalid link").await;
    picture(&mut browser, "invalid-link").await;
}

#[tokio::test]
async fn the_button_of_a_letter_shows_encrypted_seeds_once() {
    let server = Server::shared();
    let email = vault_recovery::address("ada");
    vault_recovery::store(server, &email, "c2VlZA").await.expect(200);
    let token = vault_recovery::link(server, &email).await;
    let link = format!("/recover?token={token}");
    for _ in 0..2 {
        let shown = expect_page(&browse(server, &link).await, 200);
        assert!(!shown.contains("c2VlZA"), "{shown}");
    }
    let mut browser = Browser::start().await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows("encrypted seeds").await;
    picture(&mut browser, "recover").await;
    browser.press("Show the seeds").await;
    browser.shows("c2VlZA").await;
    picture(&mut browser, "recovered").await;
    assert!(expect_page(&browse(server, &link).await, 400).contains("Invalid"));
    assert!(expect_page(&press(server, &link).await, 400).contains("Invalid"));
    vault_recovery::verify(server, &token).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_browser_is_told_in_html_and_a_program_in_json() {
    let server = Server::shared();
    for path in ["/agents/nobody-at-all", "/no-such-page", "/agents/<b>", "/v1/nothing"] {
        let shown = expect_page(&browse(server, path).await, 404);
        assert!(!shown.contains("<b>"), "{shown}");
        server.get(path).send().await.expect_error(404, "not_found");
        server.get(path).header("accept", "application/json").send().await.expect_error(404, "not_found");
    }
    for path in ["/badge/acc_zzzzzzzzzzzzzzzz", "/agents/nobody-at-all/agent-card.json"] {
        browse(server, path).await.expect_error(404, "not_found");
    }
    let mut browser = Browser::start().await;
    browser.open(&format!("{}/agents/nobody-at-all", server.url())).await;
    browser.shows("Not found").await;
    picture(&mut browser, "not-found").await;
}

#[tokio::test]
async fn a_sessions_token_may_bear_its_prefix_twice() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let session = session(&press(server, &link(server, &email, 1).await).await);
    let twice = format!("session_{session}");
    let inbox = format!("/v1/email/inbox?address={}", account.address);
    for path in ["/v1/account/me", &inbox] {
        for token in [&session, &twice] {
            server.get(path).key(token).send().await.expect(200);
        }
        for token in [format!("session_{twice}"), format!("session_{}", account.key), "session_".to_owned()] {
            server.get(path).key(&token).send().await.expect_error(401, "unauthorized");
        }
    }
    for path in [format!("/v1/ws?token={session}"), format!("/v1/ws?token={twice}")] {
        assert!(server.socket_at(&path, &[]).await.is_ok(), "{path}");
    }
    let once = unique("pod");
    for token in [&session, &twice] {
        let request = server.post("/v1/pods").key(token).header("idempotency-key", &once).json(json!({}));
        request.send().await.expect(201);
    }
    assert_eq!(server.get("/v1/pods").key(&session).send().await.expect(200)["count"], 1);
    server.delete("/v1/auth/sessions/current").key(&twice).send().await.expect(200);
    server.get("/v1/account/me").key(&session).send().await.expect_error(401, "unauthorized");
}

async fn picture(browser: &mut Browser, name: &str) {
    if let Ok(folder) = std::env::var("PICTURES") {
        std::fs::write(format!("{folder}/{name}.png"), browser.picture().await).unwrap();
    }
}
