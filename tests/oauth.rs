//! OAuth 2.1: the whole dance of a client, with the forms of the pages.

use serde_json::{Value, json};

use crate::members::{change, home, join, owned, remove};
use crate::sessions::signed_in_for;
use crate::support::oauth::{CALLBACK, Consent, OauthApp, Tokens, answered, field, grants, shown_code, sign_in};
use crate::support::{Account, Reply, Server, eventually, text};

/// What an access token gets from the API: the status.
pub async fn reads(server: &Server, token: &str) -> u16 {
    server.get("/v1/email/addresses").key(token).send().await.status
}

#[tokio::test]
async fn a_client_finds_everything_it_needs_in_the_metadata() {
    let server = Server::shared();
    let url = server.url();
    for (path, resource) in [("", url.to_owned()), ("/mcp", format!("{url}/mcp"))] {
        let reply = server.get(&format!("/.well-known/oauth-protected-resource{path}")).send().await;
        let metadata = reply.expect(200);
        assert_eq!((&metadata["resource"], &metadata["authorization_servers"]), (&json!(resource), &json!([url])));
        assert_eq!(metadata["bearer_methods_supported"], json!(["header"]));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    }
    let metadata = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    assert_eq!(metadata["issuer"], url);
    for (field, value) in [
        ("code_challenge_methods_supported", json!(["S256"])),
        ("response_types_supported", json!(["code"])),
        ("token_endpoint_auth_methods_supported", json!(["none"])),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("client_id_metadata_document_supported", json!(true)),
    ] {
        assert_eq!(metadata[field], value, "{field}");
    }
    let scopes = metadata["scopes_supported"].as_array().unwrap();
    assert!(scopes.contains(&json!("mail:read")) && scopes.contains(&json!("vault:read")), "{scopes:?}");
    assert!(!scopes.contains(&json!("keys:write")), "{scopes:?}");
}

#[tokio::test]
async fn an_mcp_client_is_told_to_begin_with_what_does_no_harm() {
    let server = Server::shared();
    let metadata = server.get("/.well-known/oauth-protected-resource/mcp").send().await.expect(200);
    let first: Vec<_> = metadata["scopes_supported"].as_array().unwrap().iter().map(text).collect();
    for harmful in ["budget:charge", "vault:read", "vault:write", "runs:write", "webhooks:write"] {
        assert!(!first.iter().any(|scope| scope == harmful), "{first:?}");
    }
    assert!(first.iter().any(|scope| scope == "mail:send"), "{first:?}");
    // The clients of the SDKs ask for what the challenge names.
    let refused = server.post("/mcp").json(json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })).send().await;
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(refused.status == 401 && challenge.contains(&format!("scope=\"{}\"", first.join(" "))), "{challenge}");
}

#[tokio::test]
async fn a_client_that_asks_for_everything_gets_at_first_nothing_that_does_harm() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let metadata = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    let all: Vec<_> = metadata["scopes_supported"].as_array().unwrap().iter().map(text).collect();
    let offered = app.consent(&owner.email, 1, &[("scope", &all.join(" "))]).await.offered();
    assert_eq!(offered.len(), all.len());
    for harmful in ["budget:charge", "vault:read", "vault:write", "runs:write", "webhooks:write"] {
        assert!(!offered[harmful], "{harmful}");
    }
    assert!(offered["mail:read"] && offered["mail:send"], "{offered:?}");
    let offered = app.consent(&owner.email, 2, &[("scope", "vault:read mail:read")]).await.offered();
    assert!(offered["vault:read"], "it was asked for by name: {offered:?}");
}

