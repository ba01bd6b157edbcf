//! The page for people, in a browser.

use serde_json::json;

use crate::sessions::{member, signed_in};
use crate::support::{Browser, Mailbox, Server, eventually, letter};

#[tokio::test]
async fn who_signs_in_sees_the_account_and_decides_what_waits() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let mailbox = Mailbox { server, key: account.key.clone(), address: account.address.clone() };
    mailbox
        .receive(letter(&[("Subject", "<b>Rechnung</b> 日本 🎉"), ("From", "Bob <bob@sender.example>")], "text"))
        .await;
    let pod = server.post("/v1/pods").key(&account.key).json(json!({ "name": "acme" })).send().await.expect(201);
    for subject in ["Offer one", "Offer two"] {
        let held = json!({ "to": "x@mail.example", "subject": subject, "text": "Dear X", "hold": true });
        mailbox.send(held).await;
    }

    let operator = json!({ "email": "operator@people.example" });
    server.post("/v1/account/operator-email").key(&account.key).json(operator).send().await.expect(200);
    let agent = pod["api_key"].as_str().unwrap().to_owned();
    let wanted =
        json!({ "credential_type": "token", "service_name": "Google Maps", "description": "to read <b>issues</b>" });
    let asked = server.post("/v1/credentials/request").key(&agent).json(wanted).send().await.expect(201);
    let code = asked["user_code"].as_str().unwrap();
    let limit = json!({ "single_tx_limit_cents": 1_000 });
    server.put("/v1/budget").key(&account.key).json(limit).send().await.expect(200);
    let charge = json!({ "amount": 2_500_000, "description": "<i>GPU</i>", "payee": "gpu.example" });
    let waits = server.post("/v1/charge").key(&account.key).json(charge).send().await.expect(202);

    let mut browser = Browser::start().await;
    browser.open(&format!("{}/dashboard", server.url())).await;
    browser.shows("Sign in").await;
    let session = signed_in(server, &email).await;
    browser.open("about:blank").await;
    browser.open(&format!("{}/dashboard#session={session}", server.url())).await;
    let all = browser.shows("Latest mail").await;
    for shown in [
        &account.account_id,
        &account.address,
        &email,
        "acme",
        "Offer one",
        "Offer two",
        "Bob",
        "Google Maps",
        "Suggested vault key: Google-Maps",
        code,
        "to read <b>issues</b>",
        "2.50 USDC",
        "<i>GPU</i>",
        "gpu.example",
        "above the limit for a single charge",
        "Usage today",
        "operator@people.example (not confirmed, so it receives no emails)",
    ] {
        assert!(all.contains(shown), "{shown} is not in\n{all}");
    }
    assert!(all.contains("<b>Rechnung</b> 日本 🎉"), "what strangers write is text, never markup");
    assert!(!browser.evaluate("location.href").await.as_str().unwrap().contains("session"));
    if let Ok(folder) = std::env::var("PICTURES") {
        std::fs::write(format!("{folder}/dashboard.png"), browser.picture().await).unwrap();
    }

    browser.evaluate("document.querySelector('input[type=password]').value = 'ghp_secret'").await;
    browser.press("Send credential").await;
    browser.shows("No credential requests.").await;
    let poll = json!({ "device_code": asked["device_code"] });
    let given = server.post("/v1/credentials/poll").key(&agent).json(poll).send().await.expect(200);
    assert_eq!((&given["status"], &given["credential"]), (&json!("approved"), &json!("ghp_secret")));
    assert_eq!(given["vault_key"], "Google-Maps", "a name that the vault takes");
    browser.press("Approve").await;
    browser.shows("No charges to approve.").await;
    let approval = format!("/v1/approvals/{}", waits["approval_id"].as_str().unwrap());
    let approval = server.get(&approval).key(&account.key).send().await.expect(200);
    assert_eq!(approval["status"], "approved", "a person may approve what the account's key asked for: {approval}");

    browser.press("Reject").await;
    browser.shows("Latest mail").await;
    let drafts = async || {
        let path = format!("/v1/pods/{}/drafts", account.account_id);
        server.get(&path).key(&account.key).send().await.expect(200)["count"].clone()
    };
    eventually("the rejection", async || (drafts().await == 1).then_some(())).await;
    browser.press("Suspend").await;
    browser.shows("suspended").await;
    let path = format!("/v1/pods/{}", pod["id"].as_str().unwrap());
    assert_eq!(server.get(&path).key(&account.key).send().await.expect(200)["status"], "suspended");

    browser.press("Sign out").await;
    browser.shows("Send the link").await;
    server.get("/v1/account/me").key(&session).send().await.expect(401);
}

