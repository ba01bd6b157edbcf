//! Rate limits that the directory counts: by network, email address or account, or for all callers.

use strum::IntoStaticStr;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::platform::{Batch, Conflict, Results, Value, values};
use crate::time::{DAY, HOUR, Timestamp};

/// An action that is limited.
#[derive(Clone, Copy, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LimitedAction {
    /// Create an account.
    Register,
    /// Request a sign-in link.
    SignIn,
    /// Store a seed without an account.
    Store,
    /// Request a link that recovers seeds.
    Recover,
    /// Pay by x402.
    Sale,
    /// Send an email to an operator.
    Operator,
    /// Send an email by which an operator confirms the address.
    ConfirmOperator,
    /// Use a link that was sent by email.
    Link,
    /// Send an email about a domain.
    Domain,
    /// Invite a person to an account.
    Invite,
    /// Send a wrong token as that of the operator.
    OperatorToken,
    /// Have the metadata of an OAuth client fetched.
    ClientMetadata,
    /// Request access for a device.
    DeviceRequest,
    /// Type the code of a device.
    UserCode,
    /// Show a notification in the browsers of an account.
    Notification,
}

/// Whose actions are counted together.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// The hash of a network.
    Network(&'a str),
    /// The keyed hash of an email address.
    Email(&'a str),
    /// An account.
    Account(&'a str),
    /// All callers together.
    Anybody,
}

/// How often a subject can do an action.
#[derive(Clone, Copy)]
pub struct RateLimitCheck<'a> {
    pub action: LimitedAction,
    pub subject: Subject<'a>,
    pub allowed: u32,
}

/// The subjects of a request that names an email address.
#[derive(Clone, Copy)]
pub struct RateLimitSubjects<'a> {
    /// The keyed hash of the email address.
    pub email: &'a str,
    /// The hashes of the caller's networks, the narrowest first.
    pub networks: &'a [String],
    /// How often the narrowest network can do the action in an hour.
    pub allowed: u32,
}

impl<'a> RateLimitSubjects<'a> {
    /// The checks of an action; `for_email` is how often it can name one email address.
    pub(super) fn checks(self, action: LimitedAction, for_email: u32) -> Vec<RateLimitCheck<'a>> {
        let email = RateLimitCheck { action, subject: Subject::Email(self.email), allowed: for_email };
        [email].into_iter().chain(from_networks(action, self.networks, self.allowed)).collect()
    }
}

/// How much more often the networks around an IP address can do an action than the address itself.
const NETWORK_FACTORS: [u32; 3] = [1, 8, 64];

/// The checks of an IP address and of the networks around it: the narrowest first.
pub(super) fn from_networks(
    action: LimitedAction,
    networks: &[String],
    allowed: u32,
) -> impl Iterator<Item = RateLimitCheck<'_>> {
    networks.iter().zip(NETWORK_FACTORS).map(move |(network, factor)| RateLimitCheck {
        action,
        subject: Subject::Network(network),
        allowed: allowed.saturating_mul(factor),
    })
}

impl LimitedAction {
    const fn fix(self) -> &'static str {
        match self {
            Self::Register => "Use your account: it can have many pods. Or wait as long as Retry-After says.",
            Self::SignIn | Self::Recover => "Use the latest link, or wait as long as Retry-After says.",
            Self::Sale => "Send an API key, then it costs nothing. POST /v1/auth/agent-register creates one.",
            Self::Operator | Self::Notification => "The console shows pending requests.",
            Self::ConfirmOperator => "Use the latest link, or set the address again after Retry-After.",
            Self::Link | Self::Invite | Self::ClientMetadata | Self::DeviceRequest | Self::UserCode => {
                "Wait as long as Retry-After says."
            }
            Self::OperatorToken => "Wait as long as Retry-After says, also with the right token.",
            Self::Domain => "GET /v1/stack shows the state of the domain.",
            Self::Store => "Use the vault of an account, PUT /v1/vault/{key}, or wait as long as Retry-After says.",
        }
    }
}

impl Subject<'_> {
    const fn name(&self) -> &str {
        match self {
            Self::Network(name) | Self::Email(name) | Self::Account(name) => name,
            Self::Anybody => "anybody",
        }
    }
}

impl RateLimitCheck<'_> {
    /// The length of the period in which they are counted, in milliseconds.
    const fn length(&self) -> i64 {
        match (self.action, self.subject) {
            (LimitedAction::Store | LimitedAction::ConfirmOperator | LimitedAction::Invite, Subject::Email(_))
            | (_, Subject::Account(_) | Subject::Anybody) => DAY,
            _ => HOUR,
        }
    }

    /// The number of the period.
    const fn span(&self, now: Timestamp) -> i64 {
        now.millis().div_euclid(self.length())
    }

    fn refusal(&self, now: Timestamp) -> Error {
        let (allowed, length) = (self.allowed, self.length());
        let time = if length == DAY { "a day" } else { "an hour" };
        let whose = match self.subject {
            Subject::Network(_) => "from one IP address, and 8 and 64 times that from the networks around it",
            Subject::Email(_) => "for one email address",
            Subject::Account(_) => "for one account",
            Subject::Anybody => "in this deployment",
        };
        let left = length - now.millis().rem_euclid(length);
        Error::new(Code::RateLimited, format!("This request is allowed {allowed} times {time} {whose}."))
            .fix(self.action.fix())
            .retry_after(u32::try_from(left / 1_000 + 1).unwrap_or(u32::MAX))
    }
}

