//! Calls from the edge and the directory to pods: each with its name, request and reply.
//!
//! Only the deployment's own code reaches them: the edge forwards nothing but operations to a pod. The edge and a pod can run
//! different versions for a short time, so names and fields change only with care.

mod client;
mod moves;

use std::net::IpAddr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

pub use client::InternalRpc;
pub use moves::*;

use crate::audit_action::AuditAction;
use crate::credential::KeyHash;
use crate::event_kind::EventKind;
use crate::grant::{Authenticated, KeyState};
use crate::id::{InboxId, MemberId, PodId, RequestId, RunId};
use crate::limits::Inbound;
use crate::oauth::Resource;
use crate::platform::FromRow;
use crate::recipients::{OneOrMany, Recipients};
use crate::time::Timestamp;
use crate::wire::{Actor, IdempotentRequest, Patch, StoredResponse};

/// A call of a pod: the request, as a type.
pub trait Rpc: Serialize + DeserializeOwned {
    /// The path of the call, without its slash.
    const NAME: &'static str;
    /// Whether the request travels in the query instead of the body: quicker if it is short, and the body is free for a stream.
    const IN_QUERY: bool = false;
    /// What the pod replies.
    type Reply: Serialize + DeserializeOwned;
}

macro_rules! calls {
    ($($name:literal $request:ty => $reply:ty $(, in_query = $in_query:literal)?;)*) => {$(
        impl Rpc for $request {
            const NAME: &'static str = $name;
            $(const IN_QUERY: bool = $in_query;)?
            type Reply = $reply;
        }
    )*};
}

calls! {
    "authenticate" Authenticate => Authenticated, in_query = true;
    "enter" EnterEnvironment => (), in_query = true;
    "begin" BeginRequest => BegunRequest;
    "settle" SettleRequest => ();
    "changed" AccessChanged => ();
    "rotated" KeysRotated => Subscriptions;
    "expect-revocations" ExpectRevocations => (), in_query = true;
    "end-subscriptions" EndSubscriptions => ();
    "deliver" Deliver => Delivered, in_query = true;
    "system-email" SendSystemEmail => ();
    "review" ReviewDrafts => Box<RawValue>;
    "unused" ReadUsage => ReportedUsage, in_query = true;
    "happened" RecordEvent => ();
    "act" RecordAction => ();
    "key-uses" ListKeyUses => Vec<KeyUse>, in_query = true;
    "inbox-changed" InboxChanged => ();
    "remove-inbox" RemoveInbox => RemovedInbox;
    "begin-move" BeginMove => (), in_query = true;
    "export-inboxes" ExportInboxes => ExportedInboxes, in_query = true;
    "export-threads" ExportThreads => Vec<(String, String)>, in_query = true;
    "export-received" ExportReceived => Vec<MovedMessage>, in_query = true;
    "export-sent" ExportSent => ExportedSent;
    "export-content" ExportContent => (), in_query = true;
    "leave-inboxes" LeaveInboxes => LeftInboxes;
    "watch-run" WatchRun => (), in_query = true;
    "watch-news" WatchNews => (), in_query = true;
    "follow-resources" FollowResources => Vec<String>;
    "reseal" Reseal => ResealProgress, in_query = true;
    "erase" Erase => Erased, in_query = true;
}

/// Authenticates a key for an operation that runs at the edge.
#[derive(Serialize, Deserialize)]
pub struct Authenticate {
    pub key: String,
    pub key_state: KeyState,
    /// Of the caller, if it is known.
    pub ip: Option<IpAddr>,
    /// The label of the tenant whose host the request names.
    #[serde(default)]
    pub tenant: Option<String>,
    /// The resource that the request is sent to.
    #[serde(default)]
    pub resource: Resource,
}

/// Opens a socket that shows the terminal of a run, for an authenticated caller.
#[derive(Serialize, Deserialize)]
pub struct WatchRun {
    pub key: String,
    pub run: String,
    pub since: i64,
}

/// Opens a socket with what happens in the pod, as far as a credential permits, for an authenticated MCP client.
#[derive(Serialize, Deserialize)]
pub struct WatchNews {
    pub key: String,
    /// Events after this cursor come first.
    pub since: Option<i64>,
    /// The legacy session that is told. It has one stream.
    pub session: Option<String>,
}

