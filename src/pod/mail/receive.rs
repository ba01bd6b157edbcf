//! Receiving a message.

use futures_util::future::try_join;

use super::inbox::delivery_policy::DeliveryPolicy;
use super::inbox::incoming_message::{Duplication, IncomingMessage, Seal};
use super::outbox::{self, VerifiedReport};
use crate::directory::{MAX_MESSAGE_BYTES, TOO_LARGE};
use crate::error::{Code, Error, Result};
use crate::ical::itip::ItipMessage;
use crate::limits::Limits;
use crate::mail::rule::Disposition;
use crate::platform::http;
use crate::pod::Pod;
use crate::pod::runtime::sockets;
use crate::pod::storage::{blobs, usage};
use crate::rpc::{Deliver, Delivered};

/// A message up to this size is kept in memory until it is stored, in case it must be encrypted again.
const SPARE_BYTES: usize = 256 * 1024;

/// How an attempt to store a message ended.
enum Attempt {
    Ended(Delivered),
    /// The pod stores as many bytes as it may, which are these.
    Full(i64),
    /// The message is stored. With events.
    Stored(Vec<String>),
    /// The message was stored before, and its author is proved now. With events.
    Proved(Vec<String>),
    /// The address's key was changed while the message was written to the bucket.
    KeyChanged,
}

/// Stores a message and notifies sockets and waiting requests.
pub async fn receive(pod: &Pod, envelope: Deliver, request: &mut worker::Request) -> Result<Delivered> {
    // First of all: the addresses of an erased pod may belong to another pod by now.
    let policy = pod.addresses().delivery_policy(&envelope.address)?;
    if !envelope.found && !policy.is_known {
        return Ok(Delivered::Unknown);
    }
    if policy.is_suspended {
        return Ok(suspended());
    }
    if !policy.is_known {
        // The router may have asked before the inbox was deleted.
        if pod.directory().owns(&envelope.address).await?.is_none() {
            return Ok(Delivered::Unknown);
        }
        pod.addresses().record(&envelope.address, envelope.public_key.as_deref())?;
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
                    sockets::push(pod, event);
                }
                pod.opened.arrivals.notify();
                return Ok(Delivered::Stored);
            }
            // After an error the sender's server tries again.
            Attempt::KeyChanged => {
                raw = spare.ok_or_else(|| Error::internal("the key changed during a large message"))?
            }
        }
    }
}

async fn attempt(pod: &Pod, envelope: &Deliver, raw: Vec<u8>) -> Result<Attempt> {
    // Again, because reading the message can take minutes.
    let policy = pod.addresses().delivery_policy(&envelope.address)?;
    let seal = policy.sealing_key.clone().map(Seal::new).transpose()?;
    let mut message = IncomingMessage::parse(pod, envelope, &raw, seal.as_ref())?;
    let itip = match message.itip.take() {
        Some(itip) => Some((pod.calendar().room_for(&itip).await?, itip)),
        None => None,
    };
    let duplication = match admission(pod, envelope, &policy, &mut message)? {
        Ok((_, duplication)) => duplication,
        Err(end) => return Ok(Attempt::Ended(end)),
    };
    let report = match message.report.take() {
        Some(report) => outbox::verify_report(pod, envelope, report, message.proved_author()).await?,
        None => None,
    };
    let effects = SideEffects { itip, report };
    if matches!(duplication, Duplication::UnprovedDuplicate(_)) {
        return prove(pod, envelope, message, &effects).await;
    }
    let raw = match &seal {
        Some(seal) => seal.sealer.seal(raw)?,
        None => raw,
    };
    let size = i64::try_from(raw.len()).map_err(Error::internal)?;
    let weight = size + message.weight()?;
    let limits = match limits_with_room(pod, policy.stored_bytes, weight).await? {
        Ok(limits) => limits,
        Err(refusal) => return Ok(refusal),
    };
    let reservation = match pod.opened.inbound.reserve(pod, limits, size).await {
        Err(error) if error.code == Code::RateLimited => {
            return Ok(Attempt::Ended(Delivered::Later(error.message.into_owned())));
        }
        reservation => reservation?,
    };
    let content = message.take_content();
    let (blob, content) = try_join(blobs::put(pod, raw), content.place(pod)).await?;
    let names = [blob.clone()].into_iter().chain(content.blob.clone()).collect();
    pod.events().prepare().await?;
    // No await within: the message and its event are stored together, and the conditions hold at that moment.
    let attempt = pod.sql().atomically(|| {
        let policy = pod.addresses().delivery_policy(&envelope.address)?;
        let (disposition, duplication) = match admission(pod, envelope, &policy, &mut message)? {
            Ok(admitted) => admitted,
            Err(end) => return Ok(Attempt::Ended(end)),
        };
        if policy.sealing_key != seal.map(|seal| seal.public_key) {
            return Ok(Attempt::KeyChanged);
        }
        if matches!(duplication, Duplication::New) && policy.stored_bytes + weight > limits.storage_bytes {
            return Ok(Attempt::Full(limits.storage_bytes));
        }
        let report_event = effects.apply(pod, &message, disposition)?;
        if let Duplication::UnprovedDuplicate(seq) = duplication {
            pod.messages().mark_proved(seq, &message)?;
            return Ok(Attempt::Proved(report_event.into_iter().collect()));
        }
        let is_filed = disposition == Disposition::Filed;
        let event = pod.messages().insert(message, (&blob, size), &content, is_filed, policy.newest)?;
        reservation.record(pod)?;
        Ok(Attempt::Stored(std::iter::once(event).chain(report_event).collect()))
    });
    if matches!(attempt, Ok(Attempt::Stored(_))) {
        reservation.commit();
    } else {
        // No message refers to the blobs.
        blobs::remove(pod, names).await?;
    }
    attempt
}

