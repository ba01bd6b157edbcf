//! What can go wrong, as callers see it.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

/// The result of everything that can refuse a caller.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($variant:ident $status:literal $text:literal $meaning:literal;)*) => {
        /// A stable, machine-readable reason. Clients branch on it; its text never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, for the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands in `error`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    InvalidBody 400 "invalid_body" "The body is not the JSON this operation takes.";
    InvalidRequest 400 "invalid_request" "A parameter has a value that this operation does not take.";
    UnknownField 400 "unknown_field" "The body has a field that this operation does not know.";
    MissingFields 400 "missing_fields" "The body lacks a field that this operation needs.";
    MissingParams 400 "missing_params" "The query lacks a parameter that this operation needs.";
    MissingAddress 400 "missing_address" "No email address was given.";
    InvalidAddress 400 "invalid_address" "The email address is not one that this deployment can give out.";
    InvalidContent 400 "invalid_content" "The content is longer than this operation takes.";
    InvalidEmail 400 "invalid_email" "The value is not an email address.";
    InvalidUrl 400 "invalid_url" "The URL is not one that this deployment sends requests to.";
    InvalidPublicKey 400 "invalid_public_key" "The value is not an X25519 public key of 32 bytes.";
    InvalidCiphertext 400 "invalid_ciphertext" "The value is neither base64url nor hex.";
    InvalidEncryptedSeed 400 "invalid_encrypted_seed" "The value is neither base64 nor hex.";
    InvalidCaps 400 "invalid_caps" "Caps and rate limits are positive and grow with the period.";
    AuthorizationPending 400 "authorization_pending" "The operator has not decided yet (RFC 8628).";
    SlowDown 400 "slow_down" "Polled too early; the interval is longer from now on (RFC 8628).";
    AccessDenied 400 "access_denied" "The operator said no (RFC 8628).";
    ExpiredToken 400 "expired_token" "The request has expired (RFC 8628).";
    InvalidGrant 400 "invalid_grant" "No request of the caller's has this device code (RFC 6749).";
    InvalidDomain 400 "invalid_domain" "The value is not a domain that can be an account's own.";
    InvalidSummary 400 "invalid_summary" "The event has no summary, or one that is too long.";
    InvalidStart 400 "invalid_start" "The start is not a time.";
    InvalidEnd 400 "invalid_end" "The end is not a time.";
    InvalidDateRange 400 "invalid_date_range" "The end is not after the start.";
    InvalidPayment 400 "invalid_payment" "The payment cannot be read.";
    InvalidAttendees 400 "invalid_attendees" "The attendees are not email addresses.";
    InvalidAgentId 400 "invalid_agent_id" "That is not the id of an account.";
    Unauthorized 401 "unauthorized" "The request carries no credential, or one that is unknown or revoked.";
    PaymentRequired 402 "payment_required" "A limit is reached; `accepts` lists how to pay for going on, if that is possible here.";
    UpgradeRequired 402 "upgrade_required" "The account has as many of these as its tier allows.";
    SpendingCapExceeded 402 "spending_cap_exceeded" "The charge would exceed a spending cap; `exceeded` lists which.";
    PodAuthForbidden 403 "pod_auth_forbidden" "A pod's key was used where the account's key is needed.";
    PodSuspended 403 "pod_suspended" "The pod is suspended; its account can resume it.";
    AddressReserved 403 "address_reserved" "The local part is reserved.";
    AddressLimit 403 "address_limit" "The account has as many addresses as its tier allows.";
    InvalidSender 403 "invalid_sender" "The sender's address is not one of this deployment.";
    NotYourAddress 403 "not_your_address" "The sender's address is not the caller's.";
    SendingSuspended 403 "sending_suspended" "Too much mail from here was refused by its recipients' servers.";
    AddressNotYours 403 "address_not_yours" "The address belongs to somebody else.";
    DomainNotYours 403 "domain_not_yours" "The domain is another account's own.";
    DomainUnverified 403 "domain_unverified" "It is not proved yet that the domain is the account's.";
    WebhookLimit 403 "webhook_limit_reached" "The pod has as many webhooks as a pod can have.";
    CalendarLimit 403 "calendar_limit_reached" "The calendar has as many events as it may have.";
    HttpsRequired 403 "https_required" "The request came without TLS.";
    Forbidden 403 "forbidden" "The caller may not do this.";
    RuleLimit 403 "rule_limit" "The pod has as many rules as it may have.";
    VaultLimit 403 "vault_limit_reached" "The vault has as many keys as its account's tier allows.";
    NoOperatorEmail 403 "no_operator_email" "The account has no operator email.";
    SelfApprovalForbidden 403 "self_approval_forbidden" "The account requires a second principal: a signed-in person has to do this.";
    PolicyViolation 403 "policy_violation" "The pod's policy does not allow this charge; `reason` says why.";
    StorageLimit 403 "storage_limit_reached" "The pod stores as many bytes of sent mail as a pod may store.";
    HoldLimit 403 "hold_limit_reached" "The account has as many open holds as it may have.";
    NotFound 404 "not_found" "There is no such thing, or it is not the caller's.";
    MethodNotAllowed 405 "method_not_allowed" "The path exists, but not for this method.";
    InProgress 409 "in_progress" "It is under way; try again when it has ended.";
    NotInvited 409 "not_invited" "Nobody invited the caller to this event.";
    AlreadyResolved 409 "already_resolved" "This was decided before, and cannot be changed.";
    PaymentMismatch 409 "payment_mismatch" "The payment was used for another request.";
    AddressTaken 409 "address_taken" "The address belongs to another pod or account.";
    AddressQuarantined 409 "address_quarantined" "Another account's pod, since purged, had the address in the last 90 days.";
    DomainTaken 409 "domain_taken" "Another account has proved that the domain is its own.";
    DomainInUse 409 "domain_in_use" "Addresses stand at the domain.";
    SlugTaken 409 "slug_taken" "Another pod of this deployment has this slug.";
    RuleExists 409 "rule_exists" "There is a rule about the same mail already.";
    VersionConflict 409 "version_conflict" "The key is at another version; `current_version` says which.";
    VaultKeyExists 409 "vault_key_exists" "The vault has a key of this name already.";
    BackupExists 409 "backup_exists" "The account has a backup key already.";
    WebhookDisabled 409 "webhook_disabled" "The webhook is disabled; nothing is delivered to it.";
    IdempotencyInFlight 409 "idempotency_in_flight" "The first request with this idempotency key is still being answered.";
    HoldOver 409 "hold_over" "The charge is not held any more; `status` says what it is.";
    Expired 410 "expired" "It has expired.";
    TooLarge 413 "too_large" "The body is larger than this operation takes.";
    IdempotencyMismatch 422 "idempotency_mismatch" "The idempotency key was used before with another request.";
    WebSocketRequired 426 "websocket_required" "This operation answers WebSocket upgrades only.";
    RateLimited 429 "rate_limited" "Too many requests; `Retry-After` says when to come back.";
    InternalError 500 "internal_error" "Something failed on our side; the request id finds it in the log.";
    DnsFailed 502 "dns_failed" "The DNS could not be asked; nothing was changed.";
    ProviderFailed 502 "provider_failed" "The DNS provider refused or did not answer; the reply says why.";
    FacilitatorFailed 502 "facilitator_failed" "The payment could not be checked; nothing was done and nothing was paid.";
    NotReady 503 "not_ready" "The deployment cannot serve yet: its database lacks migrations or does not answer.";
    StorageExhausted 503 "storage_exhausted" "The deployment keeps as much of this as it may; `Retry-After` says when to come back.";
    PaymentPending 503 "payment_pending" "It is not known yet whether the payment was settled; send the same one again.";
    DeliveryFailed 502 "delivery_failed" "Nobody took the message; the reply says why.";
    Misconfigured 500 "misconfigured" "The deployment's configuration is incomplete; its log says how.";
}

