//! Routes mail to the pod that has the address: mail from other servers, and mail from one pod to another.

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
use crate::platform::{Batch, Bindings, clock};
use crate::rpc::{Deliver, Delivered, InternalRpc, SendSystemEmail, SystemEmail};
use crate::time::{MINUTE, Timestamp};

/// The size limit of a received message: that of Cloudflare Email Routing.
pub const MAX_MESSAGE_BYTES: usize = 25 * 1024 * 1024;
/// The SMTP reply to a larger one.
pub const TOO_LARGE: &str = "5.3.4 The message is larger than 25 MiB";

const NO_MAILBOX: &str = "5.1.1 There is no such mailbox here";
/// Messages up to this size are buffered, so that they can be sent to a second pod if the cached one no longer has the address.
const MAX_BUFFERED_BYTES: usize = 256 * 1024;
/// Emails about an account to one address in an hour, and to all of its addresses in a day.
const MAX_EMAILS_TO_ADDRESS_PER_HOUR: u32 = 5;
const MAX_EMAILS_OF_ACCOUNT_PER_DAY: u32 = 20;
/// Addresses in the cache.
const MAX_CACHED: usize = 10_000;

/// An email to the operator of an account. It counts as one email of the account, because an agent causes it.
pub struct ToOperator<'a> {
    pub account: &'a AccountId,
    /// The pod of the agent that causes it.
    pub pod: &'a PodId,
    /// The limits of the account's tier.
    pub limits: &'a Limits,
    /// The keyed hash of the address.
    pub pseudonym: &'a str,
    /// Text that an agent wrote is only in a [`quotation`](crate::mail::quotation).
    pub system_email: &'a SystemEmail,
}

/// The reply to the sender.
#[derive(Debug, PartialEq, Eq)]
pub enum RoutingOutcome {
    Accepted,
    /// Permanently, with a reason for the sender.
    Refused(String),
}

/// The SMTP envelope. It decides where a message goes; the headers do not.
pub struct Envelope {
    pub from: String,
    pub to: String,
    /// Whether a pod of this deployment sends it. Then `from` is an address of that pod.
    pub internal: bool,
}

/// The mail router of a deployment.
pub struct MailRouter {
    directory: Directory,
    rpc: InternalRpc,
}

impl MailRouter {
    /// Over the deployment's directory and pods.
    pub fn new(bindings: &Bindings) -> Result<Self> {
        Ok(Self { directory: Directory::new(bindings.directory()?), rpc: InternalRpc::new(bindings.pods()?) })
    }

    /// Delivers a message to the pod of its recipient.
    ///
    /// # Errors
    /// A failure after which the sender can try again.
    pub async fn deliver(&self, envelope: &Envelope, message: MessageBody) -> Result<RoutingOutcome> {
        if message.size.is_some_and(|size| size > MAX_MESSAGE_BYTES) {
            return Ok(RoutingOutcome::Refused(TOO_LARGE.to_owned()));
        }
        let Ok(address) = envelope.to.parse::<Address>() else {
            return Ok(RoutingOutcome::Refused(NO_MAILBOX.to_owned()));
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
        if let (Some(home), true) = (cached(&address), message.is_buffered()) {
            match self.deliver_to(&home.pod_id, &delivery, &message).await? {
                Delivered::Unknown => drop(cache().remove(&address)),
                delivered => return delivered.outcome(),
            }
        }
        let Some(home) = self.directory.find_address(&address).await? else {
            return Ok(RoutingOutcome::Refused(NO_MAILBOX.to_owned()));
        };
        delivery.found = true;
        delivery.public_key.clone_from(&home.public_key);
        let delivered = self.deliver_to(&home.pod_id, &delivery, &message).await?;
        store(address, home);
        match delivered {
            Delivered::Unknown => Err(Error::internal("a pod refused an address that the directory says it has")),
            delivered => delivered.outcome(),
        }
    }

    /// Sends an email of the deployment, if there is one. It calls the postmaster in both cases, so that its duration does not reveal
    /// which one it was.
    pub async fn send(&self, system_email: Option<&SystemEmail>) -> Result<()> {
        self.rpc.call(&PodId::postmaster(), &SendSystemEmail(system_email.cloned())).await
    }

    /// Sends an email to an account's operator, unless a limit is reached or the account has no emails left. The operator can see what
    /// waits in the console in any case.
    pub async fn send_to_operator(&self, email: &ToOperator<'_>, now: Timestamp) -> Result<()> {
        let checks = checks(LimitedAction::Operator, email.account, email.pseudonym);
        let take = |batch: &mut Batch<'_>| take_email(batch, email.pod, now, email.limits);
        match self.directory.check_rate_limits(checks, now, take).await {
            Ok((done, taken)) if done.exists(taken)? => self.send(Some(email.system_email)).await,
            Ok(_) => Ok(()),
            Err(refusal) if refusal.code == Code::RateLimited => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Sends an email to an account about a domain, unless a limit is reached. Emails that agents cause are counted separately.
    pub async fn send_about_domain(
        &self,
        account: &AccountId,
        pseudonym: &str,
        system_email: &SystemEmail,
        now: Timestamp,
    ) -> Result<()> {
        let checks = checks(LimitedAction::Domain, account, pseudonym);
        match self.directory.check_rate_limits(checks, now, |_| Ok(())).await {
            Ok(_) => self.send(Some(system_email)).await,
            Err(refusal) if refusal.code == Code::RateLimited => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn deliver_to(&self, pod: &PodId, deliver: &Deliver, message: &MessageBody) -> Result<Delivered> {
        let delivered = self.rpc.deliver(pod, deliver, message).await;
        // A sending server can try again, whatever the reason was.
        delivered.map_err(|error| match error.code {
            Code::InternalError => error,
            code => Error::internal(format!("{pod} answered {} to mail", code.as_str())),
        })
    }
}

impl Delivered {
    /// The reply to the sender; an error if the sender can try again.
    fn outcome(self) -> Result<RoutingOutcome> {
        Ok(match self {
            Self::Stored | Self::Duplicate => RoutingOutcome::Accepted,
            Self::Unknown => RoutingOutcome::Refused(NO_MAILBOX.to_owned()),
            Self::Refused(reason) => RoutingOutcome::Refused(reason),
            Self::Later(reason) => return Err(Error::new(Code::RateLimited, reason)),
        })
    }
}

/// Emails are limited by address and by account.
fn checks<'a>(action: LimitedAction, account: &'a AccountId, pseudonym: &'a str) -> [RateLimitCheck<'a>; 2] {
    [
        RateLimitCheck { action, subject: Subject::Email(pseudonym), allowed: MAX_EMAILS_TO_ADDRESS_PER_HOUR },
        RateLimitCheck { action, subject: Subject::Account(account.as_str()), allowed: MAX_EMAILS_OF_ACCOUNT_PER_DAY },
    ]
}

type Homes = HashMap<String, (Home, Timestamp)>;

/// The homes of addresses that were looked up lately. A pod refuses an address that it does not have, so an outdated entry costs a second
/// delivery.
fn cache() -> MutexGuard<'static, Homes> {
    static HOMES: LazyLock<Mutex<Homes>> = LazyLock::new(Mutex::default);
    HOMES.lock()
}

fn cached(address: &str) -> Option<Home> {
    let homes = cache();
    homes.get(address).filter(|(_, until)| clock::now() < *until).map(|(home, _)| home.clone())
}

fn store(address: String, home: Home) {
    let mut homes = cache();
    if homes.len() >= MAX_CACHED {
        homes.clear();
    }
    homes.insert(address, (home, clock::now().plus(MINUTE)));
}
