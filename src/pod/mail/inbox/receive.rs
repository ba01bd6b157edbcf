//! Taking in a message.

use futures_util::future::try_join;

use super::arriving::{Arriving, MailboxPlace, Seal};
use crate::directory::{MAX_MESSAGE_BYTES, TOO_LARGE};
use crate::error::{Code, Error, Result};
use crate::ical::itip::ItipMessage;
use crate::mail::rule::Disposition;
use crate::platform::http;
use crate::pod::Pod;
use crate::pod::calendar::arrival::{ingest, room};
use crate::pod::mail::outbox;
use crate::pod::mail::outbox::Believed;
use crate::pod::runtime::live;
use crate::pod::storage::{blobs, usage};
use crate::rpc::{Deliver, Delivered};

/// A message up to this size is kept until it is stored, should it have to be sealed again.
const SPARE_BYTES: usize = 256 * 1024;

/// How an attempt at storing a message ended.
enum Attempt {
    Ended(Delivered),
    /// The pod is full: it may store so many bytes.
    Full(i64),
    /// Stored, with these events.
    Stored(Vec<String>),
    /// It was there, and is proved now. With these events.
    Proved(Vec<String>),
    /// The address's key was changed while the message was on its way to the bucket.
    KeyChanged,
}

/// Stores a message, tells those who listen and wait.
pub async fn receive(pod: &Pod, envelope: Deliver, request: &mut worker::Request) -> Result<Delivered> {
    // Before anything else: an erased pod is shut, too, and its addresses may be somebody else's by now.
    let delivery_policy = pod.delivery_policy(&envelope.address)?;
    if !envelope.found && !delivery_policy.is_known {
        return Ok(Delivered::Unknown);
    }
    if delivery_policy.is_suspended {
        return Ok(suspended());
    }
    if !delivery_policy.is_known {
        pod.learn_address(&envelope.address, envelope.public_key.as_deref())?;
    }
    let mut raw = match http::read_announced(request, envelope.size, MAX_MESSAGE_BYTES).await {
        Err(error) if error.code == Code::TooLarge => {
            return Ok(Delivered::Refused(TOO_LARGE.to_owned()));
        }
        raw => raw?,
    };
    loop {
        let spare = (raw.len() <= SPARE_BYTES).then(|| raw.clone());
        match attempt(pod, &envelope, raw).await? {
            Attempt::Ended(delivered) => return Ok(delivered),
            Attempt::Full(limit) => {
                usage::refused(pod, &envelope.address, limit).await?;
                return Ok(Delivered::Refused(usage::FULL.to_owned()));
            }
            Attempt::Stored(events) | Attempt::Proved(events) => {
                for event in &events {
                    live::push(pod, event);
                }
                pod.opened.arrivals.announce();
                return Ok(Delivered::Stored);
            }
            // The sender's server tries again with a large one.
            Attempt::KeyChanged => raw = spare.ok_or_else(|| Error::internal("a key changed under a large message"))?,
        }
    }
}

