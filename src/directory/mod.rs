//! The directory: what spans pods, in D1. Each file has one family of tables, with its SQL and its types.

mod accounts;
mod addresses;
mod assignments;
mod caller;
mod caller_details;
pub mod credentials;
mod domain_checks;
mod domain_emails;
mod domains;
mod error_log;
pub mod inbound;
pub mod inboxes;
mod invitations;
mod keys;
mod mail_router;
mod master_keys;
mod members;
mod migrations;
pub mod money;
mod moves;
mod oauth;
mod observations;
pub mod operator;
mod operators;
pub mod payments;
mod pod_creation;
mod pod_directory;
mod pod_keys;
mod pod_patch;
mod pod_sessions;
mod pods;
mod profiles;
pub mod push;
mod rate_limits;
mod recovery;
pub mod revocations;
mod run_budgets;
mod run_keys;
mod scim;
mod seeds;
mod sessions;
mod tenant_hosts;
pub mod trust;
pub mod usage;

pub use accounts::{ChangedAccount, NewAccount};
pub use addresses::Home;
pub use assignments::{Assignment, AssignmentOf};
pub use caller::Authority;
pub use caller_details::CallerDetails;
pub use domain_checks::{DueStack, GRACE, Lookup};
pub use domain_emails::{DomainEmail, DomainEmailKind};
pub use domains::{NewStack, Stack, StackScope};
pub use error_log::count_error;
pub use invitations::{Invitation, NewInvitation};
pub use keys::{NewKey, ReplacedKey};
pub use mail_router::{Envelope, MAX_MESSAGE_BYTES, MailRouter, RoutingOutcome, TOO_LARGE, ToOperator};
pub use master_keys::{KeyCount, KeyCounts};
pub use members::{Member, MemberChange, MemberPatch, own_mailbox};
pub use moves::{JobStatus, MoveJob, MoveSource, NewMove};
pub use oauth::{
    CodeRedemption, ConsentChoices, DeviceOutcome, DevicePoll, EndedGrant, GrantTerms, IssuedToken, NewDeviceRequest,
    NewGrant, NewTokens, OauthClient, OauthGrant, POLL_INTERVAL_SECONDS, Redeemed, Rotation, TokenInfo,
};
pub use observations::{NewShared, ObservationFilter, SELECT_TOPICS, Shared};
pub use pod_creation::NewPod;
pub use pod_directory::{MailLeft, PodAddress, PodBounds, PodDirectory};
pub use pod_keys::{ApiKey, KeyPatch, KeysOf};
pub use pod_patch::PodPatch;
pub use pod_sessions::PodSessions;
pub use pods::{DeletedCounts, Pod, PodApi, PodsOf};
pub use profiles::{Profile, Visibility};
pub use rate_limits::RateLimitSubjects;
pub use recovery::AccountSeed;
pub use run_budgets::{NewRunBudget, PendingRun};
pub use run_keys::{MadeBy, NewRunKey, RunApiKey};
pub use scim::{GroupRequest, ListRequest, ScimCaller, ScimToken};
pub use seeds::{NewStoredSeed, Seed, UNCONFIRMED_TTL};
pub use sessions::{NewLink, NewSession, Session, SignInChoice};
pub use tenant_hosts::Tenant;

use crate::platform::Database;

/// The whole directory: for code that acts for the deployment, never for a pod.
pub struct Directory {
    db: Database,
}

impl Directory {
    /// Over the deployment's database.
    pub fn new(db: Database) -> Self {
        Self { db }
    }
}
