//! What an OAuth client can do with its token, and what ends with it.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use warren::credential::{KeyHash, Tagger};
use warren::crypto::MasterKeys;
use warren::oauth::resource_proof;

use crate::members::{Person, join, owned};
use crate::oauth::reads;
use crate::support::oauth::{CALLBACK, OauthApp, Tokens, answered, grants};
use crate::support::world::{Scim, scoped_key};
use crate::support::{
    Account, McpClient, Org, PodKey, Server, TEST_MASTER_KEY, eventually, in_a_while, in_databases, letter, text,
    unique,
};

const CRON: &str = "/cdn-cgi/local/scheduled?cron=*/10+*+*+*+*";

#[tokio::test]
async fn a_client_makes_inboxes_and_sends_mail_as_a_key_of_the_environment_does() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let app = OauthApp::register(server).await;
    let scopes = [("scope", "mail:read mail:write mail:send budget:charge budget:read")];
    let allowed = app.consent(&owner.email, 1, &scopes).await.allow(Some(&pod.id), &[]).await;
    let tokens = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);
    let post = async |path: &str, body: Value| server.post(path).key(&tokens.access).json(body).send().await;
    let inbox = post("/api/v1/inboxes", json!({ "username": unique("desk") })).await.expect(201);
    let mail = json!({ "from": inbox["address"], "to": "a@b.example", "subject": "s", "text": "t" });
    let sent = post("/v1/email/send", mail).await.expect(201);
    post("/v1/charge", json!({ "amount": 1 })).await.expect(200);
    post("/v1/email/webhooks", json!({ "url": "https://hooks.example/" })).await.expect_error(403, "missing_scope");
    let refused = post("/v1/observations", json!({ "topic": "t", "content": "c" })).await;
    assert!(refused.header("www-authenticate").unwrap().contains("insufficient_scope"), "{refused}");
    post("/v1/pods", json!({})).await.expect_error(403, "pod_auth_forbidden");
    post(&format!("/v1/pods/{}/keys", pod.id), json!({ "label": "x" })).await.expect_error(403, "missing_scope");
    // What the client does is done by the person.
    let log = server.get("/v1/audit?action=email.submitted").key(&pod.key).send().await.expect(200);
    assert_eq!((&log["entries"][0]["subject"], &log["entries"][0]["member_id"]), (&sent["id"], &json!(owner.id)));
}

#[tokio::test]
async fn a_run_that_a_client_has_started_ends_with_the_grant() {
    let org = Org::new(Server::shared()).await;
    let (server, email) = (org.server, format!("{}@people.example", unique("ann")));
    let set = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(&org.account.key).json(set).send().await.expect(200);
    let runner = org.runner().await;
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&email, 1, &[("scope", "runs:read runs:write trust:read")]).await;
    let run = json!({ "runner_id": runner.id, "agent_type_id": "claude-code" });
    let started = server.post(&org.path("/pods")).key(&tokens.access).json(run).send().await.expect(201);
    let run = text(&started["pod"]["key"]);
    assert_eq!(org.run(&run).await["status"], "creating");
    server.form("/oauth/revoke", &[("token", &*tokens.refresh)]).await.expect(200);
    eventually("the end of the run", async || (org.run(&run).await["status"] == "terminated").then_some(())).await;
}

#[tokio::test]
async fn only_the_mcp_server_uses_a_token_that_is_for_it() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let mcp = format!("{}/mcp", server.url());
    let tokens = app.connect(&owner.email, 1, &[("resource", &mcp)]).await;
    let of_api = app.connect(&owner.email, 2, &[]).await;
    let tagger = Tagger::new(MasterKeys::parse(TEST_MASTER_KEY).unwrap().tag_keys());
    let read = async |token: &str, proof: &str| {
        let request = server.get("/v1/email/addresses").key(token).header("x-warren-resource", proof);
        request.send().await.status
    };
    let proof = resource_proof::of_mcp(&tagger, &KeyHash::of(&tokens.access));
    assert_eq!(read(&tokens.access, &proof).await, 200);
    let proof_of_other = resource_proof::of_mcp(&tagger, &KeyHash::of(&of_api.access));
    assert_eq!(read(&tokens.access, &proof_of_other).await, 401);
    assert_eq!(read(&of_api.access, &proof_of_other).await, 401, "a token for the API is none for the MCP server");
    assert_eq!(read(&of_api.access, "x").await, 200);
}

/// OAuth clients of the MCP server, in an environment with a mailbox.
struct McpApp {
    server: &'static Server,
    account: Account,
    owner: Person,
    pod: PodKey,
    app: OauthApp<'static>,
}