/// Changes which resources a session of an MCP client follows. The reply is all that it follows.
#[derive(Serialize, Deserialize)]
pub struct FollowResources {
    pub session: String,
    /// When the session is over, in milliseconds since the epoch.
    pub until: i64,
    pub add: Option<String>,
    pub remove: Option<String>,
}

/// Asks the home pod of a session whether it is let into another pod of the account.
#[derive(Serialize, Deserialize)]
pub struct EnterEnvironment {
    pub key: String,
    pub pod: PodId,
}

/// Authenticates a key for a request with an `Idempotency-Key`, and begins the request.
#[derive(Serialize, Deserialize)]
pub struct BeginRequest {
    pub key: String,
    pub key_state: KeyState,
    pub ip: Option<IpAddr>,
    #[serde(default)]
    pub tenant: Option<String>,
    #[serde(default)]
    pub resource: Resource,
    pub idempotent: IdempotentRequest,
}

/// The request is counted, also if its reply is a stored one.
#[derive(Serialize, Deserialize)]
pub struct BegunRequest {
    pub authenticated: Authenticated,
    pub outcome: IdempotencyOutcome,
}

/// What becomes of a request with an `Idempotency-Key`.
#[derive(Serialize, Deserialize)]
pub enum IdempotencyOutcome {
    /// It is the first: do it, then settle it.
    First,
    /// It was done: repeat the reply.
    Replay(StoredResponse),
}

/// Lists when the keys of the pod were last used.
#[derive(Serialize, Deserialize)]
pub struct ListKeyUses {}

/// When a key was last used.
#[derive(Serialize, Deserialize, FromRow)]
pub struct KeyUse {
    pub key_id: String,
    pub used_at: Timestamp,
}

/// Ends a request that was begun: with its reply, or with none, so that it can be tried again.
#[derive(Serialize, Deserialize)]
pub struct SettleRequest {
    pub idempotent: IdempotentRequest,
    pub stored: Option<StoredResponse>,
}

/// Reports that keys, settings or the status of the pod have changed.
#[derive(Default, Serialize, Deserialize)]
pub struct AccessChanged {
    /// Hashes of keys that were revoked.
    pub revoked: Vec<String>,
    /// Whether the pod was suspended, resumed or is being deleted.
    pub status: bool,
}

impl AccessChanged {
    /// Keys were revoked.
    pub fn revoked(keys: &[KeyHash]) -> Self {
        Self { revoked: keys.iter().map(|key| key.as_str().to_owned()).collect(), status: false }
    }
}

/// Reports that keys of the account were replaced, and asks what sends the pod's data out without a key.
#[derive(Serialize, Deserialize)]
pub struct KeysRotated(pub AccessChanged);

/// What sends a pod's data out without a key.
#[derive(Default, Serialize, Deserialize)]
pub struct Subscriptions {
    /// Ids of webhooks, oldest first.
    pub webhooks: Vec<String>,
    /// Whether the calendar's feed has a URL.
    pub calendar_feed: bool,
}

/// Arms the alarm by which a home pod makes sure that the account's subscriptions end.
#[derive(Serialize, Deserialize)]
pub struct ExpectRevocations {}

/// Ends the pod's subscriptions.
#[derive(Serialize, Deserialize)]
pub struct EndSubscriptions {
    /// Later ones stay.
    pub made_before: Timestamp,
    /// The actor, for the pod's audit log.
    pub key_prefix: String,
    pub request_id: RequestId,
    #[serde(default)]
    pub member_id: Option<MemberId>,
}

/// Delivers a message, which is the body.
#[derive(Serialize, Deserialize)]
pub struct Deliver {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// The mailbox that the recipient belongs to.
    pub address: String,
    /// Whether the directory has just confirmed the address. If not, the pod has to know the address itself.
    pub found: bool,
    pub public_key: Option<String>,
    /// Announced length of the message, in bytes.
    pub size: Option<usize>,
    /// Whether a pod of this deployment sends it.
    pub internal: bool,
}

/// How a delivery ended.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// Stored now.
    Stored,
    /// Stored before.
    Duplicate,
    /// The pod does not know the address: what the caller remembers is out of date.
    Unknown,
    /// Refused, with the reason for the sender.
    Refused(String),
    /// Refused for now, with the reason.
    Later(String),
}

