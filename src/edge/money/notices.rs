//! Notices of approvals: events, and emails to the operator.

use futures_util::future::join;

use super::approval::ApprovalRequest;
use crate::credential::KeyHash;
use crate::directory::ToOperator;
use crate::directory::money::rows::Approval;
use crate::directory::push::{self, Notification};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::mail::quotation;
use crate::money::{Amount, Exceeded};
use crate::platform::{clock, log};
use crate::random;
use crate::rpc::{RecordEvent, SystemEmail};
use crate::time::Timestamp;
use crate::wire::to_json;

/// Characters of an agent's text in a notification.
const NOTIFIED_CHARS: usize = 120;

impl Edge {
    /// Sends an event about an approval to the pod that requested it and to the account's home pod. The approval is already stored,
    /// so a failure is only logged.
    pub(super) async fn send_approval_event(&self, approval: &Approval, kind: EventKind) {
        let sent = async {
            let (account, pod) = (&approval.account_id, &approval.pod_id);
            let event = |confined, run| {
                let json = to_json(&ApprovalRequest::new(approval, confined)?)?;
                let (about, name) = (approval.id.to_string(), "approval".to_owned());
                Ok::<_, Error>(RecordEvent { kind, about, name, json, run })
            };
            let (rpc, home) = (self.internal_rpc()?, account.home_pod());
            let run = approval.run_id.clone();
            let account_event = event(false, run.clone().filter(|_| *pod == home))?;
            if *pod == home {
                return rpc.call(&home, &account_event).await;
            }
            // A call to a pod that was purged in the meantime would create it again.
            let to_pod = async {
                if self.directory()?.pod(account, pod).await.is_ok() {
                    rpc.call(pod, &event(true, run)?).await?;
                }
                Ok::<_, Error>(())
            };
            let (in_pod, in_home) = join(to_pod, rpc.call(&home, &account_event)).await;
            in_pod.and(in_home)
        };
        if let Err(error) = sent.await {
            log::error(&format!("{} {error}", self.request_id));
        }
    }

    /// Emails the account's operator that a charge waits for approval, if the operator's address is confirmed. A failure is only
    /// logged: the approval is already stored.
    pub(super) async fn email_operator(&self, approval: &Approval) {
        let sent = async {
            let account = self.directory()?.account(&approval.account_id).await?;
            let Some(to) = account.confirmed_operator().map(str::to_owned) else { return Ok(()) };
            let (amount, url) = (Amount::stored(approval.amount), &self.config.public_url);
            let token = format!("dec_{}", random::link_token()?);
            let link = (&approval.account_id, &approval.id);
            let has_link = self.directory()?.add_decision_link(link, &to, &KeyHash::of(&token)).await?;
            let by_link = if has_link {
                format!(
                    "Open the link to read the request again, and press a button to approve or reject it. The link decides about \
                     this request only, once.\n\n{url}/decide?token={token}\n\nOr decide"
                )
            } else {
                "Decide".to_owned()
            };
            let quoted = |text: &Option<String>| text.as_deref().map_or_else(|| "not given".to_owned(), quotation);
            let text = format!(
                "An agent of your account asks to spend {amount}. Text in quotation marks was written by the agent.\n\n\
                 Description: {}\nCategory: {}\nPayee: {}\nReason for this request: {}\nPod: {}\nApproval: {}\nExpires: {}\n\n\
                 {by_link} in the console: {url}/console#{}\n\nIf nobody decides before it expires, nothing is spent.\n",
                quoted(&approval.description),
                quotation(&approval.category),
                quoted(&approval.payee),
                reason_text(approval)?,
                approval.pod_id,
                approval.id,
                Timestamp::from_millis(approval.expires_at),
                approval.id,
            );
            let subject = format!("{amount} waits for your approval");
            let pseudonym = self.config.master_key.name(&to);
            let email = ToOperator {
                account: &approval.account_id,
                pod: &approval.pod_id,
                limits: self.config.limits(account.tier),
                pseudonym: &pseudonym,
                system_email: &SystemEmail { to, subject, text },
            };
            self.mail_router()?.send_to_operator(&email, clock::now()).await
        };
        if let Err(error) = sent.await {
            log::error(&format!("{} {error}", self.request_id));
        }
    }
}

impl Edge {
    /// Shows a notification in the browsers of the people who decide. The text of the agent is shortened, and marked as a quotation.
    pub(super) async fn notify_people(&self, approval: &Approval) {
        let title = format!("{} waits for your approval", Amount::stored(approval.amount));
        let body = approval.description.as_deref().unwrap_or(&approval.category);
        let body: String = body.chars().take(NOTIFIED_CHARS).collect();
        let notification = Notification {
            title: &title,
            body: &quotation(&body),
            url: &format!("/console#{}", approval.id),
            tag: approval.id.as_str(),
        };
        push::notify(&self.bindings, &approval.account_id, &notification).await;
    }
}

/// Why a charge waits, for people.
pub(super) fn reason_text(approval: &Approval) -> Result<String> {
    let exceeded = Exceeded::read(&approval.exceeded, false)?;
    if exceeded.is_empty() {
        return Ok("it exceeds the limit for a single charge".to_owned());
    }
    let caps: Vec<_> = exceeded.iter().map(Exceeded::name).collect();
    Ok(format!("it would exceed {}", caps.join(", ")))
}
