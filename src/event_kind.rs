//! Kinds of events.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// What can happen in a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr, Serialize, Deserialize)]
pub enum EventKind {
    #[strum(serialize = "email.received")]
    EmailReceived,
    #[strum(serialize = "email.refused")]
    EmailRefused,
    #[strum(serialize = "email.sent")]
    EmailSent,
    #[strum(serialize = "email.failed")]
    EmailFailed,
    #[strum(serialize = "email.held")]
    EmailHeld,
    #[strum(serialize = "approval.requested")]
    ApprovalRequested,
    #[strum(serialize = "approval.resolved")]
    ApprovalResolved,
    #[strum(serialize = "webhook.test")]
    WebhookTest,
    #[strum(serialize = "webhook.verification")]
    WebhookVerification,
}

impl EventKind {
    /// As sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kinds that a webhook can subscribe to. Its test and its verification are sent to every webhook.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::iter().filter(|kind| !matches!(kind, Self::WebhookTest | Self::WebhookVerification))
    }
}
