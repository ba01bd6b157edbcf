//! What the audit record can say.

use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($action:ident $text:literal $subject:literal;)*) => {
        /// Something that was done in a pod, as the audit record names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum AuditAction { $(#[doc = $subject] $action,)* }

        impl AuditAction {
            /// All of them, for the documentation.
            pub const ALL: &[Self] = &[$(Self::$action,)*];

            /// As recorded.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$action => $text,)* }
            }

            /// What the entry's subject is.
            pub const fn subject(self) -> &'static str {
                match self { $(Self::$action => $subject,)* }
            }
        }
    };
}

actions! {
    AddressClaimed "address.claimed" "the address";
    AddressUpdated "address.updated" "the address";
    AddressRemoved "address.removed" "the address";
    EmailSubmitted "email.submitted" "the `id` in the outbox";
    EmailCancelled "email.cancelled" "the `id` in the outbox";
    EmailDeleted "email.deleted" "the `id` in the outbox";
    DraftEdited "draft.edited" "the `id` in the outbox";
    DraftReleased "draft.released" "the `id` in the outbox";
    DraftRejected "draft.rejected" "the `id` in the outbox";
    MessageDeleted "message.deleted" "the message's `id`";
    MessagesDeleted "messages.deleted" "the mailbox, or `*` for all mailboxes";
    RuleCreated "rule.created" "the rule's `id`";
    RuleUpdated "rule.updated" "the rule's `id`";
    RuleDeleted "rule.deleted" "the rule's `id`";
    WebhookCreated "webhook.created" "the webhook's `id`";
    WebhookUpdated "webhook.updated" "the webhook's `id`";
    WebhookDeleted "webhook.deleted" "the webhook's `id`";
    WebhookSecretRotated "webhook.secret_rotated" "the webhook's `id`";
    WebhookReplayed "webhook.replayed" "the webhook's `id`";
    E2eKeyRotated "e2e_key.rotated" "the new key's `key_id`";
    ObservationWritten "observation.written" "the observation's `id`";
    ObservationShared "observation.shared" "the observation's `id`";
    ObservationDeleted "observation.deleted" "the observation's `id`";
    EventCreated "event.created" "the event's `id`";
    EventUpdated "event.updated" "the event's `id`";
    EventDeleted "event.deleted" "the event's `id`";
    EventAnswered "event.answered" "the event's `id`";
    CalendarImported "calendar.imported" "the number of events that are new or changed";
    CalendarFeedRotated "calendar.feed_rotated" "`feed`";
    CalendarFeedEnded "calendar.feed_ended" "`feed`";
    SecretStored "secret.stored" "the name of the key in the vault";
    SecretVersionDeleted "secret.version_deleted" "the name of the key in the vault";
    SecretDeleted "secret.deleted" "the name of the key in the vault";
    SecretUndeleted "secret.undeleted" "the name of the key in the vault";
    ProfileSet "profile.set" "the address";
    CredentialRequested "credential.requested" "the request's `id`";
    CredentialDelivered "credential.delivered" "the request's `id`";
    RunCreated "run.created" "the run's `key`";
    RunTerminated "run.terminated" "the run's `key`";
    RepositoryAdded "repository.added" "the repository's name";
    RepositoryDeleted "repository.deleted" "the repository's name";
    RunnerTokenCreated "runner_token.created" "the name for the runner, or empty";
    RunnerRegistered "runner.registered" "the runner's `id`";
    RunnerRemoved "runner.removed" "the runner's `id`";
    InvitationSent "invitation.sent" "the invitation's `id`";
    InvitationRevoked "invitation.revoked" "the invitation's `id`";
    MemberUpdated "member.updated" "the member's `id`";
    MemberRemoved "member.removed" "the member's `id`";
    OauthGrantCreated "oauth_grant.created" "the grant's `id`";
    OauthGrantEnded "oauth_grant.ended" "the grant's `id`";
    AccountKeyRotated "account_key.rotated" "the first characters of the new key";
    AccountKeyActivated "account_key.activated" "the first characters of the key";
}
