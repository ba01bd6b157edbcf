//! Every stranger at every door.
//!
//! Each operation of the API is tried by everybody who must not get anywhere with it, and then by the one who may. An
//! operation without a fixture here fails the test.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use serde_json::{Value, json};

use warren::wire::{Caller, Dialect, Operation, Permission};

use crate::support::world::{Scim, Things, is_open, operations, prepare, scoped_key, told, with_only, with_others};
use crate::support::{Account, Fixture, PodKey, Reply, Server, text, unique};

/// Operations that need no credential.
const OPEN: &[&str] = &[
    "welcome",
    "health",
    "document",
    "robots",
    "create_key",
    "create_key_alias",
    "register_agent",
    "sign_in",
    "verify_sign_in",
    "get_public_keys",
    "get_profile",
    "get_agent_card",
    "get_deployment_card",
    "subscribe",
    "get_scim_service_provider_config",
    "list_scim_resource_types",
    "get_scim_resource_type",
    "list_scim_schemas",
    "get_scim_schema",
    "store_seed",
    "request_recovery",
    "verify_recovery",
    // With the operator's token instead: see `usage`.
    "update_account",
    "get_income",
    "get_master_keys",
    "reseal_pods",
];

/// Operations that tell a foreign address from one that nobody has. Addresses are public: whoever sends mail to one learns
/// the same. This list may only shrink.
const TELLS_ADDRESSES: [&str; 5] = ["claim_address", "create_email", "create_inbox", "list_messages", "list_inbox"];

/// One account with a pod that everybody is after, and those who are after it.
struct World {
    server: &'static Server,
    owner: Account,
    things: Things,
    sibling: PodKey,
    stranger: Account,
    strangers_pod: PodKey,
    strangers_scim: Scim,
    suspended: PodKey,
    revoked: PodKey,
    rotated_away: String,
}