/// The pod's limits, if it has room for so many bytes.
async fn limits_with_room(pod: &Pod, stored: i64, weight: i64) -> Result<Result<&'static Limits, Attempt>> {
    let inbound = &pod.opened.inbound;
    let mut limits = inbound.limits(pod).await?;
    if stored + weight > limits.storage_bytes {
        limits = inbound.fresh_limits(pod).await?;
    }
    if stored + weight > limits.storage_bytes {
        return Ok(Err(Attempt::Full(limits.storage_bytes)));
    }
    // Not a final refusal: the messages that are being received may be copies of one message.
    if stored + inbound.pending_bytes() + weight > limits.storage_bytes {
        return Ok(Err(Attempt::Ended(Delivered::Later(usage::FILLING.to_owned()))));
    }
    Ok(Ok(limits))
}

/// What a message does besides being mail: it can change a calendar and report that mail was not delivered.
struct SideEffects {
    /// With the number of events for which the calendar has room.
    itip: Option<(u32, ItipMessage)>,
    report: Option<VerifiedReport>,
}

impl SideEffects {
    /// Returns the event of a delivery report that is new. Part of the caller's transaction.
    fn apply(&self, pod: &Pod, message: &IncomingMessage, disposition: Disposition) -> Result<Option<String>> {
        if let (Some((max_events, itip)), Disposition::Taken) = (&self.itip, disposition) {
            pod.calendar().ingest(&message.incoming_itip(itip, *max_events));
        }
        self.report.as_ref().map_or(Ok(None), |report| outbox::apply_report(pod, report))
    }
}

/// Handles a copy of a stored message that proves its author. There is nothing to store.
async fn prove(pod: &Pod, envelope: &Deliver, mut message: IncomingMessage, effects: &SideEffects) -> Result<Attempt> {
    pod.events().prepare().await?;
    pod.sql().atomically(|| {
        let policy = pod.addresses().delivery_policy(&envelope.address)?;
        match admission(pod, envelope, &policy, &mut message)? {
            Ok((disposition, Duplication::UnprovedDuplicate(seq))) => {
                pod.messages().mark_proved(seq, &message)?;
                Ok(Attempt::Proved(effects.apply(pod, &message, disposition)?.into_iter().collect()))
            }
            // After an error the sender's server tries again.
            Ok(_) => Err(Error::internal("the message was deleted while a copy of it arrived")),
            Err(end) => Ok(Attempt::Ended(end)),
        }
    })
}

/// Whether a message is admitted now, and how; or how its delivery ends.
fn admission(
    pod: &Pod,
    envelope: &Deliver,
    policy: &DeliveryPolicy,
    message: &mut IncomingMessage,
) -> Result<Result<(Disposition, Duplication), Delivered>> {
    if policy.is_suspended {
        return Ok(Err(suspended()));
    }
    let disposition = message.disposition(pod, envelope, policy)?;
    if let Disposition::Refused(reason) = disposition {
        return Ok(Err(Delivered::Refused(reason.to_owned())));
    }
    match message.find_duplicate(pod, disposition)? {
        Duplication::Duplicate => Ok(Err(Delivered::Duplicate)),
        duplication => Ok(Ok((disposition, duplication))),
    }
}

fn suspended() -> Delivered {
    Delivered::Refused("5.2.1 This mailbox is suspended".to_owned())
}
