//! Every stranger at every door.
//!
//! Each operation of the API is tried by everybody who must not get anywhere with it, and then by the one who may. An
//! operation without a fixture here fails the test.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};

use strum::IntoEnumIterator;
use warren::api::OPERATIONS;
use warren::wire::{Caller, Dialect, Operation, Permission, Permissions};

use crate::support::{Account, PodKey, Reply, Server, text, unique};

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

const OPERATOR: &str = "operator@example.org";

/// One account with a pod that everybody is after, and those who are after it.
struct World {
    server: &'static Server,
    owner: Account,
    pod: PodKey,
    key_id: String,
    address: String,
    inbox: String,
    message: String,
    outgoing: String,
    draft: String,
    rule: String,
    member: String,
    invitation: String,
    event: String,
    webhook: String,
    delivery: String,
    thread: String,
    /// The name of a key in the vault, and the ciphertext it keeps.
    secret: (String, String),
    observation: String,
    device_code: String,
    user_code: String,
    stack: String,
    domain: String,
    /// A charge of the pod's, one that is held, and one that waits for approval.
    charge: String,
    hold: String,
    approval: String,
    /// Of the account, once it is provisioned.
    scim: Scim,
    sibling: PodKey,
    /// A deleted environment, and a job that moved its inboxes to the sibling.
    deleted: PodKey,
    job: String,
    stranger: Account,
    strangers_pod: PodKey,
    suspended: PodKey,
    revoked: PodKey,
    rotated_away: String,
}

/// What identity providers have and have made.
#[derive(Default)]
struct Scim {
    token: String,
    token_id: String,
    strangers_token: String,
    user: String,
}

/// A request to the pod that everybody is after.
struct Fixture {
    path: String,
    body: Option<Value>,
    /// The same request about things that never existed.
    ghost: Option<String>,
    /// What the one who may gets.
    ok: u16,
}

