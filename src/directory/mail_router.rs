//! Bringing mail to whoever has the address: the only way from outside into a pod, and from one pod to another.

use std::collections::HashMap;
use std::sync::LazyLock;

use parking_lot::{Mutex, MutexGuard};

use super::pod_directory::take_email;
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject};
use super::{Directory, Home};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::http::MessageBody;
use crate::platform::{Bindings, Rows, clock};
use crate::rpc::{Deliver, Delivered, InternalRpc, SendSystemEmail, SystemEmail};
use crate::time::{MINUTE, Timestamp};

/// The most of a message that is taken: what Email Routing passes on.
pub const MAX_MESSAGE_BYTES: usize = 25 * 1024 * 1024;
/// What is said of a longer one.
pub const TOO_LARGE: &str = "5.3.4 The message is larger than 25 MiB";

const NO_SUCH_MAILBOX: &str = "5.1.1 There is no such mailbox here";
/// Messages up to this size can be sent to a pod twice, should the first one not know the address any more.
const MAX_BUFFERED_BYTES: usize = 256 * 1024;
/// Letters that an operator gets in an hour, and that an account's operators get in a day.
const MAX_OPERATOR_EMAILS_PER_HOUR: u32 = 5;
const MAX_OPERATOR_EMAILS_PER_DAY: u32 = 20;
/// Addresses whose homes are remembered.
const MAX_CACHED_ADDRESSES: usize = 10_000;

/// A letter to the operator of an account, of which the account's allowance pays one email: agents cause it.
pub struct ToOperator<'a> {
    pub account: &'a AccountId,
    /// Whose agent asks.
    pub pod: &'a PodId,
    /// Those of the account's tier.
    pub limits: &'a Limits,
    /// The keyed hash of the address.
    pub pseudonym: &'a str,
    /// What an agent wrote stands in it as a [`quotation`](crate::mail::quotation) and nowhere else.
    pub system_email: &'a SystemEmail,
}

/// What the sender is told.
#[derive(Debug, PartialEq, Eq)]
pub enum RoutingOutcome {
    Accepted,
    /// For good, with a reason for the sender.
    Refused(String),
}

/// Who sends to whom. The envelope decides where a message goes, never its headers.
pub struct Envelope {
    pub from: String,
    pub to: String,
    /// Whether a pod of this deployment sends it, whose address `from` is known to be.
    pub internal: bool,
}

/// The post of a deployment.
pub struct MailRouter {
    directory: Directory,
    rpc: InternalRpc,
}

impl MailRouter {
    /// Over the deployment's directory and pods.
    pub fn new(bindings: &Bindings) -> Result<Self> {
        Ok(Self { directory: Directory::new(bindings.directory()?), rpc: InternalRpc::new(bindings.pods()?) })
    }

    /// Brings a message to the pod of its recipient.
    ///
    /// # Errors
    /// Something failed that may succeed when tried again.
    pub async fn deliver(&self, envelope: &Envelope, message: MessageBody) -> Result<RoutingOutcome> {
        if message.size.is_some_and(|size| size > MAX_MESSAGE_BYTES) {
            return Ok(RoutingOutcome::Refused(TOO_LARGE.to_owned()));
        }
        let Ok(address) = envelope.to.parse::<Address>() else {
            return Ok(RoutingOutcome::Refused(NO_SUCH_MAILBOX.to_owned()));
        };
        let address = address.without_tag().to_string();
        let mut delivery = Deliver {
            from: envelope.from.clone(),
            to: envelope.to.clone(),
            address: address.clone(),
            found: false,
            public_key: None,
            size: message.size,
            internal: envelope.internal,
        };
        let message = if message.size.is_some_and(|size| size <= MAX_BUFFERED_BYTES) {
            message.buffered().await?
        } else {
            message
        };
        if let (Some(home), true) = (remembered(&address), message.is_buffered()) {
            match self.deliver_to(&home.pod_id, &delivery, &message).await? {
                Delivered::Unknown => drop(memory().remove(&address)),
                delivered => return delivered.outcome(),
            }
        }
        let Some(home) = self.directory.find_address(&address).await? else {
            return Ok(RoutingOutcome::Refused(NO_SUCH_MAILBOX.to_owned()));
        };
        delivery.found = true;
        delivery.public_key.clone_from(&home.public_key);
        let delivered = self.deliver_to(&home.pod_id, &delivery, &message).await?;
        remember(address, home);
        match delivered {
            Delivered::Unknown => Err(Error::internal("a pod does not know an address that it was just told of")),
            delivered => delivered.outcome(),
        }
    }

