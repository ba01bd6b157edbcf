//! Errors as callers see them.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

/// A result whose error can be sent to a caller.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($variant:ident $status:literal $text:literal $meaning:literal;)*) => {
        /// A stable, machine-readable code. Clients branch on it, so its text never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, for the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The text of the field `error`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The HTTP status of the reply.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// What it means, in one sentence. Public: it is in the API document and in `docs/ERRORS.md`.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    InvalidBody 400 "invalid_body" "The body is not valid JSON, or a field has the wrong type.";
    InvalidRequest 400 "invalid_request" "A field or parameter has a value that the operation does not accept.";
    UnknownField 400 "unknown_field" "The request has a field or parameter that the operation does not know.";
    MissingFields 400 "missing_fields" "The body lacks a required field.";
    MissingParams 400 "missing_params" "The query lacks a required parameter.";
    MissingAddress 400 "missing_address" "The operation needs an email address, and none was sent.";
    InvalidAddress 400 "invalid_address" "The address is malformed, or its domain is not known to this deployment.";
    InvalidContent 400 "invalid_content" "The content of the observation is too long.";
    InvalidEmail 400 "invalid_email" "The value is not an email address.";
    InvalidUrl 400 "invalid_url" "Webhooks cannot be sent to this URL; `message` says why.";
    InvalidPublicKey 400 "invalid_public_key" "The value is not an X25519 public key of 32 bytes, or it is a weak one.";
    InvalidCiphertext 400 "invalid_ciphertext" "The value is empty, or it does not look encrypted and the vault requires that.";
    InvalidEncryptedSeed 400 "invalid_encrypted_seed" "The value is neither base64 nor hex.";
    InvalidCaps 400 "invalid_caps" "A cap or rate limit is not positive, or the limit of a longer period is lower than that of a shorter one.";
    AuthorizationPending 400 "authorization_pending" "The operator, or the person, has not decided yet (RFC 8628).";
    SlowDown 400 "slow_down" "The poll came too early; `interval` is now longer (RFC 8628).";
    AccessDenied 400 "access_denied" "The operator, or the person, denied the request (RFC 8628).";
    ExpiredToken 400 "expired_token" "The request has expired (RFC 8628).";
    InvalidGrant 400 "invalid_grant" "The code or the refresh token is unknown, was used before, has expired, or belongs to another client or pod (RFC 6749).";
    InvalidClient 400 "invalid_client" "There is no such OAuth client, or its metadata cannot be read (RFC 6749).";
    InvalidClientMetadata 400 "invalid_client_metadata" "A field of the client's metadata has a value that cannot be registered (RFC 7591).";
    InvalidScope 400 "invalid_scope" "None of the scopes can be granted, or the grant does not have one of them (RFC 6749).";
    InvalidTarget 400 "invalid_target" "The value of `resource` is no resource of this deployment, or not that of the grant (RFC 8707).";
    InvalidRedirectUri 400 "invalid_redirect_uri" "A redirect URI is neither https nor http to the client's own machine (RFC 7591).";
    UnauthorizedClient 400 "unauthorized_client" "The client has not registered the grant type (RFC 6749).";
    UnsupportedGrantType 400 "unsupported_grant_type" "The value of `grant_type` is not supported (RFC 6749).";
    UnsupportedResponseType 400 "unsupported_response_type" "The value of `response_type` is not `code` (RFC 6749).";
    InvalidDomain 400 "invalid_domain" "The value is not a domain that an account can add.";
    InvalidSummary 400 "invalid_summary" "The event has no summary, or the summary is too long.";
    InvalidStart 400 "invalid_start" "The start is not a valid date or time.";
    InvalidEnd 400 "invalid_end" "The end is not a valid date or time.";
    InvalidDateRange 400 "invalid_date_range" "The end is not after the start, or the range is too long.";
    InvalidPayment 400 "invalid_payment" "The payment header cannot be decoded.";
    InvalidAttendees 400 "invalid_attendees" "The attendees are not valid, or there are too many.";
    InvalidFilter 400 "invalid_filter" "The filter of a SCIM list or path is not valid, or needs what is not supported.";
    InvalidPath 400 "invalid_path" "The path of a SCIM attribute is not one of the resource.";
    NoTarget 400 "no_target" "The path of a SCIM patch selects no value.";
    ReadOnly 400 "read_only" "The SCIM attribute cannot be changed or removed.";
    AgentTypeUnavailable 400 "agent_type_unavailable" "The runner cannot start agents of this type; `fix` lists its types.";
    InvalidAgentId 400 "invalid_agent_id" "The value is not the id of an account.";
    Unauthorized 401 "unauthorized" "The credential is missing, unknown, expired or revoked.";
    PaymentRequired 402 "payment_required" "A limit is reached; `accepts` lists how to pay for this request, if that is possible.";
    UpgradeRequired 402 "upgrade_required" "The account has reached a limit of its tier.";
    EntitlementRequired 402 "entitlement_required" "The deployment has not enabled tenants (`MULTI_TENANT`).";
    QuotaExceeded 402 "quota_exceeded" "The account has as many pods as the deployment allows; `limit` and `current` say how many.";
    SpendingCapExceeded 402 "spending_cap_exceeded" "The charge would exceed a spending cap; `exceeded` lists the caps.";
    PodAuthForbidden 403 "pod_auth_forbidden" "The operation needs the account's key or a session; a pod's key was sent.";
    PodSuspended 403 "pod_suspended" "The pod is suspended; the account can resume it.";
    AddressReserved 403 "address_reserved" "The local part of the address is reserved.";
    AddressLimit 403 "address_limit" "The account has as many addresses as its tier allows, or has deleted 1,000 within 90 days.";
    InvalidSender 403 "invalid_sender" "The sender's address is not at a domain of this deployment or of the account.";
    NotYourAddress 403 "not_your_address" "The sender's address does not belong to the caller.";
    SendingSuspended 403 "sending_suspended" "Sending is suspended because too many recipients' servers refused mail of this pod.";
    AddressNotYours 403 "address_not_yours" "The address belongs to another pod or account.";
    DomainNotYours 403 "domain_not_yours" "The domain belongs to another account, or serves another environment only.";
    DomainUnverified 403 "domain_unverified" "The account has added the domain but has not proved that it owns it.";
    WebhookLimit 403 "webhook_limit_reached" "The pod has the maximum number of webhooks.";
    CalendarLimit 403 "calendar_limit_reached" "The calendar has the maximum number of events.";
    HttpsRequired 403 "https_required" "The request was sent without TLS.";
    WrongTenant 403 "wrong_tenant" "The credential belongs to another tenant than the one that the host names.";
    Forbidden 403 "forbidden" "The caller may not do this.";
    EgressNotAllowed 403 "egress_not_allowed" "The pod's `egress_fqdns` do not have the host; `host` names it.";
    MissingScope 403 "missing_scope" "The key does not have the permission of the operation; `permission` names it.";
    IpNotAllowed 403 "ip_not_allowed" "The key cannot be used from the caller's IP address.";
    KeyLimit 403 "key_limit_reached" "The pod has the maximum number of keys.";
    PushLimit 403 "push_limit_reached" "The person has notifications in the maximum number of browsers.";
    RuleLimit 403 "rule_limit" "The pod has the maximum number of rules.";
    VaultLimit 403 "vault_limit_reached" "The vault has as many keys as the tier allows, or the email address has the maximum number of seeds.";
    NoOperatorEmail 403 "no_operator_email" "The account has no operator email.";
    SelfApprovalForbidden 403 "self_approval_forbidden" "The account requires a second principal: only a signed-in person can do this.";
    PolicyViolation 403 "policy_violation" "The pod's policy does not allow the charge; `reason` says why.";
    StorageLimit 403 "storage_limit_reached" "The pod's sent mail takes as many bytes as the tier allows.";
    HoldLimit 403 "hold_limit_reached" "The account or the pod has the maximum number of open holds.";
    RepositoryLimit 403 "repository_limit_reached" "The environment has the maximum number of repositories.";
    RunLimit 403 "run_limit_reached" "The environment has the maximum number of runs that have not ended.";
    CustomCommandsOff 403 "custom_commands_off" "The runner does not start commands that a request names.";
    CeilingExceeded 403 "ceiling_exceeded" "A ceiling does not allow the type of agent, a tool or the model; `name` says which, and `bound` whose ceiling it is.";
    SessionOver 404 "session_over" "The session of the MCP server is over, or belongs to another key. Initialize again.";
    NotFound 404 "not_found" "The resource does not exist, or the caller has no access to it.";
    UnknownHost 404 "unknown_host" "The host is that of no tenant.";
    MethodNotAllowed 405 "method_not_allowed" "The path exists, but not with this method.";
    InProgress 409 "in_progress" "The same operation is still running; try again later.";
    NotInvited 409 "not_invited" "The event is not an invitation to this pod.";
    AlreadyResolved 409 "already_resolved" "The decision was made before and cannot be changed.";
    PaymentMismatch 409 "payment_mismatch" "The payment was already used for a different request.";
    AddressTaken 409 "address_taken" "The address belongs to another pod or account.";
    AddressQuarantined 409 "address_quarantined" "The address belonged to a purged pod of another account less than 90 days ago.";
    DomainTaken 409 "domain_taken" "Another account has proved that it owns the domain.";
    DomainInUse 409 "domain_in_use" "Addresses are still claimed at the domain, or another environment of the account has it.";
    MemberExists 409 "member_exists" "A person of the account has this email address already.";
    LastOwner 409 "last_owner" "The account must keep an owner who can sign in.";
    SlugTaken 409 "slug_taken" "Another pod of the account or of this deployment has the slug.";
    CannotReassign 409 "cannot_reassign" "The inboxes of the environment cannot be moved there; `message` says why.";
    GroupExists 409 "group_exists" "Another SCIM group of the account has the name.";
    RuleExists 409 "rule_exists" "A rule with the same match exists for this mailbox.";
    VersionConflict 409 "version_conflict" "The key has another version; `current_version` says which.";
    VaultKeyExists 409 "vault_key_exists" "The vault has a key of this name that is not deleted.";
    BackupExists 409 "backup_exists" "The account already has a backup key.";
    WebhookDisabled 409 "webhook_disabled" "The webhook is disabled, so nothing is delivered to it.";
    IdempotencyInFlight 409 "idempotency_in_flight" "The first request with this `Idempotency-Key` is still running.";
    HoldOver 409 "hold_over" "The hold has ended; `status` says how.";
    RunnerFull 409 "runner_full" "The runner has as many runs as it takes; `max_runs` says how many.";
    InputFull 409 "input_full" "The run has not read the input that it has; try again after `Retry-After`.";
    RepositoryExists 409 "repository_exists" "The environment has a repository of this name.";
    RunEnded 409 "run_ended" "The run has ended, so it takes no input.";
    Expired 410 "expired" "The resource has expired.";
    PreconditionFailed 412 "precondition_failed" "The resource has another version than `If-Match` names.";
    TooLarge 413 "too_large" "The body, a field or the message is larger than the operation accepts.";
    IdempotencyMismatch 422 "idempotency_mismatch" "The `Idempotency-Key` or `client_id` was already used with a different request.";
    WebSocketRequired 426 "websocket_required" "The path accepts WebSocket upgrades only.";
    StreamLimit 429 "stream_limit" "The credential has too many open streams of the MCP server, or its sessions follow too many resources.";
    RateLimited 429 "rate_limited" "Too many requests; try again after `Retry-After`.";
    InternalError 500 "internal_error" "The deployment failed; the operator finds the cause in the log by `request_id`.";
    NotImplemented 501 "not_implemented" "The deployment does not support this part of the protocol.";
    DnsFailed 502 "dns_failed" "The DNS resolver did not answer; nothing was changed.";
    ProviderFailed 502 "provider_failed" "Cloudflare's API refused the request or did not answer; `message` says why.";
    FacilitatorFailed 502 "facilitator_failed" "The payment could not be checked; nothing was done and nothing was paid.";
    NotReady 503 "not_ready" "The database lacks migrations or does not answer.";
    StorageExhausted 503 "storage_exhausted" "The deployment's storage for unconfirmed seeds is full; try again after `Retry-After`.";
    PaymentPending 503 "payment_pending" "It is not known yet whether the payment was settled; send the same request with the same payment again.";
    DeliveryFailed 502 "delivery_failed" "No recipient accepted the message; `message` says why.";
    Misconfigured 500 "misconfigured" "The deployment's configuration is invalid; its log says what.";
}

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub struct Error {
    /// The machine-readable code.
    pub code: Code,
    /// What happened, for a person.
    pub message: Cow<'static, str>,
    /// What the caller can do, if something helps.
    pub fix: Option<Cow<'static, str>>,
    /// Seconds after which a retry may succeed.
    pub retry_after: Option<u32>,
    /// The values of `RateLimit-Policy` and `RateLimit`.
    pub limits: Option<Box<[String; 2]>>,
    /// Headers of this error only.
    pub headers: Box<[(&'static str, String)]>,
    /// Members of the body beside the common ones.
    pub details: Option<Box<Map<String, Value>>>,
    /// The internal cause. Logged, never sent.
    pub cause: Option<String>,
    /// Whether a stored value is missing or cannot be decrypted, so that a retry cannot help.
    pub is_of_unreadable: bool,
}

impl Error {
    /// Makes an error from a code and a message.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            fix: None,
            retry_after: None,
            limits: None,
            headers: Box::default(),
            details: None,
            cause: None,
            is_of_unreadable: false,
        }
    }

    /// Adds how the caller can repair the request.
    pub fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds a member to the body.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.get_or_insert_default().insert(name.to_owned(), value.into());
        self
    }

    /// Sets `Retry-After`, in seconds.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds the state of the limits that refused the request.
    pub fn limits(mut self, limits: [String; 2]) -> Self {
        self.limits = Some(Box::new(limits));
        self
    }

    /// Adds headers.
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.headers = self.headers.into_iter().chain(headers).collect();
        self
    }

    /// A failure of the deployment. Only the log shows the cause.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::InternalError, "The server failed.")
            .fix("Try again later. If it fails again, report the request_id to the operator.");
        error.cause = Some(cause.to_string());
        error
    }

    /// A stored value is missing or cannot be decrypted.
    pub fn unreadable(cause: impl fmt::Display) -> Self {
        Self { is_of_unreadable: true, ..Self::internal(cause) }
    }

    /// The same reply for what does not exist and for what belongs to somebody else.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// The credential is missing or not valid.
    pub fn unauthorized() -> Self {
        Self::new(Code::Unauthorized, "The request has no valid API key or session token.")
            .fix("Send `Authorization: Bearer <api_key>`; POST /v1/auth/agent-register creates a key.")
    }

    /// Says that a credential was sent, and is not valid (RFC 6750, section 3.1).
    pub fn invalid_token(self) -> Self {
        self.headers([("www-authenticate", "Bearer error=\"invalid_token\"".to_owned())])
    }

    /// The credential is good, but for another tenant or host.
    pub fn wrong_tenant() -> Self {
        Self::new(Code::WrongTenant, "The credential does not belong to the tenant of this host.")
            .fix("Send the request to the host of the credential's tenant, or use a credential of this one.")
    }

    /// The host below the base domain is nobody's, or its tenant is disabled.
    pub fn unknown_host() -> Self {
        Self::new(Code::UnknownHost, "There is nothing at this host.")
    }

    /// A value of the right type that the operation does not accept.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }
}

/// `code: message`. A deserializer can return only text, so an error from inside one has this form, and
/// [`Error::from_text`] reads it back.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)?;
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Reads the text that `Display` wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let (code, message) = text.split_once(": ")?;
        let code = Code::ALL.iter().find(|known| known.as_str() == code)?;
        Some(Self::new(*code, message.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_as_text() {
        let error = Error::new(Code::InvalidEmail, "nope: not an address");
        let back = Error::from_text(&error.to_string()).expect("readable");
        assert_eq!((back.code, back.message), (error.code, error.message));
    }

    #[test]
    fn codes_are_unique() {
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
    }
}