#[tokio::test]
async fn a_client_gets_what_the_person_allows_in_the_environment_that_the_person_chooses() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let app = OauthApp::register(server).await;
    let page = app.ask(&[("scope", "mail:read mail:send openid offline_access")]).await;
    let shown = page.text();
    assert!(shown.contains("Example client") && shown.contains("client.example"), "{shown}");
    assert!(shown.contains("not verified"), "{shown}");

    let consent = sign_in(server, &shown, &owner.email, 1).await;
    assert_eq!(consent.environments(), [account.account_id.clone(), pod.id.clone()]);
    assert_eq!(
        consent.offered().into_iter().collect::<Vec<_>>(),
        [("mail:read".to_owned(), true), ("mail:send".to_owned(), true)]
    );
    let allowed = consent.allow(Some(&pod.id), &["mail:read", "vault:read"]).await;
    assert!(allowed.header("location").unwrap().starts_with(&format!("{CALLBACK}?code=al_oac_")), "{allowed}");
    assert_eq!(
        (answered(&allowed, "state").as_deref(), answered(&allowed, "iss").as_deref()),
        (Some("st/a te"), Some(server.url()))
    );
    assert_eq!(
        (allowed.header("cache-control"), allowed.header("referrer-policy")),
        (Some("no-store"), Some("no-referrer"))
    );

    let reply = app.exchange(&answered(&allowed, "code").unwrap(), &[]).await;
    let body = reply.expect(200);
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&json!("Bearer"), &json!(3_600), &json!("mail:read"))
    );
    assert_eq!((reply.header("cache-control"), reply.header("pragma")), (Some("no-store"), Some("no-cache")));
    let tokens = Tokens::of(&reply);
    assert!(tokens.access.starts_with("al_oat_p"), "{tokens:?}");
    let get = async |path: &str| server.get(path).key(&tokens.access).send().await;
    get("/v1/email/addresses").await.expect(200);
    get("/v1/vault").await.expect_error(403, "missing_scope");
    get("/v1/account/me").await.expect_error(403, "pod_auth_forbidden");
    get("/v1/oauth/grants").await.expect_error(403, "pod_auth_forbidden");

    let [grant] = grants(server, &owner.session).await.try_into().unwrap();
    let client = json!({ "name": "Example client", "url": null, "host": "client.example" });
    assert_eq!((&grant["client"], &grant["permissions"]), (&client, &json!(["mail:read"])));
    assert_eq!(
        (&grant["member_id"], &grant["environment_id"]),
        (&json!(owner.id), &json!(pod.id.replace("pod_", "env_")))
    );
    assert_eq!(grant["resource"], server.url());
    let log = server.get("/v1/audit?action=oauth_grant.created").key(&pod.key).send().await.expect(200);
    assert_eq!((&log["entries"][0]["subject"], &log["entries"][0]["member_id"]), (&grant["id"], &json!(owner.id)));
}

#[tokio::test]
async fn the_link_and_the_decision_of_a_person_are_for_one_use() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let consent = app.consent(&owner.email, 1, &[]).await;
    let sessions = server.get("/v1/auth/sessions").key(&account.key).send().await.expect(200);
    assert_eq!(sessions["count"], 2, "the decision is that of a session");
    let link = crate::support::oauth::link(server, &owner.email, 1).await;
    assert_eq!(server.get(&link).send().await.status, 400);
    let token = link.split_once("token=").unwrap().1;
    assert_eq!(server.form("/oauth/sign-in", &[("token", token)]).await.status, 400);

    answered(&consent.allow(None, &[]).await, "code").unwrap();
    for again in [consent.allow(None, &[]).await, consent.refuse().await] {
        assert_eq!(again.status, 400, "{again}");
    }
    let sessions = server.get("/v1/auth/sessions").key(&account.key).send().await.expect(200);
    assert_eq!(sessions["count"], 1, "it ends with the decision");
    assert!(!consent.page.text().contains("session_"), "the page has no credential");
}

