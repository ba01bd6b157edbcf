//! Who decides about a request of an OAuth client: the person who has started it.

use serde_json::json;

use crate::members::owned;
use crate::oauth::reads;
use crate::support::oauth::{
    Consent, OauthApp, Tokens, answered, cookie, field, link, log_in, open_link, shown_code, sign_in,
};
use crate::support::{Answer, Browser, Receiver, Server, text};

#[tokio::test]
async fn a_request_that_somebody_else_has_started_is_not_allowed_with_a_click() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    // The attacker begins with the address of the victim, who gets a genuine link.
    let sent = log_in(server, &app.ask(&[]).await.text(), &owner.email, "").await;
    let mut victim = open_link(server, &owner.email, 1, "").await;
    assert!(victim.asks_for_code() && victim.page.text().contains("began in another browser"), "{}", victim.page);
    assert!(!victim.page.text().contains(&shown_code(&sent)));
    for typed in ["", "x", "BCDF-BCDF"] {
        victim = victim.typing(typed);
        let refused = victim.allow(None, &["mail:send"]).await;
        assert_eq!((refused.status, refused.header("location")), (400, None), "{typed}: {refused}");
        assert!(refused.text().contains("not the code"), "{refused}");
        // The page asks again, as it was filled in.
        victim = Consent { page: refused, ..victim };
        assert!(
            victim.offered().iter().all(|(name, is_ticked)| *is_ticked == (name == "mail:send")),
            "{}",
            victim.page
        );
    }
    let refused = victim.refuse().await;
    assert_eq!(answered(&refused, "error").as_deref(), Some("access_denied"), "refusing needs no code");
}

#[tokio::test]
async fn a_person_decides_in_another_browser_with_the_code_of_the_first_one() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let sent = log_in(server, &app.ask(&[]).await.text(), &owner.email, "").await;
    let other = log_in(server, &app.ask(&[]).await.text(), &owner.email, "").await;
    assert_ne!((cookie(&sent), shown_code(&sent)), (cookie(&other), shown_code(&other)));
    let consent = open_link(server, &owner.email, 1, &cookie(&other)).await.typing(&shown_code(&other));
    assert_eq!(consent.allow(None, &[]).await.status, 400, "it is the code of another request");
    let typed = shown_code(&sent).replace('-', " ").to_lowercase();
    let code = answered(&consent.typing(&typed).allow(None, &[]).await, "code").unwrap();
    let tokens = Tokens::of(&app.exchange(&code, &[]).await);
    assert_eq!(reads(server, &tokens.access).await, 200);
}

#[tokio::test]
async fn the_browser_in_which_requests_began_needs_no_code() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let first = log_in(server, &app.ask(&[]).await.text(), &owner.email, "").await;
    let whole = first.header("set-cookie").unwrap();
    assert!(whole.contains("; HttpOnly; SameSite=Lax") && whole.contains("Path=/;"), "{whole}");
    assert!(whole.contains("Max-Age=900") && !whole.contains("Secure"), "browsers keep no secure cookie here: {whole}");
    let second = log_in(server, &app.ask(&[]).await.text(), &owner.email, &cookie(&first)).await;
    assert_eq!(cookie(&first), cookie(&second), "none ends the other");
    for count in [1, 2] {
        let consent = open_link(server, &owner.email, count, &cookie(&first)).await;
        assert!(!consent.asks_for_code(), "{}", consent.page);
        answered(&consent.allow(None, &[]).await, "code").unwrap();
    }
    let made_up = log_in(server, &app.ask(&[]).await.text(), &owner.email, "oauth_browser=x").await;
    assert_ne!(cookie(&made_up), "oauth_browser=x");
}

#[tokio::test]
async fn over_tls_no_other_host_can_set_the_cookie() {
    let server = Server::start_at("https://warren.example");
    let made = json!({ "redirect_uris": ["https://client.example/callback"] });
    let id = text(&server.post("/oauth/register").json(made).send().await.expect(201)["client_id"]);
    let app = OauthApp::new(&server, &id, "https://client.example/callback");
    let page = app.ask(&[("resource", "")]).await.text();
    let sent = log_in(&server, &page, "ann@people.example", "").await;
    let cookie = sent.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure") && !cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn the_rows_of_requests_are_those_of_people_and_end_with_their_use() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (_, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    for number in 0..5 {
        let page = app.ask(&[]).await.text();
        log_in(&server, &page, &format!("nobody-{number}@people.example"), "").await;
    }
    app.consent(&owner.email, 1, &[]).await;
    log_in(&server, &app.ask(&[]).await.text(), &owner.email, "").await;
    link(&server, &owner.email, 2).await;
    drop(server);
    let count = "console.log(db.prepare('SELECT count(*) AS count FROM oauth_request').get().count);";
    assert_eq!(crate::support::in_databases(state.path(), "oauth_request", count).trim(), "1", "the one that waits");
}

