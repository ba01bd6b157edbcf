//! How every operation is called.

use serde_json::{Value, json};

use super::unique;
use super::world::{OPERATOR, Things};

/// A request about the things of an environment.
pub struct Fixture {
    pub path: String,
    pub body: Option<Value>,
    /// The same request about things that never existed.
    pub ghost: Option<String>,
    /// What the one who may gets.
    pub ok: u16,
}

impl Things {
    /// The request of an operation. None if there is none yet.
    pub fn fixture(&self, operation: &str) -> Option<Fixture> {
        let (pod, key, rotated) = (&self.pod.id, &self.key_id, &self.rotated_key_id);
        let (address, message, draft) = (&self.address, &self.message, &self.draft);
        let nobody = self.address.replace("prey", "nobody");
        let org = |rest: &str| format!("/api/v1/ext/orgs/{}{rest}", self.organization);
        let nobodys = |rest: &str| format!("/api/v1/ext/orgs/acc_zzzzzzzzzzzzzzzz{rest}");
        let at_run = |run: &str, rest: &str| {
            let path = |run: &str| org(&format!("/pods/{run}{rest}"));
            (path(run), Some(path("run_zzzzzzzzzzzzzzzz")))
        };
        let of_run = |rest: &str| at_run(&self.run, rest);
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
        let on_approval = |id: &str, rest: &str| {
            let path = |id: &str| format!("/v1/approvals/{id}{rest}");
            (path(id), Some(path("apr_zzzzzzzzzzzzzzzz")))
        };
        let local = address.split('@').next().unwrap_or_default();
        let ((path, ghost), body, ok) = match operation {
            "get_account" => (only("/v1/account/me"), None, 200),
            "get_me" => (only("/v1/me"), None, 200),
            "set_recovery_email" => (only("/v1/account/recovery-email"), Some(json!({ "email": "a@b.example" })), 200),
            "set_operator_email" => (only("/v1/account/operator-email"), Some(json!({ "email": OPERATOR })), 200),
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
            "list_oauth_grants" => (only("/v1/oauth/grants"), None, 200),
            "end_oauth_grant" => (only("/v1/oauth/grants/ogr_zzzzzzzzzzzzzzzz"), None, 404),
            "introspect_token" => (only("/oauth/introspect"), Some(json!({ "token": "unknown" })), 200),
            "list_sessions" => (only("/v1/auth/sessions"), None, 200),
            "end_session" => (only("/v1/auth/sessions/ses_zzzzzzzzzzzzzzzz"), None, 404),
            "get_push_key" => (only("/v1/push/key"), None, 200),
            "create_push_subscription" => {
                let keys = json!({
                    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                });
                let body = json!({ "endpoint": "https://push.example.com/send/abc", "keys": keys });
                (only("/v1/push/subscriptions"), Some(body), 404)
            }
            "list_push_subscriptions" => (only("/v1/push/subscriptions"), None, 404),
            "delete_push_subscription" => (only("/v1/push/subscriptions/psh_zzzzzzzzzzzzzzzz"), None, 404),
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
                ((path(pod), Some(path("env_zzzzzzzzzzzzzzzz"))), None, 200)
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
            "create_pod_key" => {
                (on_pod("/keys"), Some(json!({ "label": "another", "permissions": ["trust:read"] })), 201)
            }
            "list_drafts" => (on_pod("/drafts"), None, 200),
            "get_draft" => (on_pod(&format!("/drafts/{draft}")), None, 200),
            "update_draft" => (on_pod(&format!("/drafts/{draft}")), Some(json!({ "text": "better" })), 200),
            "release_draft" => (on_pod(&format!("/drafts/{draft}/release")), None, 200),
            "reject_draft" => (on_pod(&format!("/drafts/{}/reject", self.rejected_draft)), None, 200),
            "create_environment" => {
                let body = json!({ "name": "Staging", "slug": unique("staging") });
                (only("/api/v1/environments"), Some(body), 201)
            }
            "list_environments" => (only("/api/v1/environments"), None, 200),
            "get_environment" => (on_environment(""), None, 200),
            "update_environment" => (on_environment(""), Some(json!({ "name": "mine" })), 200),
            "delete_environment" => (on_environment("?purge=true"), None, 200),
            "restore_environment" => (on_environment("/restore"), None, 200),
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
            "create_scim_group" => (only("/scim/v2/Groups"), Some(json!({ "displayName": unique("group") })), 201),
            "get_scim_group" => (on_group(), None, 200),
            "replace_scim_group" => (on_group(), Some(json!({ "displayName": unique("group") })), 200),
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
            "set_ceiling" => (on_tenant("/ceiling"), Some(json!({ "ceiling_tools": ["a", "claude-code"] })), 200),
            "check_ceiling" => (only("/v1/ceiling/check"), Some(json!({ "tools": ["a"] })), 200),
            "get_usage" => (only("/v1/usage?by=pod"), None, 200),
            "get_billing" => (only("/v1/billing"), None, 200),
            "get_budget" => (only("/v1/budget"), None, 200),
            "set_budget" => (only("/v1/budget"), Some(json!({ "daily": 1_000_000 })), 200),
            "get_budget_history" => (only("/v1/budget/history"), None, 200),
            "charge" => (only("/v1/charge"), Some(json!({ "amount": 1 })), 200),
            "get_charge" => (on_charge(&self.charge, ""), None, 200),
            "capture_charge" => (on_charge(&self.hold, "/capture"), Some(json!({ "amount": 3 })), 200),
            "release_charge" => (on_charge(&self.released, "/release"), None, 200),
            "refund_charge" => (on_charge(&self.charge, "/refund"), Some(json!({ "amount": 1 })), 200),
            "list_approvals" => (only("/v1/approvals"), None, 200),
            "get_approval" => (on_approval(&self.approval, ""), None, 200),
            "approve" => (on_approval(&self.approval, "/approve"), None, 200),
            "reject" => (on_approval(&self.rejected, "/reject"), Some(json!({ "reason": "no" })), 200),
            "list_pod_keys" => (on_pod("/keys"), None, 200),
            "change_pod_key" => (on_pod(&format!("/keys/{key}")), Some(json!({ "label": "x" })), 200),
            "rotate_pod_key" => {
                (on_pod(&format!("/keys/{rotated}/rotate")), Some(json!({ "grace_seconds": 600 })), 201)
            }
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
            // Not the name of the stored one: others may store that name in their own vaults, and delete it there.
            "put_secret" => {
                (only(&format!("/v1/vault/{}-new", self.secret.0)), Some(json!({ "ciphertext": "00" })), 201)
            }
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
            "update_webhook" => (webhook(""), Some(json!({ "enabled": true })), 200),
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
            "list_runs" => (only(&org("/pods")), None, 200),
            "create_run" => {
                let run = json!({ "runner_id": self.runner, "agent_type_id": "claude-code" });
                (only(&org("/pods")), Some(run), 201)
            }
            "get_run" => (of_run(""), None, 200),
            "get_run_output" => (of_run("/output"), None, 200),
            "follow_run_output" => (at_run(&self.ended_run, "/stream"), None, 200),
            "connect_run_terminal" => (of_run("/terminal"), None, 426),
            "send_run_input" => (at_run(&self.typed_run, "/input"), Some(json!({ "text": "yes\r" })), 202),
            "send_run_prompt" => (at_run(&self.typed_run, "/prompt"), Some(json!({ "prompt": "Go on" })), 202),
            "list_run_files" => (of_run("/files"), None, 200),
            // The run has left no file behind.
            "get_run_file" => (of_run("/files/1"), None, 404),
            "list_agent_types" => (only(&org("/agent-types")), None, 200),
            "list_repositories" => (only(&org("/repositories")), None, 200),
            "create_repository" => (only(&org("/repositories")), Some(json!({ "name": unique("repository") })), 201),
            "delete_repository" => {
                let path = |id: &str| org(&format!("/repositories/{id}"));
                ((path(&self.repository), Some(path("999999"))), None, 200)
            }
            "terminate_run" => (of_run("/terminate"), None, 200),
            "list_runners" => (only(&org("/runners")), None, 200),
            "create_runner_token" => (only(&org("/runners/tokens")), Some(json!({})), 201),
            "delete_runner" => {
                ((org(&format!("/runners/{}", self.runner)), Some(org("/runners/no-such-runner"))), None, 200)
            }
            // Only a token registers a runner.
            "register_runner" => (only("/v1/runners/register"), Some(json!({ "name": "laptop" })), 401),
            "connect_runner" => (only("/v1/runners/connect"), None, 426),
            // A slug is set once, and then nobody else can have it.
            "set_account_slug" => (only("/v1/account/slug"), Some(json!({ "slug": "-" })), 400),
            "create_run_api_key" => {
                ((org("/api-keys"), Some(nobodys("/api-keys"))), Some(json!({ "name": "CI" })), 201)
            }
            "list_run_api_keys" => ((org("/api-keys"), Some(nobodys("/api-keys"))), None, 200),
            "delete_run_api_key" => {
                let path = format!("/api-keys/{}", self.run_api_key);
                ((org(&path), Some(nobodys("/api-keys/key_zzzzzzzzzzzzzzzz"))), None, 200)
            }
            "create_domain" => {
                let domain = format!("{}.own.example", self.address.split('@').next().unwrap_or_default());
                (only("/api/v1/domains"), Some(json!({ "domain": domain })), 200)
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
            "reassign_environment" => {
                let path = |id: &str| format!("/api/v1/environments/{id}/reassign");
                let to = json!({ "to": self.heir });
                ((path(&self.deleted), Some(path("env_zzzzzzzzzzzzzzzz"))), Some(to), 202)
            }
            "get_job" => {
                let path = |id: &str| format!("/api/v1/jobs/{id}");
                ((path(&self.job), Some(path("job_zzzzzzzzzzzzzzzz"))), None, 200)
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
}

fn only(path: &str) -> (String, Option<String>) {
    (path.to_owned(), None)
}