impl McpApp {
    async fn new() -> Self {
        let server = Server::shared();
        let (account, owner) = owned(server).await;
        let pod = server.create_pod(&account).await;
        Self { server, account, owner, pod, app: OauthApp::register(server).await }
    }

    /// The tokens of a person who has not connected the client before.
    async fn connect(&self, email: &str, environment: &str) -> Tokens {
        let mcp = format!("{}/mcp", self.server.url());
        let parameters = [("resource", &*mcp), ("scope", "mail:read budget:read")];
        let allowed = self.app.consent(email, 1, &parameters).await.allow(Some(environment), &[]).await;
        Tokens::of(&self.app.exchange(&answered(&allowed, "code").unwrap(), &[]).await)
    }

    /// The owner's client, in a session.
    async fn in_session(&self) -> (Tokens, McpClient) {
        let tokens = self.connect(&self.owner.email, &self.pod.id).await;
        let client = McpClient::legacy(self.server, &tokens.access, false).await;
        (tokens, client)
    }
}

#[tokio::test]
async fn a_session_of_the_mcp_server_survives_the_refresh_of_the_token() {
    let world = McpApp::new().await;
    let mailbox = world.server.new_mailbox(&world.pod.key).await;
    let (tokens, before) = world.in_session().await;
    let uri = format!("warren://inboxes/{}", mailbox.address);
    before.result("resources/subscribe", json!({ "uri": uri })).await;

    let refreshed = Tokens::of(&world.app.refresh(&tokens.refresh).await);
    assert_ne!(refreshed.access, tokens.access);
    let after = McpClient { key: refreshed.access, ..before };
    after.calls("list_messages", json!({ "address": mailbox.address })).await;
    after.calls("read_budget", json!({})).await;
    let mut news = after.news().await;
    mailbox.receive(letter(&[], "hi")).await;
    news.hears_of(&uri).await;
}

/// With this credential, the session does not exist.
async fn is_no_session(client: &McpClient, credential: &str) {
    let thief = McpClient { key: credential.to_owned(), ..client.clone() };
    for (method, params) in [
        ("ping", json!({})),
        ("tools/list", json!({})),
        ("tools/call", json!({ "name": "read_budget", "arguments": {} })),
        ("resources/subscribe", json!({ "uri": "warren://calendar" })),
    ] {
        thief.send(method, params).await.expect_error(404, "session_over");
    }
    assert_eq!(thief.tries_to_listen().await.err().expect("a refusal").0, 404);
}

#[tokio::test]
async fn a_session_of_a_client_is_no_key_s_and_of_no_other_environment() {
    let world = McpApp::new().await;
    let (_, client) = world.in_session().await;
    let (strange, stranger) = owned(world.server).await;
    let elsewhere = world.connect(&stranger.email, &strange.account_id).await;
    for credential in [&elsewhere.access, &world.pod.key, &world.account.key, &world.owner.session] {
        is_no_session(&client, credential).await;
    }
}

#[tokio::test]
async fn a_session_of_a_person_s_client_is_not_that_of_a_colleague_s() {
    let world = McpApp::new().await;
    let (_, client) = world.in_session().await;
    let colleague = join(world.server, &world.account.key, "member", &[&world.pod.id]).await;
    is_no_session(&client, &world.connect(&colleague.email, &world.pod.id).await.access).await;
}

#[tokio::test]
async fn grants_end_when_the_identity_provider_signs_the_person_out() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let scim = Scim::make(server, &account).await;
    let patch = |path: &str, value: Value| json!({ "Operations": [{ "op": "replace", "path": path, "value": value }] });
    for (path, value) in [
        ("active", json!(false)),
        ("emails[type eq \"work\"].value", json!(format!("{}@people.example", unique("new")))),
    ] {
        let person = join(server, &account.key, "member", &[&pod.id]).await;
        let app = OauthApp::register(server).await;
        let tokens = app.connect(&person.email, 1, &[]).await;
        assert_eq!(reads(server, &tokens.access).await, 200);
        let user = format!("/scim/v2/Users/{}", person.id);
        server.patch(&user).key(&scim.token).json(patch(path, value)).send().await.expect(200);
        assert_eq!(reads(server, &tokens.access).await, 401, "{path}");
        app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
    }
}