impl Directory {
    /// Counts a wrong token of the operator, or checks that not too many came from the IP address before the right one: somebody who
    /// guesses must not learn which one was right.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn check_operator_token(
        &self,
        networks: &[String],
        allowed: u32,
        is_right: bool,
        now: Timestamp,
    ) -> Result<()> {
        let mut checks = from_networks(LimitedAction::OperatorToken, networks, allowed);
        if !is_right {
            return self.check_rate_limits(checks.collect::<Vec<_>>(), now, |_| Ok(())).await.map(drop);
        }
        match checks.next() {
            // Not by the networks around it, in which others could shut the operator out.
            Some(check) if self.is_reached(&check, now).await? => Err(check.refusal(now)),
            _ => Ok(()),
        }
    }

    async fn is_reached(&self, check: &RateLimitCheck<'_>, now: Timestamp) -> Result<bool> {
        const SELECT_REACHED: &str = "
            SELECT 1 FROM knock WHERE who = ?1 AND door = ?2 AND span = ?3 AND count >= ?4";
        let values = values![check.subject.name(), <&str>::from(check.action), check.span(now), check.allowed];
        self.db.exists(SELECT_REACHED, &values).await
    }

    /// Counts an action for each subject, and runs the statements that `add` adds in the same batch. The error is
    /// that of the first check that is over its limit.
    ///
    /// # Errors
    /// `rate_limited`.
    pub(super) async fn check_rate_limits<H>(
        &self,
        checks: impl AsRef<[RateLimitCheck<'_>]>,
        now: Timestamp,
        add: impl FnOnce(&mut Batch<'_>) -> Result<H>,
    ) -> Result<(Results, H)> {
        let checks = checks.as_ref();
        let mut batch = self.db.batch();
        count_actions(&mut batch, checks, "true", &[], now)?;
        let handles = add(&mut batch)?;
        self.commit_counted(batch, checks, now).await.map(|done| (done, handles))
    }

    /// The same, but counts only if the statements of `add` have made the row that `made` finds. The values of `made` begin with `?7`.
    pub(super) async fn count_if_made<H>(
        &self,
        checks: &[RateLimitCheck<'_>],
        (made, values): (&str, &[Value<'_>]),
        now: Timestamp,
        add: impl FnOnce(&mut Batch<'_>) -> Result<H>,
    ) -> Result<(Results, H)> {
        let mut batch = self.db.batch();
        let handles = add(&mut batch)?;
        count_actions(&mut batch, checks, made, values, now)?;
        self.commit_counted(batch, checks, now).await.map(|done| (done, handles))
    }

    async fn commit_counted(&self, batch: Batch<'_>, checks: &[RateLimitCheck<'_>], now: Timestamp) -> Result<Results> {
        let (networks, others): (Vec<&RateLimitCheck<'_>>, Vec<_>) =
            checks.iter().partition(|check| matches!(check.subject, Subject::Network(_)));
        let mut done = batch.commit().await;
        if let Some(check) = networks.first() {
            done = done.on_conflict("knock_limit_of_network", || check.refusal(now));
        }
        let mut is_over = false;
        let done = done.on_conflict("knock_limit_of_email", || {
            is_over = true;
            Error::internal("a limit is reached")
        });
        if let (true, Some((last, others))) = (is_over, others.split_last()) {
            for check in others {
                if self.is_reached(check, now).await? {
                    return Err(check.refusal(now));
                }
            }
            return Err(last.refusal(now));
        }
        done
    }
}

fn count_actions(
    batch: &mut Batch<'_>,
    checks: &[RateLimitCheck<'_>],
    condition: &str,
    values_of_condition: &[Value<'_>],
    now: Timestamp,
) -> Result<()> {
    const DELETE_OLD: &str = "DELETE FROM knock WHERE ends_at <= ?1";
    let count_action = format!(
        "INSERT INTO knock (who, by_network, door, span, ends_at, count, allowed) SELECT ?1, ?2, ?3, ?4, ?5, 1, ?6
         WHERE {condition}
         ON CONFLICT (who, door, span) DO UPDATE SET count = count + 1, allowed = excluded.allowed"
    );
    batch.run(DELETE_OLD, &values![now])?;
    for check in checks {
        let by_network = matches!(check.subject, Subject::Network(_));
        let (action, span, length) = (<&str>::from(check.action), check.span(now), check.length());
        let values = values![check.subject.name(), by_network, action, span, (span + 1) * length, check.allowed];
        batch.run(&count_action, &[&values[..], values_of_condition].concat())?;
    }
    Ok(())
}
