//! Devices without a browser (RFC 8628).

use chrono::TimeDelta;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::members::owned;
use crate::oauth::reads;
use crate::support::oauth::{CALLBACK, Consent, OauthApp, Tokens, grants, sign_in};
use crate::support::{Answer, Receiver, Reply, Server, in_a_while, text};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

struct Device<'a> {
    app: OauthApp<'a>,
    code: String,
    user_code: String,
}

impl<'a> Device<'a> {
    /// A program without redirect URIs that has asked.
    async fn start(server: &'a Server, scope: &str) -> Self {
        let client = json!({ "client_name": "A command line", "grant_types": [GRANT, "refresh_token"] });
        let made = server.post("/oauth/register").json(client).send().await.expect(201);
        let app = OauthApp::new(server, &text(&made["client_id"]), CALLBACK);
        let asked = [("client_id", &*app.client_id), ("scope", scope), ("resource", server.url())];
        let asked = server.form("/oauth/device_authorization", &asked).await.expect(200);
        let (code, user_code) = (text(&asked["device_code"]), text(&asked["user_code"]));
        let uri = format!("{}/device", server.url());
        assert_eq!(
            (&asked["verification_uri"], &asked["expires_in"], &asked["interval"]),
            (&json!(uri), &json!(900), &json!(5))
        );
        assert_eq!(asked["verification_uri_complete"], format!("{uri}?user_code={user_code}"));
        Self { app, code, user_code }
    }

    async fn poll(&self) -> Reply {
        self.app.token(&[("grant_type", GRANT), ("device_code", &self.code)], &[]).await
    }

    async fn submit(&self, code: &str) -> Reply {
        self.app.server.form("/device", &[("user_code", code)]).await
    }

    /// The page on which the person decides. `count` is how many links were sent to the address with this one.
    async fn consent(&self, email: &str, count: usize) -> Consent<'a> {
        let page = self.submit(&self.user_code).await.text();
        sign_in(self.app.server, &page, email, count).await.typing(&self.user_code)
    }

    async fn approve(&self, email: &str, count: usize) {
        let allowed = self.consent(email, count).await.allow(None, &[]).await;
        assert!(allowed.status == 200 && allowed.text().contains("You have given access"), "{allowed}");
    }
}

#[tokio::test]
async fn a_device_gets_tokens_when_a_person_has_typed_its_code() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "mail:read").await;
    device.poll().await.expect_error(400, "authorization_pending");
    let early = device.poll().await.expect_error(400, "slow_down");
    assert_eq!((&early["interval"], &early["error_description"]), (&json!(10), &early["message"]));

    let page = server.get(&format!("/device?user_code={}", device.user_code)).send().await;
    assert!(page.status == 200 && page.text().contains(&device.user_code), "{page}");
    let typed = device.user_code.replace('-', " ").to_lowercase();
    let page = device.submit(&typed).await.text();
    assert!(
        page.contains("A command line") && page.contains("another device") && page.contains("not verified"),
        "{page}"
    );
    device.approve(&owner.email, 1).await;

    let tokens = Tokens::of(&device.poll().await);
    assert_eq!((tokens.scope.as_str(), reads(server, &tokens.access).await), ("mail:read", 200));
    assert_eq!(grants(server, &owner.session).await[0]["client"]["host"], Value::Null);
    assert_eq!(Tokens::of(&device.poll().await).refresh, tokens.refresh, "the reply may have been lost");
    assert!(device.submit(&device.user_code).await.text().contains("no such code"), "it is used");
    assert_eq!(reads(server, &Tokens::of(&device.app.refresh(&tokens.refresh).await).access).await, 200);
}

#[tokio::test]
async fn a_device_is_told_that_the_person_refused() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "").await;
    let refused = device.consent(&owner.email, 1).await.typing("").refuse().await;
    assert!(refused.status == 200 && refused.text().contains("refused"), "{refused}");
    device.poll().await.expect_error(400, "access_denied");
}

#[tokio::test]
async fn a_device_code_is_of_one_client_and_ends_by_itself() {
    let server = Server::start(&[]);
    let device = Device::start(&server, "").await;
    let other = Device::start(&server, "").await;
    let stolen = [("grant_type", GRANT), ("device_code", &*device.code)];
    other.app.token(&stolen, &[]).await.expect_error(400, "invalid_grant");
    other.app.token(&[("grant_type", GRANT), ("device_code", "made-up")], &[]).await.expect_error(400, "invalid_grant");
    other.app.token(&[("grant_type", "password")], &[]).await.expect_error(400, "unsupported_grant_type");
    other.app.token(&[("grant_type", "")], &[]).await.expect_error(400, "invalid_request");
    server.set_clock(in_a_while(TimeDelta::minutes(16))).await;
    device.poll().await.expect_error(400, "expired_token");
    assert!(device.submit(&device.user_code).await.text().contains("no such code"));
}

