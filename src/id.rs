//! Identifiers: a prefix for the kind, then random base-36 characters.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::random;

/// Random characters after the prefix: 82 bits.
pub const RANDOM: usize = 16;

macro_rules! ids {
    ($($name:ident $prefix:literal $meaning:literal;)*) => {$(
        #[doc = $meaning]
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(example = json!(concat!($prefix, "0a1b2c3d4e5f6g7h")))]
        pub struct $name(String);

        impl $name {
            /// A new random id.
            pub fn generate() -> Result<Self> {
                Ok(Self(format!(concat!($prefix, "{}"), random::base36(RANDOM)?)))
            }

            /// An id that was made before, or is derived from another value.
            #[allow(dead_code, reason = "not for all kinds")]
            pub(crate) fn known(text: String) -> Self {
                Self(text)
            }

            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    AccountId "acc_" "An account.";
    PodId "pod_" "A pod. The home pod of an account has the account's id.";
    KeyId "key_" "An API key, not the key itself.";
    MessageId "msg_" "A message in a mailbox.";
    OutgoingId "out_" "A message in the outbox.";
    RuleId "rule_" "A rule about which senders are allowed.";
    InboxId "inb_" "An inbox: an address of a pod.";
    SeedId "vlt_" "An encrypted seed that was stored without an account.";
    ThreadId "thr_" "A conversation.";
    CalendarEventId "evt_" "An event in a calendar.";
    WebhookId "wh_" "A webhook.";
    ObservationId "obs_" "An observation of an agent.";
    CredentialRequestId "crq_" "A request for a credential.";
    EventId "ev_" "An event in a pod.";
    StackId "stk_" "A custom domain of an account.";
    ChargeId "chg_" "A charge or a hold.";
    RefundId "rfd_" "A refund.";
    EntryId "led_" "An entry in the ledger.";
    ApprovalId "apr_" "A charge that waits for the account to decide.";
    SessionId "ses_" "A signed-in person.";
    MemberId "mem_" "A person of an account.";
    InvitationId "inv_" "An invitation to an account.";
    RunId "run_" "A run of an agent.";
    JobId "job_" "A job that moves the inboxes of an environment.";
    OauthGrantId "ogr_" "What a person has given an OAuth client.";
    DeviceRequestId "odr_" "The request of a device for access (RFC 8628).";
    PushSubscriptionId "psh_" "A browser that gets notifications.";
    RequestId "req_" "A request, in its response and in the log.";
}

impl AccountId {
    /// The account of the deployment's operator, for pods that belong to no customer. It has no keys.
    pub fn operator() -> Self {
        Self("acc_operator00000000".to_owned())
    }

    /// The account that is named by its id, or by an id of its home pod in any form.
    pub fn of_any(text: &str) -> Self {
        Self(format!("acc_{}", bare(text)))
    }

    /// The account with this home pod.
    pub(crate) fn of_home(pod: &PodId) -> Self {
        Self(pod.0.clone())
    }

    /// The account's own pod, made with it.
    pub fn home_pod(&self) -> PodId {
        PodId(self.0.clone())
    }
}

/// An id without its prefix.
fn bare(text: &str) -> &str {
    ["pod_", "env_", "acc_"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
}

impl PodId {
    /// The pod that an account names by an id: of a pod, an environment (`env_…`) or a tenant (without prefix), or of the account for
    /// its home pod. An invalid id is that of no pod.
    pub fn of_any(text: &str, account: &AccountId) -> Self {
        let (bare, home) = (bare(text), account.home_pod());
        if bare == home.random() { home } else { Self(format!("pod_{bare}")) }
    }

    /// The pods that the deployment's operator can mean by an id in any form: a pod and a home pod.
    pub fn either(text: &str) -> [Self; 2] {
        ["pod_", "acc_"].map(|prefix| Self(format!("{prefix}{}", bare(text))))
    }

    /// The id of the pod as an environment.
    pub fn environment(&self) -> String {
        format!("env_{}", self.random())
    }

    /// The id from the name of a Durable Object.
    pub(crate) fn of_object(name: String) -> Self {
        Self(name)
    }

    /// The id that a credential with a verified tag names.
    pub(crate) fn named(prefix: &str, random: &str) -> Self {
        Self(format!("{prefix}{random}"))
    }

    /// The pod from which the deployment itself sends email. It is not in the directory, so no key opens it.
    pub fn postmaster() -> Self {
        Self("pod_postmaster000000".to_owned())
    }

    /// Whether a pod can have this id: what a caller sent may be anything.
    pub fn is_valid(&self) -> bool {
        let random = self.random();
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
    }

    /// The random characters after the prefix.
    pub fn random(&self) -> &str {
        self.0.split_once('_').map_or("", |(_, random)| random)
    }
}

impl StackId {
    /// The stack that is named by its id, or by its id as a domain of an environment.
    pub fn of_any(text: &str) -> Self {
        Self(format!("stk_{}", ["stk_", "dom_"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)))
    }

    /// The id of the stack as a domain of an environment.
    pub fn domain(&self) -> String {
        self.0.replacen("stk_", "dom_", 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_id_names_the_same_pod() {
        let account = AccountId("acc_0a1b2c3d4e5f6g7h".to_owned());
        for prefix in ["pod_", "env_", "acc_", ""] {
            assert_eq!(AccountId::of_any(&format!("{prefix}0a1b2c3d4e5f6g7h")), account, "{prefix}");
            let pod = PodId::of_any(&format!("{prefix}7h6g5f4e3d2c1b0a"), &account);
            assert_eq!(pod.as_str(), "pod_7h6g5f4e3d2c1b0a", "{prefix}");
            assert_eq!(PodId::of_any(&format!("{prefix}0a1b2c3d4e5f6g7h"), &account), account.home_pod(), "{prefix}");
        }
        for other in ["pod_env_7h6g5f4e3d2c1b0a", "acc_pod_0a1b2c3d4e5f6g7h", "", "acc_"] {
            let pod = PodId::of_any(other, &account);
            assert!(pod != account.home_pod() && pod.as_str() != "pod_7h6g5f4e3d2c1b0a", "{other}");
            assert!(!pod.is_valid(), "{other}");
        }
        for other in
            ["7h6g5f4e3d2c1b0", "7h6g5f4e3d2c1b0a7", "7h6g5f4e3d2c1b0A", "7h6g5f4e3d2c1b0\u{e9}", "7h6g5f4e_d2c1b0a"]
        {
            assert!(!PodId::of_any(other, &account).is_valid(), "{other}");
        }
        assert!(PodId::of_any("7h6g5f4e3d2c1b0a", &account).is_valid() && account.home_pod().is_valid());
    }
}