#[tokio::test]
async fn the_page_asks_for_a_link() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    let mut browser = Browser::start().await;
    browser.open(&format!("{}/dashboard", server.url())).await;
    browser.shows("Sign in").await;
    browser.evaluate(&format!("document.querySelector('input').value = {}", json!(email))).await;
    browser.press("Send the link").await;
    browser.shows("is on its way").await;
}

/// Lets the page show the session's account.
async fn opened(browser: &mut Browser, server: &Server, session: &str) -> String {
    browser.open(&format!("{}/dashboard#session={session}", server.url())).await;
    browser.shows("Latest mail").await
}

#[tokio::test]
async fn a_link_does_not_take_somebody_who_is_signed_in_to_another_account_unasked() {
    let server = Server::shared();
    let ((ann, anns), (eve, eves)) = (member(server).await, member(server).await);
    let (ann_in, eve_in) = (signed_in(server, &anns).await, signed_in(server, &eves).await);
    let mut browser = Browser::start().await;
    let shown = opened(&mut browser, server, &ann_in).await;
    assert!(shown.contains(&ann.address) && !shown.contains("Switch"), "{shown}");
    browser.open(&format!("{}/dashboard#session={eve_in}", server.url())).await;
    let shown = browser.shows("Switch").await;
    assert!(
        shown.contains(&ann.address) && shown.contains(&eve.account_id) && !shown.contains(&eve.address),
        "{shown}"
    );
    assert!(!browser.evaluate("location.href").await.as_str().unwrap().contains("session"));
    browser.press("Switch").await;
    let shown = browser.shows(&eve.address).await;
    assert!(!shown.contains("Switch") && !shown.contains(&ann.account_id), "{shown}");

    server.delete("/v1/auth/sessions/current").key(&eve_in).send().await.expect(200);
    browser.open(&format!("{}/dashboard#session={ann_in}", server.url())).await;
    let shown = browser.shows(&ann.address).await;
    assert!(!shown.contains("Switch"), "what has ended is not asked about: {shown}");
}

#[tokio::test]
async fn what_fails_is_told_where_it_failed_and_the_rest_stays() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    for _ in 0..2 {
        server.create_pod(&account).await;
    }
    let session = signed_in(server, &email).await;
    let mut browser = Browser::start().await;
    opened(&mut browser, server, &session).await;
    let broken = "window.asked = []; const real = fetch; window.fetch = (path, init) => { asked.push(path); \
        return /drafts/.test(path) ? Promise.resolve(new Response('<h1>', { status: 502 })) : real(path, init); }; 0";
    browser.evaluate(broken).await;
    browser.press("Suspend").await;
    browser.shows("Resume").await;
    browser.press("Resume").await;
    let shown = browser.shows("The server answered 502.").await;
    assert!(shown.contains("Latest mail") && shown.contains(&account.address), "{shown}");
    let asked = browser.evaluate("asked.length").await;
    assert_eq!(
        asked,
        5,
        "two decisions, two lists of pods, the drafts of one: {}",
        browser.evaluate("asked.join()").await
    );
    browser.evaluate("window.fetch = () => Promise.reject(new TypeError('x')); 0").await;
    browser.press("Suspend").await;
    browser.shows("The server cannot be reached.").await;
}

#[tokio::test]
async fn who_has_no_requests_left_is_told_and_can_sign_out() {
    let vars = [("TIER_LIMITS", r#"{"free":{"requests_per_day":14}}"#), ("DEFAULT_TIER", "free")];
    let server = Server::start(&vars);
    let (_, email) = member(&server).await;
    let session = signed_in(&server, &email).await;
    let mut browser = Browser::start().await;
    opened(&mut browser, &server, &session).await;
    while server.get("/v1/account/me").key(&session).send().await.status == 200 {}
    browser.press("End").await;
    let shown = browser.shows("Your account can send 14 requests a day").await;
    assert!(shown.contains("Wait until midnight UTC") && shown.contains("Latest mail"), "{shown}");
    browser.open("about:blank").await;
    browser.open(&format!("{}/dashboard#session={session}", server.url())).await;
    let shown = browser.shows("Your account can send 14 requests a day").await;
    assert!(shown.contains("Try again"), "{shown}");
    browser.press("Sign out").await;
    browser.shows("Send the link").await;
    browser.shows("could not be ended").await;
}

#[tokio::test]
async fn pages_may_do_nothing_but_what_they_are_for() {
    let server = Server::shared();
    let page = server.get("/dashboard").send().await;
    let policy = page.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!((page.header("referrer-policy"), page.header("cache-control")), (Some("no-referrer"), Some("no-store")));
    for (path, kind) in [("/dashboard.js", "text/javascript"), ("/style.css", "text/css")] {
        let file = server.get(path).send().await;
        assert_eq!((file.status, file.header("content-type").unwrap().split(';').next()), (200, Some(kind)));
    }
}