impl World {
    async fn make() -> Self {
        let server = Server::shared();
        let mut owner = server.register(Some(&unique("owner"))).await;
        let pod = server.create_pod(&owner).await;
        let sibling = server.create_pod(&owner).await;
        let stranger = server.register(Some(&unique("stranger"))).await;
        let strangers_pod = server.create_pod(&stranger).await;

        let local = unique("prey");
        let claimed = server.post("/v1/emails").key(&pod.key).json(json!({ "local_part": local })).send().await;
        let address = text(&claimed.expect(201)["address"]);
        let hook = json!({ "url": "https://hooks.example/", "address": address });
        let hook = server.post("/v1/email/webhooks").key(&pod.key).json(hook).send().await.expect(201);
        let webhook = text(&hook["id"]);
        let raw = format!("From: a@b.example\r\nMessage-ID: <{local}@b.example>\r\nSubject: {local}\r\n{ATTACHED}");
        server.deliver("a@b.example", &address, raw).await.expect(200);
        let inboxes = server.get("/api/v1/inboxes").key(&pod.key).send().await.expect(200);
        let listed = server.get(&format!("/v1/email/inbox?address={address}")).key(&pod.key).send().await.expect(200);
        let deliveries = format!("/v1/email/webhooks/{webhook}/deliveries");
        let deliveries = server.get(&deliveries).key(&pod.key).send().await.expect(200);
        let keys = server.get(&format!("/v1/pods/{}/keys", pod.id)).key(&owner.key).send().await.expect(200);
        let tomorrow: chrono::DateTime<chrono::Utc> =
            (std::time::SystemTime::now() + Duration::from_secs(86_400)).into();
        let mail = json!({ "from": address, "to": "a@b.example", "subject": local, "text": "t", "send_at": tomorrow });
        let sent = server.post("/v1/email/send").key(&pod.key).json(mail).send().await.expect(201);

        let mail = json!({ "from": address, "to": "a@b.example", "subject": local, "text": "t", "hold": true });
        let held = server.post("/v1/email/send").key(&pod.key).json(mail).send().await.expect(201);

        let rule = json!({ "address": address, "match": { "from": "spam.example" }, "action": "file" });
        let rule = server.post("/v1/email/rules").key(&pod.key).json(rule).send().await.expect(201);

        let secret = (unique("secret"), hex(&unique("ciphertext")));
        for name in [&secret.0, "deleted"] {
            let put = server.put(&format!("/v1/vault/{name}")).key(&pod.key);
            put.json(json!({ "ciphertext": secret.1 })).send().await.expect(201);
        }
        server.delete("/v1/vault/deleted").key(&pod.key).send().await.expect(200);
        let noted = json!({ "topic": "prey", "content": local });
        let noted = server.post("/v1/observations").key(&pod.key).json(noted).send().await.expect(201);

        let asked = json!({ "credential_type": "token", "service_name": local });
        let asked = server.post("/v1/credentials/request").key(&pod.key).json(asked).send().await.expect(201);
        let operator = json!({ "email": OPERATOR });
        server.post("/v1/account/operator-email").key(&owner.key).json(operator).send().await.expect(200);
        let domain = json!({ "domain": format!("{local}.example") });
        let stack = server.post("/v1/stack").key(&owner.key).json(domain).send().await.expect(201);
        let domain = json!({ "domain": format!("{local}.own.example") });
        let domain = server.post("/api/v1/domains").key(&pod.key).json(domain).send().await.expect(201);
        let event = json!({ "summary": local, "start": "2026-04-01", "end": "2026-04-02" });
        let event = server.post("/v1/calendar/events").key(&pod.key).json(event).send().await.expect(201);

        let limit = json!({ "single_tx_limit_cents": 1_000 });
        server.put("/v1/budget").key(&owner.key).json(limit).send().await.expect(200);
        let spend = async |charge: Value| server.post("/v1/charge").key(&pod.key).json(charge).send().await;
        let charge = spend(json!({ "amount": 7, "description": local })).await.expect(200);
        let hold = spend(json!({ "amount": 5, "capture": false })).await.expect(200);
        let waits = spend(json!({ "amount": 2_000 })).await.expect(202);

        let recovery = json!({ "email": format!("{local}@people.example") });
        server.post("/v1/account/recovery-email").key(&owner.key).json(recovery).send().await.expect(200);
        let members = server.get("/v1/members").key(&owner.key).send().await.expect(200);
        let viewer = json!({ "email": format!("{local}@viewers.example"), "role": "viewer" });
        let invited = server.post("/v1/invitations").key(&owner.key).json(viewer).send().await.expect(201);

        let deleted = server.create_pod(&owner).await;
        let path = format!("/api/v1/environments/{}", deleted.id);
        server.delete(&path).key(&owner.key).send().await.expect(200);
        let to = json!({ "to": sibling.id });
        let job = server.post(&format!("{path}/reassign")).key(&owner.key).json(to).send().await.expect(202);
        let suspended = server.create_pod(&owner).await;
        server.delete(&format!("/v1/pods/{}", suspended.id)).key(&owner.key).send().await.expect(200);
        let revoked = server.create_pod(&owner).await;
        server.post(&format!("/v1/pods/{}/keys", revoked.id)).key(&owner.key).send().await.expect(201);
        let rotated = server.post("/v1/auth/keys/rotate").key(&owner.key).send().await.expect(200);
        let rotated_away = std::mem::replace(&mut owner.key, text(&rotated["api_key"]));
        Self {
            server,
            key_id: text(&keys["keys"][0]["id"]),
            inbox: text(&inboxes["inboxes"][0]["id"]),
            message: text(&listed["messages"][0]["id"]),
            outgoing: text(&sent["id"]),
            draft: text(&held["id"]),
            rule: text(&rule["id"]),
            member: text(&members["members"][0]["id"]),
            invitation: text(&invited["id"]),
            event: text(&event["id"]),
            webhook,
            delivery: text(&deliveries["deliveries"][0]["id"]),
            thread: text(&listed["messages"][0]["thread_id"]),
            secret,
            observation: text(&noted["id"]),
            device_code: text(&asked["device_code"]),
            user_code: text(&asked["user_code"]),
            stack: text(&stack["id"]),
            domain: text(&domain["id"]),
            charge: text(&charge["charge_id"]),
            hold: text(&hold["charge_id"]),
            approval: text(&waits["approval_id"]),
            owner,
            pod,
            address,
            scim: Scim::default(),
            sibling,
            deleted,
            job: text(&job["job_id"]),
            stranger,
            strangers_pod,
            suspended,
            revoked,
            rotated_away,
        }
    }