/// Sends an email of the deployment. None: the call takes as long, and nothing is sent.
#[derive(Serialize, Deserialize)]
pub struct SendSystemEmail(pub Option<SystemEmail>);

/// An email of the deployment to a person.
#[derive(Clone, Serialize, Deserialize)]
pub struct SystemEmail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Reads held messages, or decides on them.
#[derive(Serialize, Deserialize)]
pub struct ReviewDrafts {
    pub actor: Actor,
    pub review: Review,
}

/// What the account does with held messages.
#[derive(Serialize, Deserialize)]
pub enum Review {
    List { limit: u32, cursor: Option<i64> },
    Read { id: String },
    Edit { id: String, changes: DraftChanges, most_recipients: u32 },
    Release { id: String },
    Reject { id: String, reason: Option<String> },
}

/// Changes to a held message. Absent fields stay as they are.
#[derive(Deserialize, Serialize, ToSchema)]
pub struct DraftChanges {
    #[schema(value_type = Option<OneOrMany>)]
    pub to: Option<Recipients>,
    #[schema(value_type = Option<OneOrMany>)]
    pub cc: Option<Recipients>,
    #[schema(value_type = Option<OneOrMany>)]
    pub bcc: Option<Recipients>,
    /// The subject, at most 998 bytes.
    #[schema(example = "Hello")]
    pub subject: Option<String>,
    /// The plain text.
    #[schema(example = "Lunch at one?")]
    pub text: Option<String>,
    /// The HTML form of the text; null removes it.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[schema(value_type = Option<String>, example = "<p>Lunch at one?</p>")]
    pub html: Patch<String>,
}

/// Reads what the pod uses.
#[derive(Serialize, Deserialize)]
pub struct ReadUsage {}

/// What a pod uses, and what it has reserved of its account's allowances.
#[derive(Default, Serialize, Deserialize)]
pub struct ReportedUsage {
    /// Requests of the day that the pod has reserved and not used.
    pub unused_requests: u32,
    pub storage_bytes: i64,
    /// Mail received today.
    pub inbound: Inbound,
    /// Mail of the day that the pod has reserved and not used.
    pub unused_inbound: Inbound,
}

/// Records an event that happened outside the pod. A repeated call changes nothing.
#[derive(Serialize, Deserialize)]
pub struct RecordEvent {
    pub kind: EventKind,
    /// The id of the thing that the event is about.
    pub about: String,
    /// A member of the event: its name, and its value as JSON.
    pub name: String,
    pub json: String,
    /// The run whose approval it is about. The pod asks the directory whether the run waits.
    #[serde(default)]
    pub run: Option<RunId>,
}

/// Records an act on the account in the audit log of its home pod.
#[derive(Serialize, Deserialize)]
pub struct RecordAction {
    pub actor: Actor,
    pub action: AuditAction,
    pub subject: String,
}

/// Reports that an inbox of the pod was created or changed. A repeated call changes nothing more.
#[derive(Serialize, Deserialize)]
pub struct InboxChanged {
    pub actor: Actor,
    pub address: String,
    pub is_new: bool,
}

/// Deletes what belongs to an inbox that is being deleted.
#[derive(Serialize, Deserialize)]
pub struct RemoveInbox {
    /// None: the deployment finishes an interrupted deletion.
    pub actor: Option<Actor>,
    pub id: InboxId,
}

/// How far the deletion of an inbox is.
#[derive(Serialize, Deserialize)]
pub struct RemovedInbox {
    /// Whether nothing is left. If not, call again.
    pub complete: bool,
}

/// Reseals the pod's data under the current master key, in the background.
#[derive(Serialize, Deserialize)]
pub struct Reseal {}

/// How far resealing is.
#[derive(Serialize, Deserialize)]
pub struct ResealProgress {
    /// The number of the master key under which everything is sealed once this is `complete`.
    pub number: u8,
    pub complete: bool,
    /// Values that were skipped.
    pub unreadable: u32,
}

/// Removes everything in the pod.
#[derive(Serialize, Deserialize)]
pub struct Erase {}

/// What was removed.
#[derive(Default, Serialize, Deserialize)]
pub struct Erased {
    pub messages: i64,
    pub blobs: u64,
    pub vault_versions: u64,
    /// Whether nothing is left. If not, call again.
    pub complete: bool,
}