#[tokio::test]
async fn nobody_guesses_the_code_of_a_device_or_makes_too_many() {
    let server = Server::start(&[("UNAUTHENTICATED_REQUESTS_PER_HOUR", "3")]);
    let device = Device::start(&server, "").await;
    for _ in 0..3 {
        assert!(device.submit("BCDF-BCDF").await.text().contains("no such code"));
    }
    assert_eq!(device.submit("BCDF-BCDG").await.status, 429);
    assert!(device.submit("not a code").await.status == 200, "it is no guess");
    let fields = [("client_id", &*device.app.client_id)];
    let ask = || server.form("/oauth/device_authorization", &fields);
    for _ in 0..2 {
        ask().await.expect(200);
    }
    ask().await.expect_error(429, "rate_limited");
}

#[tokio::test]
async fn a_device_that_somebody_else_has_started_is_not_allowed_with_a_click() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "mail:read").await;
    // The attacker types the code of his own device, and the address of the victim.
    let mut victim = device.consent(&owner.email, 1).await;
    assert!(victim.asks_for_code() && !victim.page.text().contains(&device.user_code), "{}", victim.page);
    for typed in ["", "BCDF-BCDF"] {
        victim = victim.typing(typed);
        assert_eq!(victim.allow(None, &[]).await.status, 400, "{typed}");
    }
    device.poll().await.expect_error(400, "authorization_pending");
    assert_eq!(victim.typing(&device.user_code).allow(None, &[]).await.status, 200);
}

#[tokio::test]
async fn a_published_client_is_not_verified_on_a_device() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let (_, owner) = owned(&server).await;
    let publisher = Receiver::answering_all(|asked| {
        let id = format!("http://{}{}", asked.header("host"), asked.path);
        let mut document = json!({ "client_id": id, "client_name": "Published", "redirect_uris": [CALLBACK] });
        if asked.path == "/device.json" {
            document["grant_types"] = json!(["authorization_code", GRANT]);
        }
        Answer::status(200).header("content-type", "application/json").body(&document.to_string())
    })
    .await;
    let ask = async |id: &str| server.form("/oauth/device_authorization", &[("client_id", id)]).await;
    ask(&publisher.url("/client.json")).await.expect_error(400, "unauthorized_client");
    let id = publisher.url("/device.json");
    let asked = ask(&id).await.expect(200);
    let app = OauthApp::new(&server, &id, CALLBACK);
    let device = Device { app, code: text(&asked["device_code"]), user_code: text(&asked["user_code"]) };
    let page = device.submit(&device.user_code).await.text();
    assert!(page.contains("Published") && page.contains("not verified"), "{page}");
    assert!(!page.contains("has published"), "anybody can start a device with the client's public id: {page}");
    device.approve(&owner.email, 1).await;
    Tokens::of(&device.poll().await);
    assert_eq!(grants(&server, &owner.session).await[0]["client"]["url"], Value::Null);
}

#[tokio::test]
async fn a_registered_client_uses_the_grant_types_that_it_has_registered() {
    let server = Server::shared();
    let register = async |client: Value| server.post("/oauth/register").json(client).send().await;
    let made = register(json!({ "redirect_uris": [CALLBACK] })).await.expect(201);
    assert_eq!(made["grant_types"], json!(["authorization_code", "refresh_token"]));
    let asked = server.form("/oauth/device_authorization", &[("client_id", &text(&made["client_id"]))]).await;
    asked.expect_error(400, "unauthorized_client");
    let for_devices = json!({ "redirect_uris": [CALLBACK], "grant_types": [GRANT] });
    let made = register(for_devices).await.expect(201);
    assert_eq!(made["grant_types"], json!(["refresh_token", GRANT]));
    let page = OauthApp::new(server, &text(&made["client_id"]), CALLBACK).ask(&[]).await;
    assert!(page.status == 400 && page.text().contains("unauthorized_client"), "{page}");
    let implicit = register(json!({ "redirect_uris": [CALLBACK], "grant_types": ["implicit"] })).await;
    implicit.expect_error(400, "invalid_client_metadata");
    register(json!({ "grant_types": ["authorization_code", GRANT] })).await.expect_error(400, "invalid_redirect_uri");
}