async fn attempt(pod: &Pod, envelope: &Deliver, raw: Vec<u8>) -> Result<Attempt> {
    // Not what held before the message was read in: that can have taken minutes.
    let delivery_policy = pod.delivery_policy(&envelope.address)?;
    if delivery_policy.is_suspended {
        return Ok(Attempt::Ended(suspended()));
    }
    let seal = delivery_policy.sealing_key.clone().map(Seal::new).transpose()?;
    let mut arriving = Arriving::read(pod, envelope, &raw, seal.as_ref())?;
    let itip = match arriving.itip.take() {
        Some(itip) => Some((room(pod, &itip).await?, itip)),
        None => None,
    };
    let disposition = arriving.disposition(pod, envelope, &delivery_policy)?;
    if let Disposition::Refused(reason) = disposition {
        return Ok(refused(reason));
    }
    let place = arriving.place(pod, disposition)?;
    if matches!(place, MailboxPlace::Taken) {
        return Ok(Attempt::Ended(Delivered::Duplicate));
    }
    let report = match arriving.report.take() {
        Some(report) => outbox::believed(pod, envelope, report, arriving.proved_author()).await?,
        None => None,
    };
    let told = Told { itip, report };
    if matches!(place, MailboxPlace::Unproved(_)) {
        return prove(pod, envelope, arriving, &told).await;
    }
    let raw = match &seal {
        Some(seal) => seal.sealer.seal(raw)?,
        None => raw,
    };
    let (size, inbound) = (i64::try_from(raw.len()).map_err(Error::internal)?, &pod.opened.inbound);
    let (mut limits, weight) = (inbound.limits(pod).await?, size + arriving.weight()?);
    if delivery_policy.stored + weight > limits.storage_bytes {
        limits = inbound.fresh_limits(pod).await?;
    }
    if delivery_policy.stored + weight > limits.storage_bytes {
        return Ok(Attempt::Full(limits.storage_bytes));
    }
    // What is on its way may be copies of one message.
    if delivery_policy.stored + inbound.under_way() + weight > limits.storage_bytes {
        return Ok(Attempt::Ended(Delivered::Later(usage::FILLING.to_owned())));
    }
    let reserved = match inbound.reserve(pod, limits, size).await {
        Err(spent) if spent.code == Code::RateLimited => {
            return Ok(Attempt::Ended(Delivered::Later(spent.message.into_owned())));
        }
        reserved => reserved?,
    };
    let content = arriving.take_content();
    let (blob, content) = try_join(blobs::put(pod, raw), content.place(pod)).await?;
    let names = [blob.clone()].into_iter().chain(content.blob.clone()).collect();
    pod.events().prepare().await?;
    // No await within: the message is there with its event, or neither is; and what holds while it is stored decides.
    let stored = pod.sql().atomically(|| {
        let delivery_policy = pod.delivery_policy(&envelope.address)?;
        if delivery_policy.is_suspended {
            return Ok(Attempt::Ended(suspended()));
        }
        if delivery_policy.sealing_key != seal.map(|seal| seal.public_key) {
            return Ok(Attempt::KeyChanged);
        }
        let disposition = arriving.disposition(pod, envelope, &delivery_policy)?;
        if let Disposition::Refused(reason) = disposition {
            return Ok(refused(reason));
        }
        let place = arriving.place(pod, disposition)?;
        if matches!(place, MailboxPlace::Taken) {
            return Ok(Attempt::Ended(Delivered::Duplicate));
        }
        if matches!(place, MailboxPlace::Free) && delivery_policy.stored + weight > limits.storage_bytes {
            return Ok(Attempt::Full(limits.storage_bytes));
        }
        let reported = told.take_in(pod, &arriving, disposition)?;
        if let MailboxPlace::Unproved(seq) = place {
            arriving.prove(pod, seq)?;
            return Ok(Attempt::Proved(reported.into_iter().collect()));
        }
        let event =
            arriving.store(pod, (&blob, size), &content, disposition == Disposition::Filed, delivery_policy.newest)?;
        reserved.count(pod)?;
        Ok(Attempt::Stored(std::iter::once(event).chain(reported).collect()))
    });
    if matches!(stored, Ok(Attempt::Stored(_))) {
        reserved.keep();
    } else {
        // Then nobody holds the blobs.
        blobs::remove(pod, names).await?;
    }
    stored
}

/// What a message tells beside being mail: of an event, of mail that came back.
struct Told {
    /// With how many events the calendar takes.
    itip: Option<(u32, ItipMessage)>,
    report: Option<Believed>,
}

impl Told {
    /// Takes it in. The event of mail that came back, if that is news. Part of the caller's transaction.
    fn take_in(&self, pod: &Pod, arriving: &Arriving, disposition: Disposition) -> Result<Option<String>> {
        if let (Some((most, itip)), Disposition::Taken) = (&self.itip, disposition) {
            ingest(pod, &arriving.incoming_itip(itip, *most));
        }
        self.report.as_ref().map_or(Ok(None), |report| outbox::reported(pod, report))
    }
}

/// Takes in a copy of a stored message that proves its author: there is nothing to store.
async fn prove(pod: &Pod, envelope: &Deliver, mut arriving: Arriving, told: &Told) -> Result<Attempt> {
    pod.events().prepare().await?;
    pod.sql().atomically(|| {
        let delivery_policy = pod.delivery_policy(&envelope.address)?;
        if delivery_policy.is_suspended {
            return Ok(Attempt::Ended(suspended()));
        }
        let disposition = arriving.disposition(pod, envelope, &delivery_policy)?;
        match (disposition, arriving.place(pod, disposition)?) {
            (Disposition::Refused(reason), _) => Ok(refused(reason)),
            (_, MailboxPlace::Taken) => Ok(Attempt::Ended(Delivered::Duplicate)),
            (_, MailboxPlace::Unproved(seq)) => {
                arriving.prove(pod, seq)?;
                Ok(Attempt::Proved(told.take_in(pod, &arriving, disposition)?.into_iter().collect()))
            }
            // Its sender's server tries again.
            (_, MailboxPlace::Free) => Err(Error::internal("a message was deleted while a copy of it came")),
        }
    })
}

fn refused(reason: &str) -> Attempt {
    Attempt::Ended(Delivered::Refused(reason.to_owned()))
}

fn suspended() -> Delivered {
    Delivered::Refused("5.2.1 This mailbox is suspended".to_owned())
}