#[tokio::test]
async fn links_are_looked_at_a_limited_number_of_times() {
    let server = Server::start(&[("UNAUTHENTICATED_REQUESTS_PER_HOUR", "3")]);
    for _ in 0..5 {
        assert_eq!(server.get("/oauth/sign-in?token=x").send().await.status, 400, "it is no link");
    }
    let look = || server.get("/oauth/sign-in?token=link_00000000000000000000000000000000");
    for _ in 0..3 {
        assert_eq!(look().send().await.status, 400);
    }
    assert_eq!(look().send().await.status, 429);
}

/// Types the address into the page of a client's request.
async fn log_in_with(browser: &mut Browser, url: &str, email: &str) -> String {
    browser.open(url).await;
    browser.shows("Send the link").await;
    browser.evaluate(&format!("document.querySelector('input[name=email]').value = {}", json!(email))).await;
    browser.press("Send the link").await;
    browser.shows("Look into your mail").await
}

async fn choose_account(browser: &mut Browser, server: &Server, email: &str, count: usize) -> String {
    let link = link(server, email, count).await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows("Choose your account").await;
    browser.evaluate("document.querySelector('button[name=account]').click()").await;
    browser.shows("Allow").await
}

#[tokio::test]
async fn a_browser_follows_a_client_that_leads_on_to_another_site() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let callback = Receiver::answering_all(|asked| match asked.path.split('?').next() {
        // Another origin than that of the redirect URI.
        Some("/callback") => {
            let port = asked.header("host").rsplit(':').next().unwrap().to_owned();
            Answer::status(302).header("location", &format!("http://localhost:{port}/done"))
        }
        _ => Answer::status(200).header("content-type", "text/html").body("Connected."),
    })
    .await;
    let uri = callback.url("/callback");
    let made = json!({ "client_name": "A local program", "redirect_uris": [uri] });
    let id = text(&server.post("/oauth/register").json(made).send().await.expect(201)["client_id"]);
    let path = OauthApp::new(server, &id, &uri).path(&[]);
    let mut browser = Browser::start().await;
    log_in_with(&mut browser, &format!("{}{path}", server.url()), &owner.email).await;
    let page = choose_account(&mut browser, server, &owner.email, 1).await;
    assert!(!page.contains("another browser"), "the cookie came back: {page}");
    browser.press("Allow").await;
    browser.shows("Connected.").await;

    let page = log_in_with(&mut browser, &format!("{}{path}", server.url()), &owner.email).await;
    let code = page.split(' ').map(str::trim).find_map(|word| word.get(..9).filter(|word| word.contains('-'))).unwrap();
    let mut other = Browser::start().await;
    let page = choose_account(&mut other, server, &owner.email, 2).await;
    assert!(page.contains("began in another browser"), "{page}");
    other.evaluate(&format!("document.querySelector('input[name=code]').value = {}", json!(code))).await;
    other.press("Allow").await;
    other.shows("Connected.").await;
}

#[tokio::test]
async fn the_pages_before_the_decision_cannot_be_framed() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let asked = app.ask(&[]).await;
    let sent = log_in(server, &asked.text(), &owner.email, "").await;
    let shown = server.get(&link(server, &owner.email, 1).await).send().await;
    let device = server.get("/device").send().await;
    let typed = server.form("/device", &[("user_code", "BCDF-BCDF")]).await;
    for page in [&asked, &sent, &shown, &device, &typed] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{page}: {policy}");
        assert_eq!((page.header("x-frame-options"), page.header("cache-control")), (Some("DENY"), Some("no-store")));
    }
    for page in [&asked, &shown, &device, &typed] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("form-action 'self';"), "only the decision leads to another site: {policy}");
    }
    let consent = sign_in(server, &app.ask(&[]).await.text(), &owner.email, 2).await;
    let policy = consent.page.header("content-security-policy").unwrap();
    assert!(!policy.contains("form-action") && policy.contains("base-uri 'none'"), "{policy}");
    assert!(!field(&consent.page.text(), "ticket").is_empty());
}