#[tokio::test]
async fn each_poll_that_comes_too_early_lengthens_the_interval_up_to_a_minute() {
    let server = Server::start(&[]);
    let device = Device::start(&server, "").await;
    device.poll().await.expect_error(400, "authorization_pending");
    let mut intervals = Vec::new();
    for _ in 0..13 {
        intervals.push(device.poll().await.expect_error(400, "slow_down")["interval"].as_i64().unwrap());
    }
    assert_eq!(intervals, [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 60, 60]);
    server.set_clock(in_a_while(TimeDelta::seconds(61))).await;
    device.poll().await.expect_error(400, "authorization_pending");
    device.poll().await.expect_error(400, "slow_down");
}

#[tokio::test]
async fn of_two_approved_polls_at_once_both_get_the_same_tokens() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "mail:read").await;
    device.approve(&owner.email, 1).await;
    let (one, two) = join(device.poll(), device.poll()).await;
    let (one, two) = (Tokens::of(&one), Tokens::of(&two));
    assert_eq!((&one.access, &one.refresh), (&two.access, &two.refresh));
    assert_eq!((reads(server, &one.access).await, grants(server, &owner.session).await.len()), (200, 1));
}

#[tokio::test]
async fn a_device_code_that_is_sent_again_later_ends_the_grant() {
    let server = Server::start(&[]);
    let (_, owner) = owned(&server).await;
    for (at, is_refreshed) in [true, false].into_iter().enumerate() {
        let device = Device::start(&server, "mail:read").await;
        device.approve(&owner.email, at + 1).await;
        let mut tokens = Tokens::of(&device.poll().await);
        if is_refreshed {
            tokens = Tokens::of(&device.app.refresh(&tokens.refresh).await);
        } else {
            server.set_clock(in_a_while(TimeDelta::seconds(31))).await;
        }
        assert_eq!(reads(&server, &tokens.access).await, 200);
        device.poll().await.expect_error(400, "invalid_grant");
        assert_eq!(reads(&server, &tokens.access).await, 401);
        assert_eq!(grants(&server, &owner.session).await, Vec::<Value>::new(), "nothing is left behind");
    }
}

#[tokio::test]
async fn an_approval_of_the_last_second_is_not_lost_and_a_late_poll_is_told() {
    let server = Server::start(&[]);
    let (_, owner) = owned(&server).await;
    let (approved, late) = (Device::start(&server, "mail:read").await, Device::start(&server, "").await);
    server.set_clock(in_a_while(TimeDelta::seconds(880))).await;
    approved.approve(&owner.email, 1).await;
    server.set_clock(in_a_while(TimeDelta::seconds(920))).await;
    // Another request deletes what is over.
    Device::start(&server, "").await;
    Tokens::of(&approved.poll().await);
    late.poll().await.expect_error(400, "expired_token");
    server.set_clock(in_a_while(TimeDelta::minutes(50))).await;
    Device::start(&server, "").await;
    late.poll().await.expect_error(400, "expired_token");
}

#[tokio::test]
async fn of_an_approval_and_a_refusal_at_once_one_counts() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "mail:read").await;
    let consent = device.consent(&owner.email, 1).await;
    let (allowed, refused) = join(consent.allow(None, &[]), consent.refuse()).await;
    let mut statuses = [allowed.status, refused.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "{allowed} {refused}");
    let polled = device.poll().await;
    assert_eq!(polled.status == 200, allowed.status == 200, "{polled}");
    assert_eq!(grants(server, &owner.session).await.len(), usize::from(allowed.status == 200));
}

#[tokio::test]
async fn one_network_takes_a_share_of_the_places_for_devices() {
    let server = Server::start(&[]);
    let client = json!({ "client_name": "Flood", "grant_types": [GRANT] });
    let made = server.post("/oauth/register").json(client).send().await.expect(201);
    let id = text(&made["client_id"]);
    let ask = |ip: String| {
        let body = serde_urlencoded::to_string([("client_id", &id)]).unwrap();
        let form = server.post("/oauth/device_authorization").header("cf-connecting-ip", &ip);
        form.header("content-type", "application/x-www-form-urlencoded").body(body).send()
    };
    let replies = join_all((0..200).map(|at| ask(format!("198.51.{at}.7")))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    ask("198.51.250.8".to_owned()).await.expect_error(429, "rate_limited");
    ask("203.0.113.7".to_owned()).await.expect(200);
    server.set_clock(in_a_while(TimeDelta::minutes(16))).await;
    ask("198.51.250.8".to_owned()).await.expect(200);
}