/// A refusal or failure on its way to the caller.
#[derive(Clone, Debug)]
pub struct Error {
    /// Machine-readable reason.
    pub code: Code,
    /// What happened, for a person.
    pub message: Cow<'static, str>,
    /// What to do about it, where that helps an agent to repair its request.
    pub fix: Option<Cow<'static, str>>,
    /// Seconds after which a repetition may succeed.
    pub retry_after: Option<u32>,
    /// `RateLimit-Policy` and `RateLimit`, as they are sent.
    pub limits: Option<Box<[String; 2]>>,
    /// Headers beside those that every error has.
    pub headers: Box<[(&'static str, String)]>,
    /// More for programs, beside the code.
    pub details: Option<Box<Map<String, Value>>>,
    /// What went wrong inside. Logged, never sent.
    pub cause: Option<String>,
    /// Whether it is about a stored value that is surely missing or does not open: trying again does not help.
    pub is_of_unreadable: bool,
}

impl Error {
    /// An error with its message.
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

    /// Adds what the caller can do about it.
    pub fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds something for programs.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.get_or_insert_default().insert(name.to_owned(), value.into());
        self
    }

    /// Adds how many seconds to wait.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds the state of the limits that refused it.
    pub fn limits(mut self, limits: [String; 2]) -> Self {
        self.limits = Some(Box::new(limits));
        self
    }

    /// Adds headers.
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.headers = self.headers.into_iter().chain(headers).collect();
        self
    }

    /// A failure of ours. The cause goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::InternalError, "Something failed on our side.")
            .fix("Try again; if it persists, report the request_id.");
        error.cause = Some(cause.to_string());
        error
    }

    /// A failure to read a stored value that is surely missing or does not open.
    pub fn unreadable(cause: impl fmt::Display) -> Self {
        Self { is_of_unreadable: true, ..Self::internal(cause) }
    }

    /// The one reply for things that do not exist and things of somebody else.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// The caller did not say who it is, or not convincingly.
    pub fn unauthorized() -> Self {
        Self::new(Code::Unauthorized, "Authentication is needed: a valid API key.")
            .fix("Send `Authorization: Bearer <api_key>`; POST /v1/auth/agent-register gives you a key.")
    }

    /// A value that is well-formed JSON but not acceptable.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }
}

/// `code: message`. Deserializers can carry only text, so a refusal that arises inside one travels in this form
/// and [`Error::from_text`] reads it back.
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
    /// Reads what `Display` wrote.
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
    fn a_refusal_survives_being_text() {
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
