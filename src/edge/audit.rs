//! Acts on the account, on the audit log of its home pod.

use super::Edge;
use crate::audit_action::AuditAction;
use crate::platform::log;
use crate::rpc::RecordAction;
use crate::wire::AccountPrincipal;

impl Edge {
    /// Records what the caller has done to the account. It is done already, so a failure is only logged.
    pub(super) async fn record(&self, caller: &AccountPrincipal, action: AuditAction, subject: &str) {
        let record = RecordAction { actor: caller.actor.clone(), action, subject: subject.to_owned() };
        let recorded = async { self.internal_rpc()?.call(&caller.id().home_pod(), &record).await };
        if let Err(error) = recorded.await {
            log::error(&format!("{} {} was not recorded: {error}", self.request_id, action.as_str()));
        }
    }
}
