//! Mail on its way to a pod.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::Doors;
use crate::directory::{Directory, Home};
use crate::error::{Error, Result};
use crate::mail::address::Address;
use crate::platform::http::Incoming;
use crate::platform::{Bindings, clock, log};
use crate::pod::receive::{Deliver, Delivered, MESSAGE_LIMIT};
use crate::time::{MINUTE, Timestamp};

const NOBODY: &str = "5.1.1 There is no such mailbox here";
const TOO_LARGE: &str = "5.3.4 The message is larger than 25 MiB";
/// Messages up to this size can be sent to a pod twice, should the first one not know the address any more.
const SMALL: usize = 256 * 1024;
/// Addresses whose homes are remembered.
const REMEMBERED: usize = 10_000;

/// What the mail server is told.
pub enum Outcome {
    Accepted,
    /// For good, with a reason for the sender.
    Refused(String),
}

/// Who sends to whom. The envelope decides where a message goes, never its headers.
pub struct Envelope {
    pub from: String,
    pub to: String,
}

/// Brings a message to the pod of its recipient.
pub async fn deliver(bindings: &Bindings, envelope: &Envelope, message: Incoming) -> Result<Outcome> {
    if message.size.is_some_and(|size| size > MESSAGE_LIMIT) {
        return Ok(Outcome::Refused(TOO_LARGE.to_owned()));
    }
    let Ok(address) = envelope.to.parse::<Address>() else { return Ok(Outcome::Refused(NOBODY.to_owned())) };
    let (address, doors) = (address.without_tag().to_string(), Doors::new(bindings.pods()?));
    let mut knock = Deliver {
        from: envelope.from.clone(),
        to: envelope.to.clone(),
        address: address.clone(),
        found: false,
        public_key: None,
        size: message.size,
    };
    let message = if message.size.is_some_and(|size| size <= SMALL) { message.buffered().await? } else { message };
    if let (Some(home), true) = (remembered(&address), message.is_buffered()) {
        match doors.deliver(&home.pod_id, &knock, message.body()).await? {
            Delivered::Unknown => drop(memory().remove(&address)),
            delivered => return Ok(outcome(delivered)),
        }
    }
    let directory = Directory::new(bindings.directory()?);
    let Some(home) = directory.find_address(&address).await? else { return Ok(Outcome::Refused(NOBODY.to_owned())) };
    knock.found = true;
    knock.public_key.clone_from(&home.public_key);
    let delivered = doors.deliver(&home.pod_id, &knock, message.body()).await?;
    remember(address, home);
    match delivered {
        Delivered::Unknown => Err(Error::internal("a pod does not know an address that it was just told of")),
        delivered => Ok(outcome(delivered)),
    }
}

fn outcome(delivered: Delivered) -> Outcome {
    match delivered {
        Delivered::Stored | Delivered::Duplicate => Outcome::Accepted,
        Delivered::Unknown => Outcome::Refused(NOBODY.to_owned()),
        Delivered::Refused(reason) => Outcome::Refused(reason),
    }
}

type Homes = HashMap<String, (Home, Timestamp)>;

/// Where addresses led when last asked. A pod refuses what is not its own, so being out of date costs a second try.
fn memory() -> MutexGuard<'static, Homes> {
    static HOMES: LazyLock<Mutex<Homes>> = LazyLock::new(Mutex::default);
    HOMES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remembered(address: &str) -> Option<Home> {
    let homes = memory();
    homes.get(address).filter(|(_, until)| clock::now() < *until).map(|(home, _)| home.clone())
}

fn remember(address: String, home: Home) {
    let mut homes = memory();
    if homes.len() >= REMEMBERED {
        homes.clear();
    }
    homes.insert(address, (home, clock::now().plus(MINUTE)));
}

/// Takes a message from the platform. An error makes the sending server try again.
pub async fn receive(message: &worker::ForwardableEmailMessage, env: worker::Env) -> worker::Result<()> {
    let envelope = Envelope { from: message.from(), to: message.to() };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let size = message.raw_size() as usize;
    let body = Incoming::stream(Some(message.raw()), Some(size));
    match deliver(&Bindings::new(env), &envelope, body).await {
        Ok(Outcome::Accepted) => Ok(()),
        Ok(Outcome::Refused(reason)) => {
            message.set_reject(&reason);
            Ok(())
        }
        Err(error) => {
            log::error(&error.to_string());
            Err(error.to_string().into())
        }
    }
}
