//! Hosts of tenants: `<slug>.<BASE_DOMAIN>`.

use std::process::Command;
use std::sync::LazyLock;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::cost::cost;
use crate::master_keys::{SECOND, retired};
use crate::members::{Person, join, owned};
use crate::sessions::letters;
use crate::support::{Account, PodKey, Reply, Request, Server, TEST_MASTER_KEY, text, unique};

const BASE: &str = "apps.example";
const OPERATOR: &str = "the operator's token";
const READ: &str = "/v1/email/addresses";

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start(&[("BASE_DOMAIN", BASE), ("ADMIN_TOKEN", OPERATOR)]));

/// An account with an owner who has signed in, and two tenants.
struct World<'a> {
    server: &'a Server,
    account: Account,
    owner: Person,
    acme: PodKey,
    other: PodKey,
    /// The labels of both.
    labels: [String; 2],
}

/// A session that began at the host of a tenant.
struct Bound {
    session: String,
    token: String,
}

impl<'a> World<'a> {
    async fn make(server: &'a Server) -> Self {
        let (account, owner) = owned(server).await;
        let labels = [unique("acme"), unique("other")];
        let make = async |slug: &str| {
            let new = json!({ "slug": slug });
            let made = server.post("/v1/pods").key(&account.key).json(new).send().await.expect(201);
            PodKey { id: text(&made["pod_id"]), key: text(&made["api_key"]) }
        };
        let (acme, other) = (make(&labels[0]).await, make(&labels[1]).await);
        Self { server, account, owner, acme, other, labels }
    }

    /// A request to the host of the first tenant.
    fn here(&self, method: &str, path: &str) -> Request {
        self.at(&self.labels[0], method, path)
    }

    fn at(&self, label: &str, method: &str, path: &str) -> Request {
        self.server.request(method, path).header("host", &format!("{label}.{BASE}"))
    }

    async fn read(&self, key: &str) -> Reply {
        self.here("GET", READ).key(key).send().await
    }

    async fn set_disabled(&self, disabled: bool) {
        let path = format!("/admin/tenants/{}", self.acme.id);
        let change = json!({ "disabled": disabled });
        self.server.patch(&path).key(&self.account.key).json(change).send().await.expect(200);
    }

    /// The path of the so many-th link that is sent to an address from the host of the first tenant.
    async fn link(&self, email: &str, count: usize) -> String {
        let ask = self.here("POST", "/v1/auth/login").json(json!({ "email": email }));
        ask.send().await.expect(200);
        let host = format!("{}.{BASE}", self.labels[0]);
        let letters = letters(self.server, email, &host, count).await;
        let link = letters.split_whitespace().filter(|word| word.contains(&host)).nth(count - 1).unwrap();
        link[link.find("/sign-in").unwrap()..].to_owned()
    }

    async fn press(&self, link: &str) -> Reply {
        let (page, form) = link.split_once('?').unwrap();
        let form_type = "application/x-www-form-urlencoded";
        self.here("POST", page).header("content-type", form_type).body(form).send().await
    }

    /// The owner, signed in at the host of the first tenant.
    async fn bound(&self, count: usize) -> Bound {
        let link = self.link(&self.owner.email, count).await;
        let reply = self.press(&link).await;
        assert_eq!(reply.status, 303, "{reply}");
        let fragment = reply.header("location").unwrap().strip_prefix("/dashboard#session=").unwrap();
        let (session, token) = fragment.split_once("&tenant_token=").unwrap();
        Bound { session: session.to_owned(), token: token.to_owned() }
    }
}

/// The part of a token, decoded.
fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