    fn fixture(&self, operation: &str) -> Option<Fixture> {
        let (pod, key) = (&self.pod.id, &self.key_id);
        let (address, message, draft) = (&self.address, &self.message, &self.draft);
        let nobody = self.address.replace("prey", "nobody");
        let on_pod =
            |rest: &str| (format!("/v1/pods/{pod}{rest}"), Some(format!("/v1/pods/pod_zzzzzzzzzzzzzzzz{rest}")));
        let on_environment = |rest: &str| {
            let path = |id: &str| format!("/api/v1/environments/{id}{rest}");
            (path(&pod.replace("pod_", "env_")), Some(path("env_zzzzzzzzzzzzzzzz")))
        };
        let on_tenant = |rest: &str| {
            let (_, tenant) = pod.split_once('_').unwrap();
            (format!("/admin/tenants/{tenant}{rest}"), Some(format!("/admin/tenants/zzzzzzzzzzzzzzzz{rest}")))
        };
        let on_user = || {
            let path = |id: &str| format!("/scim/v2/Users/{id}");
            (path(&self.scim.user), Some(path("mem_zzzzzzzzzzzzzzzz")))
        };
        let on_group = || {
            let path = |id: &str| format!("/scim/v2/Groups/{id}");
            (path(pod.split_once('_').unwrap().1), Some(path("zzzzzzzzzzzzzzzz")))
        };
        let on_message = |rest: &str| {
            let path = |address: &str| format!("/v1/email/messages/{message}{rest}?address={address}");
            (path(address), Some(path(&nobody)))
        };
        let on_inbox = |rest: &str| {
            let path = |id: &str| format!("/api/v1/inboxes/{id}{rest}");
            (path(&self.inbox), Some(path("inb_zzzzzzzzzzzzzzzz")))
        };
        let on_outgoing = |rest: &str| {
            let path = |id: &str| format!("/v1/email/outbox/{id}{rest}");
            (path(&self.outgoing), Some(path("out_zzzzzzzzzzzzzzzz")))
        };
        let webhook = |rest: &str| {
            let path = |id: &str| format!("/v1/email/webhooks/{id}{rest}");
            (path(&self.webhook), Some(path("wh_zzzzzzzzzzzzzzzz")))
        };
        let on_charge = |charge: &str, rest: &str| {
            (format!("/v1/charges/{charge}{rest}"), Some(format!("/v1/charges/chg_zzzzzzzzzzzzzzzz{rest}")))
        };
        let on_approval = |rest: &str| {
            let path = |id: &str| format!("/v1/approvals/{id}{rest}");
            (path(&self.approval), Some(path("apr_zzzzzzzzzzzzzzzz")))
        };
        let local = address.split('@').next().unwrap_or_default();
        let ((path, ghost), body, ok) = match operation {
            "get_account" => (only("/v1/account/me"), None, 200),
            "set_recovery_email" => (only("/v1/account/recovery-email"), Some(json!({ "email": "a@b.example" })), 200),
            "set_operator_email" => (only("/v1/account/operator-email"), Some(json!({ "email": "a@b.example" })), 200),
            "set_vault_recovery" => {
                let body = json!({ "email": "a@b.example", "encrypted_seed": "00" });
                (only("/v1/vault/recovery-email"), Some(body), 200)
            }
            "list_keys" => (only("/v1/auth/keys/list"), None, 200),
            "rotate_key" => (only("/v1/auth/keys/rotate"), None, 200),
            "generate_backup_key" => (only("/v1/auth/keys/generate-backup"), None, 201),
            "activate_backup_key" => (only("/v1/auth/keys/activate-backup"), None, 404),
            "set_profile" => {
                let path = |address: &str| format!("/v1/agents/{address}");
                ((path(address), Some(path(&nobody))), Some(json!({ "description": "me" })), 200)
            }
            "list_sessions" => (only("/v1/auth/sessions"), None, 200),
            "end_session" => (only("/v1/auth/sessions/ses_zzzzzzzzzzzzzzzz"), None, 404),
            "sign_out" => (only("/v1/auth/sessions/current"), None, 404),
            "list_members" => (only("/v1/members"), None, 200),
            "update_member" | "remove_member" => {
                let path = |id: &str| format!("/v1/members/{id}");
                // It is the only owner.
                let (body, ok) =
                    if operation == "update_member" { (Some(json!({ "name": "me" })), 200) } else { (None, 409) };
                ((path(&self.member), Some(path("mem_zzzzzzzzzzzzzzzz"))), body, ok)
            }
            "add_environment_member" | "list_environment_members" => {
                let path = |id: &str| format!("/api/v1/environments/{id}/members");
                let (body, ok) = match operation {
                    "add_environment_member" => (Some(json!({ "member_id": self.member })), 201),
                    _ => (None, 200),
                };
                ((path(pod), Some(path("env_zzzzzzzzzzzzzzzz"))), body, ok)
            }
            "remove_environment_member" => {
                let path = |id: &str| format!("/api/v1/environments/{id}/members/{}", self.member);
                ((path(pod), Some(path("env_zzzzzzzzzzzzzzzz"))), None, 404)
            }
            "leave_account" => (only("/v1/members/me"), None, 403),
            "create_member" | "create_invitation" => {
                let invitation = json!({ "email": format!("{}@people.example", unique("bea")), "role": "viewer" });
                match operation {
                    "create_member" => (only("/v1/members"), Some(invitation), 202),
                    _ => (only("/v1/invitations"), Some(invitation), 201),
                }
            }
            "list_invitations" => (only("/v1/invitations"), None, 200),
            "revoke_invitation" => {
                let path = |id: &str| format!("/v1/invitations/{id}");
                ((path(&self.invitation), Some(path("inv_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "create_pod" => (only("/v1/pods"), Some(json!({})), 201),
            "list_pods" => (only("/v1/pods"), None, 200),
            "get_pod" => (on_pod(""), None, 200),
            "update_pod" => (on_pod(""), Some(json!({ "name": "mine" })), 200),
            "delete_pod" => (on_pod("?purge=true"), None, 200),
            "resume_pod" => (on_pod("/resume"), None, 200),
            "create_pod_key" => (on_pod("/keys"), Some(json!({ "label": "another" })), 201),
            "list_drafts" => (on_pod("/drafts"), None, 200),
            "get_draft" => (on_pod(&format!("/drafts/{draft}")), None, 200),
            "update_draft" => (on_pod(&format!("/drafts/{draft}")), Some(json!({ "text": "better" })), 200),
            "release_draft" => (on_pod(&format!("/drafts/{draft}/release")), None, 200),
            "reject_draft" => (on_pod(&format!("/drafts/{draft}/reject")), None, 200),
            "create_environment" => {
                let body = json!({ "name": "Staging", "slug": unique("staging") });
                (only("/api/v1/environments"), Some(body), 201)
            }
            "list_environments" => (only("/api/v1/environments"), None, 200),
            "get_environment" => (on_environment(""), None, 200),
            "update_environment" => (on_environment(""), Some(json!({ "name": "mine" })), 200),
            "delete_environment" => (on_environment("?purge=true"), None, 200),
            "restore_environment" => (on_environment("/restore"), None, 200),
            "reassign_environment" => {
                let path = |id: &str| format!("/api/v1/environments/{id}/reassign");
                let to = json!({ "to": self.sibling.id });
                ((path(&self.deleted.id), Some(path("env_zzzzzzzzzzzzzzzz"))), Some(to), 202)
            }
            "get_job" => {
                let path = |id: &str| format!("/api/v1/jobs/{id}");
                ((path(&self.job), Some(path("job_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "create_scim_token" => (only("/v1/scim/tokens"), Some(json!({})), 201),
            "list_scim_tokens" => (only("/v1/scim/tokens"), None, 200),
            "revoke_scim_token" => {
                let path = |id: &str| format!("/v1/scim/tokens/{id}");
                ((path(&self.scim.token_id), Some(path("key_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "list_scim_users" => (only("/scim/v2/Users"), None, 200),
            "create_scim_user" => (only("/scim/v2/Users"), Some(json!({ "userName": "a@people.example" })), 201),
            "get_scim_user" => (on_user(), None, 200),
            "replace_scim_user" => (on_user(), Some(json!({ "userName": "b@people.example" })), 200),
            "update_scim_user" => {
                let title = json!([{ "op": "add", "path": "title", "value": "t" }]);
                (on_user(), Some(json!({ "Operations": title })), 200)
            }
            "delete_scim_user" => (on_user(), None, 204),
            "list_scim_groups" => (only("/scim/v2/Groups"), None, 200),
            "create_scim_group" => (only("/scim/v2/Groups"), Some(json!({ "displayName": "g" })), 201),
            "get_scim_group" => (on_group(), None, 200),
            "replace_scim_group" => (on_group(), Some(json!({ "displayName": "g" })), 200),
            "update_scim_group" => {
                let id = json!([{ "op": "add", "path": "externalId", "value": "e" }]);
                (on_group(), Some(json!({ "Operations": id })), 204)
            }
            "delete_scim_group" => (on_group(), None, 204),
            "list_tenants" => (only("/admin/tenants"), None, 200),
            "create_tenant" => (only("/admin/tenants"), Some(json!({ "name": "Acme", "slug": unique("acme") })), 201),
            "get_tenant" => (on_tenant(""), None, 200),
            "update_tenant" => (on_tenant(""), Some(json!({ "name": "mine" })), 200),
            "delete_tenant" => (on_tenant("?purge=true"), None, 200),
            "restore_tenant" => (on_tenant("/restore"), None, 200),
            "create_tenant_key" => (on_tenant("/keys"), Some(json!({ "label": "another" })), 201),
            "get_ceiling" | "remove_ceiling" => (on_tenant("/ceiling"), None, 200),
            "set_ceiling" => (on_tenant("/ceiling"), Some(json!({ "ceiling_tools": ["a"] })), 200),
            "check_ceiling" => (only("/v1/ceiling/check"), Some(json!({ "tools": ["a"] })), 200),
            "get_usage" => (only("/v1/usage?by=pod"), None, 200),
            "get_billing" => (only("/v1/billing"), None, 200),
            "get_budget" => (only("/v1/budget"), None, 200),
            "set_budget" => (only("/v1/budget"), Some(json!({ "daily": 1_000 })), 200),
            "get_budget_history" => (only("/v1/budget/history"), None, 200),
            "charge" => (only("/v1/charge"), Some(json!({ "amount": 1 })), 200),
            "get_charge" => (on_charge(&self.charge, ""), None, 200),
            "capture_charge" => (on_charge(&self.hold, "/capture"), Some(json!({ "amount": 3 })), 200),
            "release_charge" => (on_charge(&self.hold, "/release"), None, 200),
            "refund_charge" => (on_charge(&self.charge, "/refund"), Some(json!({ "amount": 1 })), 200),
            "list_approvals" => (only("/v1/approvals"), None, 200),
            "get_approval" => (on_approval(""), None, 200),
            "approve" => (on_approval("/approve"), None, 200),
            "reject" => (on_approval("/reject"), Some(json!({ "reason": "no" })), 200),
            "list_pod_keys" => (on_pod("/keys"), None, 200),
            "change_pod_key" => (on_pod(&format!("/keys/{key}")), Some(json!({ "label": "x" })), 200),
            "rotate_pod_key" => (on_pod(&format!("/keys/{key}/rotate")), Some(json!({ "grace_seconds": 600 })), 201),
            "revoke_pod_key" => (on_pod(&format!("/keys/{key}")), None, 200),
            "claim_address" => (only("/v1/email/claim"), Some(json!({ "address": address })), 201),
            "create_email" => (only("/v1/emails"), Some(json!({ "local_part": local })), 201),
            "create_inbox" => (only("/v1/inbox"), Some(json!({ "name": local })), 201),
            "create_api_inbox" => (only("/api/v1/inboxes"), Some(json!({ "display_name": "mine" })), 201),
            "list_api_inboxes" => (only("/api/v1/inboxes"), None, 200),
            "get_api_inbox" | "delete_api_inbox" => (on_inbox(""), None, 200),
            "update_api_inbox" => (on_inbox(""), Some(json!({ "display_name": "mine" })), 200),
            "list_api_messages" => (on_inbox("/messages"), None, 200),
            "get_api_message" => (on_inbox(&format!("/messages/{message}")), None, 200),
            "list_api_threads" => (on_inbox("/threads"), None, 200),
            "get_api_thread" => (on_inbox(&format!("/threads/{}", self.thread)), None, 200),
            "list_api_drafts" => (on_inbox("/drafts"), None, 200),
            "create_api_draft" | "send_api_message" => {
                let rest = if operation == "send_api_message" { "/send" } else { "/drafts" };
                let mail = json!({ "to": "a@b.example", "subject": "s", "text": "t" });
                (on_inbox(rest), Some(mail), 201)
            }
            "reply_to_api_message" => {
                (on_inbox(&format!("/messages/{message}/reply")), Some(json!({ "text": "t" })), 201)
            }
            "list_addresses" => (only("/v1/email/addresses"), None, 200),
            "list_messages" => (only(&format!("/v1/email/inbox?address={address}")), None, 200),
            "list_inbox" => (only(&format!("/v1/inbox/{address}")), None, 200),
            "delete_messages" => {
                let path = |address: &str| format!("/v1/email/messages?address={address}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "get_message" | "delete_message" => (on_message(""), None, 200),
            "update_message" => (on_message(""), Some(json!({ "archived": true })), 200),
            "send_email" => (
                only("/v1/email/send"),
                Some(json!({ "from": address, "to": "a@b.example", "subject": "s", "text": "t" })),
                201,
            ),
            "send_from_inbox" => {
                let path = |address: &str| format!("/v1/inbox/{address}/send");
                let mail = json!({ "to": "a@b.example", "subject": "s", "text": "t" });
                ((path(address), Some(path(&nobody))), Some(mail), 200)
            }
            "reply" | "reply_all" => {
                (on_message(&format!("/{}", operation.replace('_', "-"))), Some(json!({ "text": "t" })), 201)
            }
            "forward" => (on_message("/forward"), Some(json!({ "to": "a@b.example" })), 201),
            "list_outbox" => (only("/v1/email/outbox"), None, 200),
            "get_outgoing" | "delete_outgoing" => (on_outgoing(""), None, 200),
            "cancel_outgoing" => (on_outgoing("/cancel"), None, 200),
            "list_threads" => {
                let path = |address: &str| format!("/v1/email/threads?address={address}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "get_thread" => {
                let path = |thread: &str| format!("/v1/email/threads/{thread}");
                ((path(&self.thread), Some(path("thr_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "search" => {
                let path = |address: &str| format!("/v1/email/search?q=hello&address={address}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "list_labels" => {
                let path = |address: &str| format!("/v1/email/labels?address={address}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "get_attachment" => (on_message("/attachments/0"), None, 200),
            "get_raw_message" => (on_message("/raw"), None, 200),
            "get_inbox_message" => {
                let path = |address: &str| format!("/v1/inbox/{address}/messages/{message}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "wait_for_message" => {
                let path = |address: &str| format!("/v1/email/wait?address={address}&since=0&timeout=0");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "get_address" | "update_address" => {
                let path = |address: &str| format!("/v1/email/addresses/{address}");
                let body = (operation == "update_address").then(|| json!({ "e2e_enabled": false }));
                ((path(address), Some(path(&nobody))), body, 200)
            }
            "list_rules" => {
                let path = |address: &str| format!("/v1/email/rules?address={address}");
                ((path(address), Some(path(&nobody))), None, 200)
            }
            "create_rule" => {
                let path = |address: &str| format!("/v1/email/rules?address={address}");
                let body = json!({ "match": { "auth": "spf_fail" }, "action": "refuse" });
                ((path(address), Some(path(&nobody))), Some(body), 201)
            }
            "get_rule" | "update_rule" | "delete_rule" => {
                let path = |rule: &str| format!("/v1/email/rules/{rule}");
                let body = (operation == "update_rule").then(|| json!({ "action": "refuse" }));
                ((path(&self.rule), Some(path("rule_zzzzzzzzzzzzzzzz"))), body, 200)
            }
            "rotate_e2e_key" => {
                // The point that X25519 multiplies: 9.
                let key = format!("09{}", "00".repeat(31));
                let body = json!({ "master_seed": "of the owner", "new_public_key": key });
                (only("/v1/e2e/rotate-key"), Some(body), 200)
            }
            "list_vault" => (only("/v1/vault"), None, 200),
            "put_secret" => (only(&format!("/v1/vault/{}", self.secret.0)), Some(json!({ "ciphertext": "00" })), 200),
            "get_secret" | "delete_secret" => {
                let path = |name: &str| format!("/v1/vault/{name}");
                ((path(&self.secret.0), Some(path("nothing"))), None, 200)
            }
            "undelete_secret" => {
                let path = |name: &str| format!("/v1/vault/{name}/undelete");
                ((path("deleted"), Some(path("nothing"))), None, 200)
            }
            "list_e2e_keys" => (only("/v1/e2e/keys"), None, 200),
            "create_webhook" => {
                let body = json!({ "url": "https://hooks.example/", "address": address });
                (only("/v1/email/webhooks"), Some(body), 201)
            }
            "list_webhooks" => (only(&format!("/v1/email/webhooks?address={address}")), None, 200),
            "get_webhook" | "delete_webhook" => (webhook(""), None, 200),
            "update_webhook" => (webhook(""), Some(json!({ "enabled": false })), 200),
            "rotate_webhook_secret" => (webhook("/rotate-secret"), None, 200),
            "test_webhook" => (webhook("/test"), None, 200),
            "list_deliveries" => (webhook("/deliveries"), None, 200),
            "replay_delivery" => (webhook(&format!("/deliveries/{}/replay", self.delivery)), None, 202),
            "replay_events" => (webhook("/replay"), Some(json!({ "since": "2026-01-01T00:00:00Z" })), 202),
            "request_credential" => {
                let body = json!({ "credential_type": "token", "service_name": "x" });
                (only("/v1/credentials/request"), Some(body), 201)
            }
            "poll_credential" => (only("/v1/credentials/poll"), Some(json!({ "device_code": self.device_code })), 200),
            "get_credential_request" => {
                let path = |code: &str| format!("/v1/credentials/approve?code={code}");
                ((path(&self.user_code), Some(path("BBBB-BBBB"))), None, 200)
            }
            "get_trust_score" => (only("/v1/trust/score?agent_id=me"), None, 200),
            "get_trust" => (only("/v1/trust/me"), None, 200),
            "get_badge" => (only("/badge/me"), None, 200),
            "get_badge_score" => (only("/badge/me/score.json"), None, 200),
            "report_events" => (only("/v1/events"), Some(json!([])), 200),
            "list_credential_requests" => (only("/v1/credentials/requests"), None, 200),
            "approve_credential" => {
                let body = json!({ "user_code": self.user_code, "approved": false, "vault_key": "x",
                    "operator_email": OPERATOR });
                (only("/v1/credentials/approve"), Some(body), 200)
            }
            "create_stack" => (only("/v1/stack"), Some(json!({ "domain": format!("{}.example", unique("new")) })), 201),
            "list_stacks" => (only("/v1/stack"), None, 200),
            "get_stack" | "delete_stack" | "verify_stack" => {
                let path = |id: &str| match operation {
                    "verify_stack" => format!("/v1/stack/{id}/verify"),
                    _ => format!("/v1/stack/{id}"),
                };
                // Nobody answers for the DNS here; but only the owner's stack is looked up.
                let ok = if operation == "verify_stack" { 502 } else { 200 };
                ((path(&self.stack), Some(path("stk_zzzzzzzzzzzzzzzz"))), None, ok)
            }
            // The pod has it: in other environments of the account it is taken, and other accounts can add it as well.
            "create_domain" => {
                (only("/api/v1/domains"), Some(json!({ "domain": format!("{local}.own.example") })), 200)
            }
            "list_domains" => (only("/api/v1/domains"), None, 200),
            "get_domain" | "delete_domain" | "verify_domain" => {
                let path = |id: &str| match operation {
                    "verify_domain" => format!("/api/v1/domains/{id}/verify"),
                    _ => format!("/api/v1/domains/{id}"),
                };
                let ok = if operation == "verify_domain" { 502 } else { 200 };
                ((path(&self.domain), Some(path("dom_zzzzzzzzzzzzzzzz"))), None, ok)
            }
            "list_audit" => (only("/v1/audit"), None, 200),
            "verify_audit" => (only("/v1/audit/verify"), None, 200),
            "create_observation" => {
                (only("/v1/observations"), Some(json!({ "topic": "prey", "content": "mine", "shared": true })), 201)
            }
            "list_observations" => (only("/v1/observations"), None, 200),
            "delete_observation" => {
                let path = |id: &str| format!("/v1/observations/{id}");
                ((path(&self.observation), Some(path("obs_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "list_observation_topics" => (only("/v1/observations/topics"), None, 200),
            "create_event" => {
                let event = json!({ "summary": "s", "start": "2026-04-01", "end": "2026-04-02" });
                (only("/v1/calendar/events"), Some(event), 201)
            }
            "list_events" => (only("/v1/calendar/events"), None, 200),
            "get_event" | "update_event" | "delete_event" => {
                let path = |event: &str| format!("/v1/calendar/events/{event}");
                let body = (operation == "update_event").then(|| json!({ "summary": "mine" }));
                ((path(&self.event), Some(path("evt_zzzzzzzzzzzzzzzz"))), body, 200)
            }
            "respond_to_event" => {
                let path = |event: &str| format!("/v1/calendar/events/{event}/respond");
                let body = Some(json!({ "status": "accepted" }));
                ((path(&self.event), Some(path("evt_zzzzzzzzzzzzzzzz"))), body, 409)
            }
            "get_free_busy" => {
                let range = "from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z";
                (only(&format!("/v1/calendar/free-busy?{range}")), None, 200)
            }
            "import_calendar" => {
                let empty = json!({ "ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" });
                (only("/v1/calendar/import"), Some(empty), 200)
            }
            "get_feed" => (only("/v1/calendar/feed"), None, 200),
            "rotate_feed" => (only("/v1/calendar/feed/rotate"), None, 200),
            "connect" => (only("/v1/ws"), None, 426),
            _ => return None,
        };
        Some(Fixture { path, body, ghost, ok })
    }

    /// Gives both accounts an identity provider, and the owner's a user.
    async fn provision(&mut self) {
        let token = async |account: &Account| {
            self.server.post("/v1/scim/tokens").key(&account.key).json(json!({})).send().await.expect(201)
        };
        let (own, strangers_own) = (token(&self.owner).await, token(&self.stranger).await);
        let (token, email) = (text(&own["token"]), format!("{}@people.example", unique("user")));
        let user = self.server.post("/scim/v2/Users").key(&token).json(json!({ "userName": email })).send().await;
        let user = text(&user.expect(201)["id"]);
        self.scim = Scim { token, token_id: text(&own["id"]), strangers_token: text(&strangers_own["token"]), user };
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

    /// A reply tells a stranger nothing: it is that of a thing that never existed, or at least says nothing of ours.
    /// Keys of the pod that differ from what an operation needs.
    async fn scoped_keys(&self, permission: Option<Permission>) -> ScopedKeys {
        let Some(permission) = permission else {
            return ScopedKeys { only: self.pod.key.clone(), without: self.pod.key.clone() };
        };
        let key = async |permissions: Vec<&'static str>| {
            let key = json!({ "mode": "add", "permissions": permissions });
            let path = format!("/v1/pods/{}/keys", self.pod.id);
            text(&self.server.post(&path).key(&self.owner.key).json(key).send().await.expect(201)["api_key"])
        };
        let others = Permission::iter().filter(|other| *other != permission);
        // Webhooks send mail away.
        let needs_mail = Permissions::WEBHOOKS.contains(permission);
        let read = needs_mail.then_some("mail:read");
        let only = key(read.into_iter().chain([permission.into()]).collect()).await;
        ScopedKeys { only, without: key(others.map(Into::into).collect()).await }
    }

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
        for secret in [
            &self.address,
            &self.inbox,
            &self.message,
            &self.outgoing,
            &self.draft,
            &self.rule,
            &self.member,
            &self.invitation,
            &self.event,
            &self.webhook,
            &self.delivery,
            &self.thread,
            &self.secret.1,
            &self.observation,
            &self.device_code,
            &self.user_code,
            &self.stack,
            &self.domain,
            &self.charge,
            &self.hold,
            &self.approval,
            &self.pod.id.replace("pod_", ""),
            &self.key_id,
        ] {
            assert!(!reply.text().contains(secret.as_str()), "{operation} told a stranger {secret}: {reply}");
        }
    }
}

const ATTACHED: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
    --x\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
    --x\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n--x--\r\n";

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn only(path: &str) -> (String, Option<String>) {
    (path.to_owned(), None)
}

/// What an error says, but for the id of the request.
fn told(reply: &Reply) -> Value {
    let mut body = reply.json();
    body.as_object_mut().expect("an error").remove("request_id");
    body
}

/// A key with one permission, and one with all others.
struct ScopedKeys {
    only: String,
    without: String,
}

/// Every operation that is declared, but for the pages.
fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied().filter(|operation| !operation.is_page())
}

fn is_open(operation: &Operation) -> bool {
    matches!(operation.caller, Caller::Anyone | Caller::Operator | Caller::FeedToken)
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
    let mut world = World::make().await;
    if id.contains("scim") {
        world.provision().await;
    }
    let fixture = world.fixture(id).unwrap_or_else(|| panic!("no fixture for {id}: add one"));
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
        for key in [&world.owner.key, &world.pod.key, &world.stranger.key] {
            refused(operation, &world.ask(&method, path, body, Some(key)).await, 401, "unauthorized");
        }
        world.gets_nothing(id, &method, &fixture, &world.scim.strangers_token).await;
        &world.scim.token
    } else {
        for pod in [&world.pod, &world.sibling, &world.strangers_pod] {
            world.ask(&method, path, body, Some(&pod.key)).await.expect_error(403, "pod_auth_forbidden");
        }
        world.gets_nothing(id, &method, &fixture, &world.stranger.key).await;
        &world.owner.key
    };
    let reply = world.ask(&method, path, body, Some(mine)).await;
    assert_eq!(reply.status, fixture.ok, "{id}: {reply}");
}
