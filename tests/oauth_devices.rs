//! Devices without a browser (RFC 8628).

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::members::owned;
use crate::oauth::reads;
use crate::support::oauth::{CALLBACK, OauthApp, Tokens, grants, sign_in};
use crate::support::{Reply, Server, in_a_while, text};

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
    let allowed = sign_in(server, &page, &owner.email, 1).await.allow(None, &[]).await;
    assert!(allowed.status == 200 && allowed.text().contains("You have given access"), "{allowed}");

    let tokens = Tokens::of(&device.poll().await);
    assert_eq!((tokens.scope.as_str(), reads(server, &tokens.access).await), ("mail:read", 200));
    assert_eq!(grants(server, &owner.session).await[0]["client"]["host"], Value::Null);
    device.poll().await.expect_error(400, "invalid_grant");
    assert!(device.submit(&device.user_code).await.text().contains("no such code"), "it is used");
    assert_eq!(reads(server, &Tokens::of(&device.app.refresh(&tokens.refresh).await).access).await, 200);
}

#[tokio::test]
async fn a_device_is_told_that_the_person_refused() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let device = Device::start(server, "").await;
    let page = device.submit(&device.user_code).await.text();
    let refused = sign_in(server, &page, &owner.email, 1).await.refuse().await;
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