    /// Hands a letter of the deployment's own to its outbox, if there is one. Who looks on does not learn whether.
    pub async fn write(&self, system_email: Option<&SystemEmail>) -> Result<()> {
        self.rpc.call(&PodId::postmaster(), &SendSystemEmail(system_email.cloned())).await
    }

    /// Writes to an account's operator, unless there were enough letters, or the account's allowance is used up. What waits can be seen all
    /// the same.
    pub async fn write_to_operator(&self, letter: &ToOperator<'_>, now: Timestamp) -> Result<()> {
        let checks = counted(LimitedAction::Operator, letter.account, letter.pseudonym);
        let email = take_email(&self.directory.db, letter.pod, now, letter.limits)?;
        match self.directory.check_rate_limits(checks, now, email).await {
            Ok(done) if done.first().map_or(Ok(false), Rows::any)? => self.write(Some(letter.system_email)).await,
            Ok(_) => Ok(()),
            Err(refusal) if refusal.code == Code::RateLimited => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Writes to an account about a domain, unless there were enough letters: they are counted apart from those of agents.
    pub async fn write_about_domain(
        &self,
        account: &AccountId,
        pseudonym: &str,
        system_email: &SystemEmail,
        now: Timestamp,
    ) -> Result<()> {
        match self.directory.check_rate_limits(counted(LimitedAction::Domain, account, pseudonym), now, []).await {
            Ok(_) => self.write(Some(system_email)).await,
            Err(refusal) if refusal.code == Code::RateLimited => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn deliver_to(&self, pod: &PodId, deliver: &Deliver, message: &MessageBody) -> Result<Delivered> {
        let delivered = self.rpc.deliver(pod, deliver, message).await;
        delivered.map_err(|error| Error::internal(format!("a pod answered {} to mail", error.code.as_str())))
    }
}

impl Delivered {
    /// The reply to the sender; an error, if it is to try again.
    fn outcome(self) -> Result<RoutingOutcome> {
        Ok(match self {
            Self::Stored | Self::Duplicate => RoutingOutcome::Accepted,
            Self::Unknown => RoutingOutcome::Refused(NO_SUCH_MAILBOX.to_owned()),
            Self::Refused(reason) => RoutingOutcome::Refused(reason),
            Self::Later(reason) => return Err(Error::new(Code::RateLimited, reason)),
        })
    }
}

/// Letters to one address and of one account are counted.
fn counted<'a>(action: LimitedAction, account: &'a AccountId, pseudonym: &'a str) -> [RateLimitCheck<'a>; 2] {
    [
        RateLimitCheck { action, subject: Subject::Email(pseudonym), allowed: MAX_OPERATOR_EMAILS_PER_HOUR },
        RateLimitCheck { action, subject: Subject::Account(account.as_str()), allowed: MAX_OPERATOR_EMAILS_PER_DAY },
    ]
}

type Homes = HashMap<String, (Home, Timestamp)>;

/// Where addresses led when last asked. A pod refuses what is not its own, so being out of date costs a second try.
fn memory() -> MutexGuard<'static, Homes> {
    static HOMES: LazyLock<Mutex<Homes>> = LazyLock::new(Mutex::default);
    HOMES.lock()
}

fn remembered(address: &str) -> Option<Home> {
    let homes = memory();
    homes.get(address).filter(|(_, until)| clock::now() < *until).map(|(home, _)| home.clone())
}

fn remember(address: String, home: Home) {
    let mut homes = memory();
    if homes.len() >= MAX_CACHED_ADDRESSES {
        homes.clear();
    }
    homes.insert(address, (home, clock::now().plus(MINUTE)));
}