#[tokio::test]
async fn a_person_who_refuses_sends_the_client_away() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let refused = app.consent(&owner.email, 1, &[]).await.refuse().await;
    let answers = ["error", "state", "iss", "code"].map(|name| answered(&refused, name));
    let expected = [Some("access_denied"), Some("st/a te"), Some(server.url()), None];
    assert_eq!(answers.each_ref().map(Option::as_deref), expected);
    assert_eq!(grants(server, &owner.session).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_a_repetition_gets_the_same_successor() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let first = app.connect(&owner.email, 1, &[("scope", "mail:read mail:send")]).await;
    let [second, again] =
        [Tokens::of(&app.refresh(&first.refresh).await), Tokens::of(&app.refresh(&first.refresh).await)];
    assert_eq!((&second.access, &second.refresh), (&again.access, &again.refresh));
    assert_ne!((&second.access, &second.refresh), (&first.access, &first.refresh));
    assert_eq!((reads(server, &first.access).await, reads(server, &second.access).await), (200, 200));

    let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*second.refresh)];
    app.token(&refresh, &[("scope", "mail:read vault:read")]).await.expect_error(400, "invalid_scope");
    let second = Tokens::of(&app.token(&refresh, &[("scope", "openid")]).await);
    assert_eq!(second.scope, "mail:read mail:send");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*second.refresh)];
    app.token(&refresh, &[("scope", "everything")]).await.expect_error(400, "invalid_scope");
    let narrow = Tokens::of(&app.token(&refresh, &[("scope", "mail:read")]).await);
    assert_eq!(narrow.scope, "mail:read");
    assert_eq!(Tokens::of(&app.refresh(&narrow.refresh).await).scope, "mail:read mail:send");
}

#[tokio::test]
async fn a_grant_that_is_ended_is_dead_at_once() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let other = join(server, &account.key, "admin", &[]).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    assert_eq!(reads(server, &tokens.access).await, 200);
    assert_eq!(server.socket_at(&format!("/v1/ws?token={}", tokens.access), &[]).await.err(), Some(401), "not in URLs");
    let bearer = format!("Bearer {}", tokens.access);
    let mut socket = server.socket_at("/v1/ws", &[("authorization", &bearer)]).await.ok().unwrap();
    let id = text(&grants(server, &owner.session).await[0]["id"]);
    let path = format!("/v1/oauth/grants/{id}");
    assert_eq!(grants(server, &other.session).await, Vec::<Value>::new(), "it is somebody else's");
    server.delete(&path).key(&other.session).send().await.expect_error(404, "not_found");
    assert_eq!(grants(server, &account.key).await.len(), 1, "the account's key sees all");

    server.delete(&path).key(&owner.session).send().await.expect(200);
    assert_eq!(reads(server, &tokens.access).await, 401);
    assert_eq!(socket.closed(std::time::Duration::from_secs(5)).await, Some(4401));
    app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
    server.delete(&path).key(&owner.session).send().await.expect_error(404, "not_found");
    let log = server.get("/v1/audit?action=oauth_grant.ended").key(&account.key).send().await.expect(200);
    assert_eq!(log["entries"][0]["subject"], id);
}

/// A member of an account with a client in an environment.
async fn connected_member<'a>(
    server: &'a Server,
    account: &Account,
    pod: &str,
) -> (crate::members::Person, OauthApp<'a>, Tokens) {
    let person = join(server, &account.key, "member", &[pod]).await;
    let app = OauthApp::register(server).await;
    let consent: Consent<'_> = app.consent(&person.email, 1, &[]).await;
    assert_eq!(consent.environments(), [pod], "a member chooses among the assigned ones");
    let allowed = consent.allow(None, &["mail:read", "mail:send", "vault:read"]).await;
    let tokens = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);
    (person, app, tokens)
}

#[tokio::test]
async fn a_token_never_does_more_than_the_person_may_now() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let (person, _, tokens) = connected_member(server, &account, &pod.id).await;
    let vault = async || server.get("/v1/vault").key(&tokens.access).send().await.status;
    assert_eq!((vault().await, reads(server, &tokens.access).await), (200, 200));
    change(server, &account.key, &person.id, json!({ "role": "viewer" })).await.expect(200);
    assert_eq!((vault().await, reads(server, &tokens.access).await), (403, 200));
    change(server, &account.key, &person.id, json!({ "role": "member" })).await.expect(200);
    assert_eq!(vault().await, 200);
    let path = format!("/api/v1/environments/{}/members/{}", pod.id, person.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    assert_eq!(reads(server, &tokens.access).await, 401, "the person does not act there any more");
}