impl World {
    /// `provisioned`: both accounts have an identity provider.
    async fn make(provisioned: bool) -> Self {
        let server = Server::shared();
        let mut owner = server.register(Some(&unique("owner"))).await;
        let pod = server.create_pod(&owner).await;
        let sibling = server.create_pod(&owner).await;
        let stranger = server.register(Some(&unique("stranger"))).await;
        let strangers_pod = server.create_pod(&stranger).await;
        let recovery = json!({ "email": format!("{}@people.example", unique("owner")) });
        server.post("/v1/account/recovery-email").key(&owner.key).json(recovery).send().await.expect(200);
        prepare(server, &owner).await;
        let mut things = Things::make(server, &owner, &pod).await;
        let mut strangers_scim = Scim::default();
        if provisioned {
            things.scim = Scim::make(server, &owner).await;
            strangers_scim = Scim::make(server, &stranger).await;
        }
        things.member = text(&server.get("/v1/members").key(&owner.key).send().await.expect(200)["members"][0]["id"]);
        things.assign(server, &owner).await;

        let suspended = server.create_pod(&owner).await;
        server.delete(&format!("/v1/pods/{}", suspended.id)).key(&owner.key).send().await.expect(200);
        let revoked = server.create_pod(&owner).await;
        server.post(&format!("/v1/pods/{}/keys", revoked.id)).key(&owner.key).send().await.expect(201);
        let rotated = server.post("/v1/auth/keys/rotate").key(&owner.key).send().await.expect(200);
        let rotated_away = std::mem::replace(&mut owner.key, text(&rotated["api_key"]));
        Self {
            server,
            owner,
            things,
            sibling,
            stranger,
            strangers_pod,
            strangers_scim,
            suspended,
            revoked,
            rotated_away,
        }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>, key: Option<&str>) -> Reply {
        let mut request = self.server.request(method, path);
        if let Some(key) = key {
            request = request.key(key);
        }
        match body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    /// Keys of the pod that differ from what an operation needs.
    async fn scoped_keys(&self, permission: Option<Permission>) -> ScopedKeys {
        let Some(permission) = permission else {
            return ScopedKeys { only: self.things.pod.key.clone(), without: self.things.pod.key.clone() };
        };
        let key = async |permissions| scoped_key(self.server, &self.owner.key, &self.things.pod.id, permissions).await;
        ScopedKeys { only: key(with_only(permission)).await, without: key(with_others(permission)).await }
    }

    /// A reply tells a stranger nothing: it is that of a thing that never existed, or at least says nothing of ours.
    async fn gets_nothing(&self, operation: &str, method: &str, fixture: &Fixture, key: &str) {
        let body = fixture.body.as_ref();
        let reply = self.ask(method, &fixture.path, body, Some(key)).await;
        if let Some(ghost) = &fixture.ghost {
            let ghost = self.ask(method, ghost, body, Some(key)).await;
            assert!(reply.status >= 400, "{operation}: {reply}");
            assert_eq!((reply.status, told(&reply)), (ghost.status, told(&ghost)), "{operation}: {reply}");
        }
        if TELLS_ADDRESSES.contains(&operation) {
            assert!(matches!(reply.status, 403 | 409), "{operation}: {reply}");
        }
        // The account's own log names its invitations.
        let is_own_log = operation == "list_audit" && key == self.owner.key;
        for secret in self.things.secrets().filter(|secret| !(is_own_log && *secret == self.things.invitation)) {
            assert!(!reply.text().contains(secret), "{operation} told a stranger {secret}: {reply}");
        }
    }
}

/// A key with one permission, and one with all others.
struct ScopedKeys {
    only: String,
    without: String,
}

#[test]
fn the_operations_that_need_no_key_are_known() {
    let open: BTreeSet<_> = operations().filter(|operation| is_open(operation)).map(|operation| operation.id).collect();
    assert_eq!(open, OPEN.iter().copied().collect::<BTreeSet<_>>());
}

#[tokio::test]
async fn no_stranger_gets_anywhere_with_any_operation() {
    let closed = operations().filter(|operation| !is_open(operation));
    futures_util::stream::iter(closed).for_each_concurrent(8, everybody_tries).await;
}

/// SCIM has errors of its own, without our codes.
#[track_caller]
fn refused(operation: &Operation, reply: &Reply, status: u16, code: &str) {
    match operation.dialect {
        Dialect::Scim => assert_eq!(reply.expect(status)["status"], status.to_string()),
        Dialect::Json | Dialect::Page => drop(reply.expect_error(status, code)),
    }
}

/// Strangers first: that the one who may still can is the proof that they changed nothing.
async fn everybody_tries(operation: &Operation) {
    let (id, method) = (operation.id, format!("{:?}", operation.method));
    let world = World::make(id.contains("scim")).await;
    let fixture = world.things.fixture(id).unwrap_or_else(|| panic!("no fixture for {id}: add one"));
    let (path, body) = (&fixture.path, fixture.body.as_ref());
    for (key, status, code) in [
        (None, 401, "unauthorized"),
        (Some("al_live_nonsense"), 401, "unauthorized"),
        (Some(&*world.rotated_away), 401, "unauthorized"),
        (Some(&*world.revoked.key), 401, "unauthorized"),
        (Some(&*world.suspended.key), 403, "pod_suspended"),
    ] {
        refused(operation, &world.ask(&method, path, body, key).await, status, code);
    }
    let scoped = world.scoped_keys(operation.permission).await;
    let mine = if operation.runs_in_pod {
        for key in [&world.owner.key, &world.sibling.key, &world.stranger.key, &world.strangers_pod.key] {
            world.gets_nothing(id, &method, &fixture, key).await;
        }
        if operation.permission.is_some() {
            world.ask(&method, path, body, Some(&scoped.without)).await.expect_error(403, "missing_scope");
        }
        &scoped.only
    } else if matches!(operation.caller, Caller::Pod | Caller::AnyoneOrKey) {
        for key in [&world.sibling.key, &world.stranger.key, &world.strangers_pod.key] {
            world.gets_nothing(id, &method, &fixture, key).await;
        }
        world.ask(&method, path, body, Some(&scoped.without)).await.expect_error(403, "missing_scope");
        // A pod's key has access to the keys that it made.
        if id.ends_with("_pod_key") { &world.owner.key } else { &scoped.only }
    } else if operation.caller == Caller::Scim {
        for key in [&world.owner.key, &world.things.pod.key, &world.stranger.key] {
            refused(operation, &world.ask(&method, path, body, Some(key)).await, 401, "unauthorized");
        }
        world.gets_nothing(id, &method, &fixture, &world.strangers_scim.token).await;
        &world.things.scim.token
    } else {
        for pod in [&world.things.pod, &world.sibling, &world.strangers_pod] {
            world.ask(&method, path, body, Some(&pod.key)).await.expect_error(403, "pod_auth_forbidden");
        }
        world.gets_nothing(id, &method, &fixture, &world.stranger.key).await;
        &world.owner.key
    };
    let reply = world.ask(&method, path, body, Some(mine)).await;
    assert_eq!(reply.status, fixture.ok, "{id}: {reply}");
}
