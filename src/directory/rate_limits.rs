//! How often strangers may knock at the doors that ask for no key: by the network they come from, by the address they name.

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::platform::{Conflict, Rows, Statement, values};
use crate::time::{DAY, HOUR, Timestamp};

/// What is asked for without a key.
#[derive(Clone, Copy)]
pub enum LimitedAction {
    /// An account.
    Register,
    /// A link to sign in with.
    SignIn,
    /// Leaving a seed.
    Store,
    /// A link to have seeds back.
    Recover,
    /// Something for a payment.
    Sale,
    /// A letter to an operator.
    Operator,
    /// A letter by which an operator confirms the address.
    ConfirmOperator,
    /// Using a link that came by mail.
    Link,
    /// A letter about a domain.
    Domain,
}

/// By what strangers are told from each other.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// The hash of a network.
    Network(&'a str),
    /// The keyed hash of an email address.
    Email(&'a str),
    /// An account.
    Account(&'a str),
    /// Everybody together.
    Anybody,
}

/// Somebody at a door, who may come so often.
#[derive(Clone, Copy)]
pub struct RateLimitCheck<'a> {
    pub action: LimitedAction,
    pub subject: Subject<'a>,
    pub allowed: u32,
}

/// What a stranger asks for an email address.
#[derive(Clone, Copy)]
pub struct RateLimitSubjects<'a> {
    /// The keyed hash of the email address.
    pub email: &'a str,
    /// The hashes of the networks that it is asked from.
    pub networks: &'a [String],
    /// How often one network may ask for such a thing in an hour.
    pub allowed: u32,
}

impl<'a> RateLimitSubjects<'a> {
    /// The knocks that it is, where one address may be named so often.
    pub(super) fn at(self, action: LimitedAction, for_email: u32) -> Vec<RateLimitCheck<'a>> {
        let email = RateLimitCheck { action, subject: Subject::Email(self.email), allowed: for_email };
        [email].into_iter().chain(from_networks(action, self.networks, self.allowed)).collect()
    }
}

/// How much more often may be asked from the networks around an address than from the address itself.
const NETWORK_FACTORS: [u32; 3] = [1, 8, 64];

/// The knocks of an address, and of the networks around it: the narrowest first.
pub(super) fn from_networks(
    action: LimitedAction,
    networks: &[String],
    allowed: u32,
) -> impl Iterator<Item = RateLimitCheck<'_>> {
    networks.iter().zip(NETWORK_FACTORS).map(move |(network, times)| RateLimitCheck {
        action,
        subject: Subject::Network(network),
        allowed: allowed.saturating_mul(times),
    })
}

impl LimitedAction {
    const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::Store => "store",
            Self::Recover => "recover",
            Self::Sale => "sale",
            Self::Operator => "operator",
            Self::ConfirmOperator => "confirm-operator",
            Self::Link => "link",
            Self::Domain => "domain",
        }
    }

    const fn fix(self) -> &'static str {
        match self {
            Self::Register => "Use the account you have: one account owns any number of pods.",
            Self::SignIn | Self::Recover => "Use the latest link, or wait as long as Retry-After says.",
            Self::Sale => "With an API key it costs nothing: POST /v1/auth/agent-register gives you one.",
            Self::Operator => "What waits is on the dashboard.",
            Self::ConfirmOperator => "Use the latest link, or set the address again as late as Retry-After says.",
            Self::Link => "Wait as long as Retry-After says.",
            Self::Domain => "GET /v1/stack tells how the domain stands.",
            Self::Store => "Use the vault of an account, PUT /v1/vault/{key}, or wait as long as Retry-After says.",
        }
    }
}

impl RateLimitCheck<'_> {
    /// How long the span is in which they are counted, in milliseconds.
    const fn length(&self) -> i64 {
        match (self.action, self.subject) {
            (LimitedAction::Store | LimitedAction::ConfirmOperator, Subject::Email(_))
            | (_, Subject::Account(_) | Subject::Anybody) => DAY,
            _ => HOUR,
        }
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
        Error::new(Code::RateLimited, format!("This can be asked {allowed} times {time} {whose}."))
            .fix(self.action.fix())
            .retry_after(u32::try_from(left / 1_000 + 1).unwrap_or(u32::MAX))
    }
}

impl Directory {
    /// Counts knocks, of each kind of stranger one at most, and does what was asked for: all or nothing. What each statement of that returned.
    ///
    /// # Errors
    /// `rate_limited`.
    pub(super) async fn check_rate_limits(
        &self,
        checks: impl AsRef<[RateLimitCheck<'_>]>,
        now: Timestamp,
        then: impl IntoIterator<Item = Statement>,
    ) -> Result<Vec<Rows>> {
        const DELETE_EXPIRED_COUNTS: &str = "DELETE FROM knock WHERE ends_at <= ?1";
        const INSERT_COUNT: &str = "
            INSERT INTO knock (who, by_network, door, span, ends_at, count, allowed) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
            ON CONFLICT (who, door, span) DO UPDATE SET count = count + 1, allowed = excluded.allowed";
        let checks = checks.as_ref();
        let mut batch = vec![self.db.statement(DELETE_EXPIRED_COUNTS, &values![now])?];
        for check in checks {
            let (subject, by_network) = match check.subject {
                Subject::Network(hash) => (hash, true),
                Subject::Email(name) | Subject::Account(name) => (name, false),
                Subject::Anybody => ("anybody", false),
            };
            let length = check.length();
            let span = now.millis().div_euclid(length);
            let values = values![subject, by_network, check.action.name(), span, (span + 1) * length, check.allowed];
            batch.push(self.db.statement(INSERT_COUNT, &values)?);
        }
        let done = checks.iter().fold(self.db.batch(batch.into_iter().chain(then)).await, |done, check| {
            let constraint = match check.subject {
                Subject::Network(_) => "knock_limit_of_network",
                Subject::Email(_) | Subject::Account(_) | Subject::Anybody => "knock_limit_of_email",
            };
            done.on_conflict(constraint, || check.refusal(now))
        });
        Ok(done?.split_off(checks.len() + 1))
    }
}