#[tokio::test]
async fn what_a_person_has_given_ends_with_the_person() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    for ends in ["removed", "inactive"] {
        let (person, app, tokens) = connected_member(server, &account, &pod.id).await;
        assert_eq!(reads(server, &tokens.access).await, 200);
        match ends {
            "removed" => remove(server, &account.key, &person.id).await.expect(200),
            _ => change(server, &account.key, &person.id, json!({ "active": false })).await.expect(200),
        };
        assert_eq!(reads(server, &tokens.access).await, 401, "{ends}");
        app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
        if ends == "inactive" {
            change(server, &account.key, &person.id, json!({ "active": true })).await.expect(200);
            assert_eq!(reads(server, &tokens.access).await, 401, "and it does not come back");
        }
    }
}

#[tokio::test]
async fn grants_end_with_everything_and_with_the_environment_and_stay_otherwise() {
    let server = Server::shared();
    let (mut account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let app = OauthApp::register(server).await;
    let in_home = app.connect(&owner.email, 1, &[]).await;
    let allowed = app.consent(&owner.email, 2, &[]).await.allow(Some(&pod.id), &[]).await;
    let in_pod = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);

    let path = format!("/api/v1/environments/{}", pod.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    server.post(&format!("{path}/restore")).key(&account.key).send().await.expect(200);
    assert_eq!((reads(server, &in_pod.access).await, reads(server, &in_home.access).await), (401, 200));

    let rotate =
        async |key: &str, body: Value| server.post("/v1/auth/keys/rotate").key(key).json(body).send().await.expect(200);
    let rotated = rotate(&account.key, json!({})).await;
    account.key = text(&rotated["api_key"]);
    assert_eq!(rotated["surviving"]["oauth_grants"]["count"], 1, "{rotated}");
    assert_eq!(reads(server, &in_home.access).await, 200);
    let rotated = rotate(&account.key, json!({ "everything": true })).await;
    assert_eq!(rotated["surviving"]["oauth_grants"]["count"], 0, "{rotated}");
    assert_eq!(reads(server, &in_home.access).await, 401);
    app.refresh(&in_home.refresh).await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_client_that_names_no_scopes_gets_at_first_only_what_reads() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let offered = app.consent(&owner.email, 1, &[]).await.offered();
    assert_eq!((offered["mail:read"], offered["mail:send"], offered["vault:read"]), (true, false, false));
    assert_eq!(app.ask(&[("scope", "openid profile")]).await.status, 200, "these are no scopes of this server");
    assert!(!offered.contains_key("keys:write") && !offered.contains_key("account:read"), "{offered:?}");
    let viewer = join(server, &account.key, "viewer", &[&home(&account)]).await;
    let offered = app.consent(&viewer.email, 1, &[]).await.offered();
    assert!(offered.contains_key("mail:read") && offered.keys().all(|name| name.ends_with(":read")), "{offered:?}");
}

#[tokio::test]
async fn nobody_learns_from_the_form_whether_an_address_belongs_to_an_account() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let page = app.ask(&[]).await.text();
    let request = field(&page, "request");
    let login = async |email: &str| server.form("/oauth/login", &[("request", &request), ("email", email)]).await;
    let (known, unknown) = (login(&owner.email).await, login("nobody@people.example").await);
    let without_code = |sent: &Reply| sent.text().replace(&shown_code(sent), "");
    assert_eq!((known.status, without_code(&known)), (unknown.status, without_code(&unknown)));
    assert_eq!(login("no address").await.status, 400);
    let mail = eventually("the link", async || server.outbox_to(&owner.email).await.pop()).await;
    assert!(!mail.to_string().contains("Example client"), "a stranger chooses the name: {mail}");
    assert!(signed_in_for(server, &owner.email, 3).await.starts_with("session_"), "ordinary links still work");
}