#[tokio::test]
async fn grants_of_an_owner_who_is_replaced_end_and_those_of_one_who_moves_stay() {
    let server = Server::shared();
    for by_owner in [true, false] {
        let (account, owner) = owned(server).await;
        let app = OauthApp::register(server).await;
        let tokens = app.connect(&owner.email, 1, &[]).await;
        assert_eq!(reads(server, &tokens.access).await, 200);
        let set = json!({ "email": format!("{}@people.example", unique("new")) });
        let key = if by_owner { &owner.session } else { &account.key };
        let done = server.post("/v1/account/recovery-email").key(key).json(set).send().await;
        done.expect(200);
        assert_eq!(reads(server, &tokens.access).await, if by_owner { 200 } else { 401 });
    }
}

#[tokio::test]
async fn a_person_has_at_most_a_hundred_grants_and_what_is_over_is_swept() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (account, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    app.connect(&owner.email, 1, &[]).await;
    let client_id = app.client_id;
    drop(server);
    let copies = "const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all('oauth_grant').map((column) => column.name);
        const rest = columns.filter((name) => name !== 'id').join();
        for (let at = 0; at < 99; at++) db.exec(`INSERT INTO oauth_grant (id, ${rest}) SELECT 'ogr_copy' || ${at}, ${rest} FROM oauth_grant LIMIT 1`);";
    in_databases(state.path(), "oauth_grant", copies);
    let server = Server::start_in(state.path(), &[]);
    let app = OauthApp::new(&server, &client_id, CALLBACK);
    // The list of sent mail is that of this server.
    let consent = app.consent(&owner.email, 1, &[]).await;
    let refused = consent.allow(None, &[]).await;
    assert!(refused.status == 403 && refused.header("location").is_none(), "{refused}");
    let id = text(&grants(&server, &owner.session).await[0]["id"]);
    server.delete(&format!("/v1/oauth/grants/{id}")).key(&account.key).send().await.expect(200);
    answered(&consent.allow(None, &[]).await, "code").unwrap();

    server.set_clock(in_a_while(TimeDelta::days(31))).await;
    assert_eq!(server.get(CRON).send().await.status, 200);
    drop(server);
    let count = "for (const table of ['oauth_grant', 'oauth_token', 'oauth_request', 'oauth_device'])
        console.log(db.prepare(`SELECT count(*) AS count FROM ${table}`).get().count);";
    let counts = in_databases(state.path(), "oauth_grant", count);
    assert!(counts.split_whitespace().all(|count| count == "0"), "{counts}");
}

#[tokio::test]
async fn the_authorization_server_is_at_the_deployment_s_own_host_only() {
    let server = Server::start(&[("BASE_DOMAIN", "apps.example")]);
    let (account, owner) = owned(&server).await;
    let label = unique("acme");
    let made = server.post("/v1/pods").key(&account.key).json(json!({ "slug": label })).send().await.expect(201);
    let host = format!("{label}.apps.example");
    let scoped = scoped_key(&server, &account.key, &text(&made["pod_id"]), vec!["keys:read"]).await;
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource/mcp"] {
        server.get(path).header("host", &host).send().await.expect_error(404, "not_found");
    }
    for path in ["/device", "/oauth/authorize?client_id=x"] {
        assert_eq!(server.get(path).header("host", &host).send().await.status, 404, "{path}");
    }
    let app = OauthApp::register(&server).await;
    let allowed = app.consent(&owner.email, 1, &[]).await.allow(made["pod_id"].as_str(), &[]).await;
    let tokens = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);
    let introspect = server.post("/oauth/introspect").header("host", &host).key(&scoped).json(json!({ "token": "x" }));
    introspect.send().await.expect_error(404, "not_found");
    // As a key of the tenant does.
    server.get("/v1/email/addresses").header("host", &host).key(&tokens.access).send().await.expect(200);
    let other = unique("other");
    server.post("/v1/pods").key(&account.key).json(json!({ "slug": other })).send().await.expect(201);
    let elsewhere = server.get("/v1/email/addresses").header("host", &format!("{other}.apps.example"));
    elsewhere.key(&tokens.access).send().await.expect_error(403, "wrong_tenant");
}