/// Another implementation of Ed25519: that of Node.js. Prints the value of an expression, as text.
fn node(expression: &str, arguments: &[&str]) -> String {
    let script = format!("const c = require('crypto'); const a = process.argv.slice(1); console.log({expression})");
    let run = Command::new("node").arg("-e").arg(script).arg("--").args(arguments).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

/// The token with other claims or another header, signed by a key that is not the deployment's.
fn forged(header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", encoded(header), encoded(claims));
    let sign = "c.sign(null, Buffer.from(a[0]), c.generateKeyPairSync('ed25519').privateKey).toString('base64url')";
    format!("{signed}.{}", node(sign, &[&signed]))
}

#[tokio::test]
async fn a_name_nobody_has_a_disabled_one_and_a_deeper_one_are_closed() {
    let world = World::make(&SERVER).await;
    let [label, _] = &world.labels;
    for path in ["/health", "/", "/api", "/console", "/.well-known/jwks.json"] {
        assert_eq!(world.here("GET", path).send().await.status, 200, "{path}");
    }
    assert_eq!(world.here("OPTIONS", READ).send().await.status, 204);
    for host in [BASE.to_owned(), format!("my{BASE}")] {
        SERVER.get("/health").header("host", &host).send().await.expect(200);
    }
    let closed = async |host: &str| {
        let ask = |method: &str, path: &str| SERVER.request(method, path).header("host", host);
        let mut replies = vec![ask("OPTIONS", READ).send().await];
        for path in ["/health", "/", "/.well-known/jwks.json", "/v1/usage", READ, "/api/v1/inboxes", "/admin/tenants"] {
            replies.push(ask("GET", path).send().await);
            for key in [&*world.other.key, &world.account.key, "al_pod_invented", OPERATOR] {
                replies.push(ask("GET", path).key(key).send().await);
            }
        }
        let mail = json!({ "email": world.owner.email });
        replies.push(ask("POST", "/v1/auth/login").json(mail).send().await);
        for reply in replies {
            reply.expect_error(404, "unknown_host");
        }
        let page = ask("GET", "/sign-in?token=x").header("accept", "text/html").send().await;
        assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")), "{page}");
    };
    closed(&format!("{}.{BASE}", unique("nobody"))).await;
    closed(&format!("UPPER_case.{BASE}")).await;
    let deeper = format!("www.{label}.{BASE}");
    closed(&deeper).await;
    SERVER.get(READ).header("host", &deeper).key(&world.acme.key).send().await.expect_error(404, "unknown_host");

    world.set_disabled(true).await;
    closed(&format!("{label}.{BASE}")).await;
    world.read(&world.acme.key).await.expect_error(403, "pod_suspended");
    world.set_disabled(false).await;
    world.read(&world.acme.key).await.expect(200);
    let path = format!("/v1/pods/{}?purge=true", world.acme.id);
    SERVER.delete(&path).key(&world.account.key).send().await.expect(200);
    closed(&format!("{label}.{BASE}")).await;
}

#[tokio::test]
async fn a_key_of_another_tenant_is_refused_there() {
    let world = World::make(&SERVER).await;
    let stranger = World::make(&SERVER).await;
    let scim = SERVER.post("/v1/scim/tokens").key(&world.account.key).json(json!({})).send().await.expect(201);
    let scim = text(&scim["token"]);
    let others = [&world.other.key, &world.account.key, &stranger.acme.key, &stranger.account.key, &scim];
    for path in [READ, "/api/v1/inboxes", "/v1/trust/score?agent_id=me", "/v1/usage", "/admin/tenants"] {
        for key in others {
            world.here("GET", path).key(key).send().await.expect_error(403, "wrong_tenant");
        }
        world.here("GET", path).key(&stranger.owner.session).send().await.expect_error(403, "wrong_tenant");
    }
    world.here("GET", "/admin/tenants").key(OPERATOR).send().await.expect_error(403, "wrong_tenant");
    world.here("GET", "/admin/master-keys").key(OPERATOR).send().await.expect_error(403, "wrong_tenant");
    let once = world.here("POST", "/api/v1/inboxes").key(&world.other.key).header("idempotency-key", "k");
    once.json(json!({})).send().await.expect_error(403, "wrong_tenant");

    for key in [&world.acme.key, &world.owner.session] {
        let inboxes = world.here("GET", "/api/v1/inboxes").key(key).send().await.expect(200);
        assert_eq!(inboxes["count"], 0);
        world.read(key).await.expect(200);
        let elsewhere = world.here("GET", READ).key(key).header("x-environment", &world.other.id);
        elsewhere.send().await.expect_error(400, "invalid_request");
        world.here("GET", READ).key(key).header("x-environment", &world.acme.id).send().await.expect(200);
    }
    world.read("al_pod_invented").await.expect_error(401, "unauthorized");
    world.here("GET", READ).send().await.expect_error(401, "unauthorized");
    // The deployment's own host knows all of them.
    for key in [&world.acme.key, &world.other.key, &world.account.key] {
        SERVER.get(READ).key(key).send().await.expect(200);
    }
}

#[tokio::test]
async fn a_warm_read_at_a_tenants_host_is_one_call_and_no_query() {
    let world = World::make(&SERVER).await;
    world.read(&world.acme.key).await.expect(200);
    for _ in 0..3 {
        let reply = world.read(&world.acme.key).await;
        reply.expect(200);
        assert_eq!(cost(&reply), "d1=0 kv=0 r2=0 do=1", "{reply}");
    }
}

#[tokio::test]
async fn a_session_that_began_at_a_tenants_host_works_nowhere_else() {
    let world = World::make(&SERVER).await;
    let bound = world.bound(1).await;
    let inboxes = world.here("GET", "/api/v1/inboxes").key(&bound.session).send().await.expect(200);
    assert_eq!(inboxes["count"], 0, "those of the tenant, not of the default one");
    world.read(&bound.session).await.expect(200);
    world.here("GET", READ).key(&bound.session).header("x-tenant-token", &bound.token).send().await.expect(200);
    // It acts in the tenant, not for the account.
    for (method, path) in
        [("GET", "/v1/pods"), ("GET", "/admin/tenants"), ("POST", "/v1/auth/keys/rotate"), ("GET", "/v1/push/key")]
    {
        world.here(method, path).key(&bound.session).send().await.expect_error(403, "pod_auth_forbidden");
    }

    for path in [READ, "/api/v1/inboxes", "/v1/pods", "/v1/auth/sessions"] {
        for environment in [None, Some(&*world.acme.id), Some(&*world.account.account_id)] {
            let request = SERVER.get(path).key(&bound.session).header("x-tenant-token", &bound.token);
            let request = environment.iter().fold(request, |request, id| request.header("x-environment", id));
            request.send().await.expect_error(403, "wrong_tenant");
        }
        let other = world.at(&world.labels[1], "GET", path).key(&bound.session);
        other.send().await.expect_error(403, "wrong_tenant");
    }
    let leave = world.here("DELETE", "/v1/auth/sessions/current").key(&bound.session);
    leave.send().await.expect(200);
    world.read(&bound.session).await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn people_sign_in_at_a_tenants_host_if_they_act_in_the_tenant() {
    let world = World::make(&SERVER).await;
    let member = join(&SERVER, &world.account.key, "member", &[&world.acme.id]).await;
    let elsewhere = join(&SERVER, &world.account.key, "member", &[&world.other.id]).await;
    world.read(&member.session).await.expect(200);
    world.read(&elsewhere.session).await.expect_error(403, "wrong_tenant");

    // A second account of the same address is no choice here.
    let second = SERVER.register(None).await;
    let recovery = json!({ "email": world.owner.email });
    SERVER.post("/v1/account/recovery-email").key(&second.key).json(recovery).send().await.expect(200);
    let link = world.link(&world.owner.email, 1).await;
    let page = world.here("GET", &link).send().await.text();
    assert!(page.contains(&world.account.account_id) && !page.contains(&second.account_id), "{page}");
    let session = text(&json!(world.press(&link).await.header("location").unwrap()));
    assert!(session.contains("&tenant_token="), "{session}");

    // A link that was asked for elsewhere is cut here, too.
    let ask = async |email: &str, count: usize| {
        SERVER.post("/v1/auth/login").json(json!({ "email": email })).send().await.expect(200);
        let letters = letters(&SERVER, email, "/sign-in?token=", count).await;
        let link = letters.split_whitespace().filter(|word| word.contains("/sign-in?token=")).nth(count - 1).unwrap();
        link[link.find("/sign-in").unwrap()..].to_owned()
    };
    let foreign = ask(&elsewhere.email, 1).await;
    assert_eq!(world.here("GET", &foreign).send().await.status, 400);
    assert_eq!(world.press(&foreign).await.status, 400);
    let mut tokens = vec![world.link(&member.email, 1).await];
    tokens.push(ask(&member.email, 2).await);
    for link in tokens {
        let reply = world.press(&link).await;
        assert!(reply.header("location").unwrap().contains("&tenant_token="), "{reply}");
    }
}

#[tokio::test]
async fn a_token_names_its_session_and_is_nothing_alone() {
    let world = World::make(&SERVER).await;
    let (bound, again) = (world.bound(1).await, world.bound(2).await);
    let keys = world.here("GET", "/.well-known/jwks.json").send().await.expect(200);
    assert_eq!(keys, SERVER.get("/.well-known/jwks.json").send().await.expect(200));
    let (header, claims) = (part(&bound.token, 0), part(&bound.token, 1));
    assert_eq!((&header["alg"], &header["kid"]), (&json!("EdDSA"), &keys["keys"][0]["kid"]));
    let (signed, signature) = bound.token.rsplit_once('.').unwrap();
    let verify = "c.verify(null, Buffer.from(a[1]), c.createPublicKey({ key: JSON.parse(a[0]), format: 'jwk' }), Buffer.from(a[2], 'base64url'))";
    assert_eq!(node(verify, &[&keys["keys"][0].to_string(), signed, signature]), "true");

    let sessions = SERVER.get("/v1/auth/sessions").key(&world.account.key).send().await.expect(200);
    let session = sessions["sessions"].as_array().unwrap().iter().find(|session| session["id"] == claims["sid"]);
    let session = session.expect("the session that the token names");
    assert_eq!((&claims["sub"], &session["member_id"]), (&json!(world.owner.id), &json!(world.owner.id)));
    let (_, tenant) = world.acme.id.split_once('_').unwrap();
    assert_eq!((&claims["tenant"], &claims["iss"]), (&json!(tenant), &json!(SERVER.url())));
    assert_eq!(claims["aud"], format!("{}.{BASE}", world.labels[0]));
    let ends = chrono::DateTime::parse_from_rfc3339(session["expires_at"].as_str().unwrap()).unwrap();
    assert_eq!(claims["exp"], ends.timestamp());

    let send = async |path: &str, session: Option<&str>, token: &str| {
        let request = world.here("GET", path).header("x-tenant-token", token);
        session.iter().fold(request, |request, session| request.key(session)).send().await
    };
    let mut longer = claims.clone();
    longer["exp"] = json!(claims["exp"].as_i64().unwrap() + 1_000);
    let swapped = format!("{}.{}.{signature}", encoded(&header), encoded(&longer));
    let bare = format!("{}.{}.", encoded(&json!({ "alg": "none", "kid": header["kid"] })), encoded(&claims));
    let mut renamed = header.clone();
    renamed["alg"] = json!("none");
    let unsigned = format!("{}.{}.{signature}", encoded(&renamed), encoded(&claims));
    for path in [READ, "/api/v1/inboxes"] {
        send(path, Some(&bound.session), &bound.token).await.expect(200);
        send(path, None, &bound.token).await.expect_error(401, "unauthorized");
        send(path, Some(&again.session), &bound.token).await.expect_error(401, "unauthorized");
        send(path, Some(&world.acme.key), &bound.token).await.expect_error(401, "unauthorized");
        for bad in [&forged(&header, &claims), &swapped, &bare, &unsigned, "", "a.b.c", &"x".repeat(6_000)] {
            send(path, Some(&bound.session), bad).await.expect_error(401, "unauthorized");
        }
    }
    let end = format!("/v1/auth/sessions/{}", text(&claims["sid"]));
    SERVER.delete(&end).key(&world.account.key).send().await.expect(200);
    for path in [READ, "/api/v1/inboxes"] {
        send(path, Some(&bound.session), &bound.token).await.expect_error(401, "unauthorized");
        send(path, Some(&again.session), &again.token).await.expect(200);
    }
}

#[tokio::test]
async fn disabling_a_tenant_closes_the_next_request() {
    let world = World::make(&SERVER).await;
    let bound = world.bound(1).await;
    let session = &world.owner.session;
    for key in [&world.acme.key, &bound.session, session] {
        world.read(key).await.expect(200);
        world.here("GET", "/api/v1/inboxes").key(key).send().await.expect(200);
    }
    world.here("GET", "/health").send().await.expect(200);
    world.set_disabled(true).await;
    for key in [&world.acme.key, &bound.session, session] {
        world.read(key).await.expect_error(403, "pod_suspended");
        world.here("GET", "/api/v1/inboxes").key(key).send().await.expect_error(403, "pod_suspended");
    }
    world.here("GET", "/health").send().await.expect_error(404, "unknown_host");
    world.read(&world.other.key).await.expect_error(404, "unknown_host");
    let link = world.here("POST", "/v1/auth/login").json(json!({ "email": world.owner.email }));
    link.send().await.expect_error(404, "unknown_host");
}

#[tokio::test]
async fn the_key_of_tokens_changes_with_the_master_key() {
    let state = tempfile::tempdir().unwrap();
    let start = |keys: &str| Server::start_in(state.path(), &[("MASTER_KEY", keys), ("BASE_DOMAIN", BASE), PUBLIC]);
    const PUBLIC: (&str, &str) = ("PUBLIC_URL", "http://warren.example");
    let server = start(TEST_MASTER_KEY);
    let world = World::make(&server).await;
    let bound = world.bound(1).await;
    let World { account, acme, labels, .. } = world;
    server.kill();

    let read = async |server: &Server, session: &str, token: Option<&str>| {
        let request = server.get("/api/v1/inboxes").header("host", &format!("{}.{BASE}", labels[0])).key(session);
        token.iter().fold(request, |request, token| request.header("x-tenant-token", token)).send().await
    };
    let kids = async |server: &Server| {
        let keys = server.get("/.well-known/jwks.json").send().await.expect(200);
        keys["keys"].as_array().unwrap().iter().map(|key| text(&key["kid"])).collect::<Vec<_>>()
    };
    let server = start(&format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    assert_eq!(kids(&server).await, ["2", "1"]);
    read(&server, &bound.session, Some(&bound.token)).await.expect(200);
    server.kill();

    let server = start(&format!("2:{SECOND},{}", retired()));
    assert_eq!(kids(&server).await, ["2"]);
    read(&server, &bound.session, None).await.expect(200);
    read(&server, &bound.session, Some(&bound.token)).await.expect_error(401, "unauthorized");
    drop((account, acme));
}
