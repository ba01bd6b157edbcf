//! Every stranger at every door.
//!
//! Each operation of the API is tried by everybody who must not get anywhere with it, and then by the one who may. An
//! operation without a fixture here fails the test.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::{Value, json};

use warren::wire::{Caller, Dialect, Operation, Permission};

use crate::support::world::{
    Scim, Things, closed_operations, is_open, operations, prepare, scoped_key, told, with_only, with_others,
};
use crate::support::{Account, Fixture, PodKey, Reply, Server, text, unique};

/// Operations that need no credential.
const OPEN: &[&str] = &[
    "welcome",
    "health",
    "document",
    "robots",
    "llms_index",
    "llms_full",
    "skill",
    "documentation",
    "get_mcp_card",
    "get_ai_catalog",
    "create_key",
    "create_key_alias",
    "register_agent",
    "sign_in",
    "verify_sign_in",
    "get_public_keys",
    "get_authorization_server",
    "get_protected_resource",
    "get_mcp_protected_resource",
    "register_client",
    "create_token",
    "revoke_token",
    "authorize_device",
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
    "create_operator_session",
    "end_operator_session",
    "list_accounts",
    "get_overview",
    "list_errors",
];

/// Operations that tell a foreign address from one that nobody has. Addresses are public: whoever sends mail to one learns
/// the same. This list may only shrink.
const TELLS_ADDRESSES: [&str; 5] = ["claim_address", "create_email", "create_inbox", "list_messages", "list_inbox"];

/// Operations that end what others need. Each is the last one in its world.
const LAST: [&str; 7] = [
    "rotate_key",
    "set_recovery_email",
    "delete_pod",
    "delete_environment",
    "delete_tenant",
    "delete_scim_group",
    "revoke_scim_token",
];

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
    /// Keys of the pod, by permission.
    scoped: BTreeMap<&'static str, ScopedKeys>,
}

impl World {
    async fn make(operations: &[&Operation]) -> Self {
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
        things.member = text(&server.get("/v1/members").key(&owner.key).send().await.expect(200)["members"][0]["id"]);
        things.assign(server, &owner).await;
        things.scim = Scim::make(server, &owner).await;
        let strangers_scim = Scim::make(server, &stranger).await;

        let suspended = server.create_pod(&owner).await;
        server.delete(&format!("/v1/pods/{}", suspended.id)).key(&owner.key).send().await.expect(200);
        let revoked = server.create_pod(&owner).await;
        server.post(&format!("/v1/pods/{}/keys", revoked.id)).key(&owner.key).send().await.expect(201);
        let rotated = server.post("/v1/auth/keys/rotate").key(&owner.key).send().await.expect(200);
        let rotated_away = std::mem::replace(&mut owner.key, text(&rotated["api_key"]));
        let mut scoped = BTreeMap::new();
        for permission in operations.iter().filter_map(|operation| operation.permission) {
            if !scoped.contains_key(<&str>::from(permission)) {
                let key = async |permissions| scoped_key(server, &owner.key, &things.pod.id, permissions).await;
                let (only, without) = (key(with_only(permission)).await, key(with_others(permission)).await);
                scoped.insert(permission.into(), ScopedKeys { only, without });
            }
        }
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
            scoped,
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

    /// A key with the permission that an operation needs only, and one with all others. If it needs none, one without restriction.
    fn scoped_keys(&self, permission: Option<Permission>) -> (&str, &str) {
        let keys = permission.map(|permission| &self.scoped[<&str>::from(permission)]);
        keys.map_or((&self.things.pod.key, &self.things.pod.key), |keys| (&keys.only, &keys.without))
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

/// A key with one permission only, and one with all others.
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
    let (last, others): (Vec<_>, Vec<_>) = closed_operations().into_iter().partition(|one| LAST.contains(&one.id));
    assert_eq!(last.len(), LAST.len());
    join_all(last.iter().enumerate().map(async |(place, last)| {
        let operations: Vec<_> = others.iter().skip(place).step_by(LAST.len()).chain([last]).copied().collect();
        let world = World::make(&operations).await;
        for operation in operations {
            everybody_tries(&world, operation).await;
        }
    }))
    .await;
}

/// SCIM has errors of its own, without our codes.
#[track_caller]
fn refused(operation: &Operation, reply: &Reply, status: u16, code: &str) {
    match operation.dialect {
        Dialect::Scim => assert_eq!(reply.expect(status)["status"], status.to_string()),
        Dialect::Json | Dialect::Page | Dialect::Mcp => drop(reply.expect_error(status, code)),
    }
}

/// Strangers first: that the one who may still can is the proof that they changed nothing.
async fn everybody_tries(world: &World, operation: &Operation) {
    let (id, method) = (operation.id, format!("{:?}", operation.method));
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
    let (with_only, with_others) = world.scoped_keys(operation.permission);
    let mine = if operation.runs_in_pod {
        for key in [&world.owner.key, &world.sibling.key, &world.stranger.key, &world.strangers_pod.key] {
            world.gets_nothing(id, &method, &fixture, key).await;
        }
        if operation.permission.is_some() {
            world.ask(&method, path, body, Some(with_others)).await.expect_error(403, "missing_scope");
        }
        with_only
    } else if matches!(operation.caller, Caller::Pod | Caller::AnyoneOrKey) {
        for key in [&world.sibling.key, &world.stranger.key, &world.strangers_pod.key] {
            world.gets_nothing(id, &method, &fixture, key).await;
        }
        if operation.permission.is_some() {
            world.ask(&method, path, body, Some(with_others)).await.expect_error(403, "missing_scope");
        }
        // A pod's key has access to the keys that it made.
        if id.ends_with("_pod_key") { &*world.owner.key } else { with_only }
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