#[tokio::test]
async fn the_end_of_a_grant_that_was_interrupted_is_finished_by_the_next_request() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (account, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    let client_id = app.client_id;
    let id = text(&grants(&server, &owner.session).await[0]["id"]);
    drop(server);
    // As after a request that has stored the end, and has not told the pod of it.
    let end = "for (const table of ['oauth_grant', 'oauth_token']) db.exec(`UPDATE ${table} SET expires_at = unixepoch() * 1000 - 1000`);";
    in_databases(state.path(), "oauth_grant", end);
    let server = Server::start_in(state.path(), &[]);
    let app = OauthApp::new(&server, &client_id, CALLBACK);
    assert_eq!(grants(&server, &owner.session).await, Vec::<Value>::new());
    app.refresh(&tokens.refresh).await.expect_error(400, "invalid_grant");
    let path = format!("/v1/oauth/grants/{id}");
    server.delete(&path).key(&owner.session).send().await.expect(200);
    server.delete(&path).key(&owner.session).send().await.expect_error(404, "not_found");
    let log = server.get("/v1/audit?action=oauth_grant.ended").key(&account.key).send().await.expect(200);
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
}

#[tokio::test]
async fn a_grant_that_many_requests_end_at_once_ends_once() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    assert_eq!(reads(server, &tokens.access).await, 200);
    let id = text(&grants(server, &owner.session).await[0]["id"]);
    let path = format!("/v1/oauth/grants/{id}");
    let replies = join_all((0..5).map(|_| server.delete(&path).key(&owner.session).send())).await;
    assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 404)));
    assert_eq!(reads(server, &tokens.access).await, 401);
    let log = server.get("/v1/audit?action=oauth_grant.ended").key(&account.key).send().await.expect(200);
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
}

#[tokio::test]
async fn the_tokens_of_a_suspended_environment_do_not_work_and_come_back_with_it() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let app = OauthApp::register(server).await;
    let allowed = app.consent(&owner.email, 1, &[]).await.allow(Some(&pod.id), &[]).await;
    let tokens = Tokens::of(&app.exchange(&answered(&allowed, "code").unwrap(), &[]).await);
    let is_active = async |token: &str| {
        let asked = server.post("/oauth/introspect").key(&account.key).json(json!({ "token": token }));
        asked.send().await.expect(200)["active"] == true
    };
    assert_eq!((reads(server, &tokens.access).await, is_active(&tokens.access).await), (200, true));
    let path = format!("/v1/pods/{}", pod.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    assert_eq!((reads(server, &tokens.access).await, is_active(&tokens.access).await), (403, false));
    let fresh = Tokens::of(&app.refresh(&tokens.refresh).await);
    assert_eq!((reads(server, &fresh.access).await, is_active(&fresh.access).await), (403, false));
    server.post(&format!("{path}/resume")).key(&account.key).send().await.expect(200);
    assert_eq!((reads(server, &fresh.access).await, is_active(&fresh.access).await), (200, true));
}

#[tokio::test]
async fn a_grant_has_ten_access_tokens_and_ends_after_a_year() {
    let server = Server::start(&[]);
    let (_, owner) = owned(&server).await;
    let app = OauthApp::register(&server).await;
    let first = app.connect(&owner.email, 1, &[]).await;
    let mut latest = first.clone();
    for _ in 0..10 {
        latest = Tokens::of(&app.refresh(&latest.refresh).await);
    }
    assert_eq!((reads(&server, &first.access).await, reads(&server, &latest.access).await), (401, 200));
    for days in (29..365).step_by(28) {
        server.set_clock(in_a_while(TimeDelta::days(days))).await;
        latest = Tokens::of(&app.refresh(&latest.refresh).await);
    }
    server.set_clock(in_a_while(TimeDelta::days(366))).await;
    app.refresh(&latest.refresh).await.expect_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_request_without_a_valid_token_is_told_where_a_client_gets_one() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&owner.email, 1, &[]).await;
    let metadata = format!("resource_metadata=\"{}/.well-known/oauth-protected-resource\"", server.url());
    let challenge = async |path: &str, token: Option<&str>| {
        let request = server.get(path);
        let reply = match token {
            Some(token) => request.key(token).send().await,
            None => request.send().await,
        };
        reply.expect_error(401, "unauthorized");
        reply.header("www-authenticate").unwrap().to_owned()
    };
    for path in ["/v1/email/addresses", "/v1/account/me"] {
        assert_eq!(challenge(path, None).await, format!("Bearer {metadata}"));
        assert_eq!(
            challenge(path, Some("al_oat_made-up")).await,
            format!("Bearer error=\"invalid_token\", {metadata}")
        );
    }
    server.form("/oauth/revoke", &[("token", &*tokens.access)]).await.expect(200);
    for path in ["/v1/email/addresses", "/v1/pods"] {
        assert!(challenge(path, Some(&tokens.access)).await.contains("error=\"invalid_token\""), "{path}");
    }
    server.get("/v1/account/me").key(&account.key).send().await.expect(200);
}
