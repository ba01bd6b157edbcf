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
    #[strum(serialize = "run.created")]
    RunCreated,
    #[strum(serialize = "run.running")]
    RunRunning,
    #[strum(serialize = "run.waiting")]
    RunWaiting,
    #[strum(serialize = "run.completed")]
    RunCompleted,
    #[strum(serialize = "run.failed")]
    RunFailed,
    #[strum(serialize = "run.lost")]
    RunLost,
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

    /// Whether the name of a kind is that of an event about an approval.
    pub fn is_about_approval(name: &str) -> bool {
        [Self::ApprovalRequested, Self::ApprovalResolved].iter().any(|kind| kind.as_str() == name)
    }

    /// What sends it besides the operations that declare it.
    pub const fn other_cause(self) -> Option<&'static str> {
        match self {
            Self::EmailReceived => Some("incoming mail"),
            Self::EmailRefused => Some("incoming mail that the full pod refuses"),
            Self::EmailSent => Some("a later attempt to send"),
            Self::EmailFailed => Some("a later attempt to send; a delivery report"),
            Self::RunRunning | Self::RunCompleted | Self::RunFailed => Some("the run's runner"),
            Self::RunLost => Some("the run's runner, or its silence"),
            Self::EmailHeld
            | Self::ApprovalRequested
            | Self::ApprovalResolved
            | Self::RunCreated
            | Self::RunWaiting
            | Self::WebhookTest
            | Self::WebhookVerification => None,
        }
    }

    /// The kinds that a webhook can subscribe to. Its test and its verification are sent to every webhook.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::iter().filter(|kind| !matches!(kind, Self::WebhookTest | Self::WebhookVerification))
    }
}
