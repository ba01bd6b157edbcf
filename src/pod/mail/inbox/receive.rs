//! Taking in a message.

use futures_util::future::try_join;

use super::arriving::{Arriving, Place, Seal};
use crate::directory::{Deliver, Delivered, MESSAGE_LIMIT, TOO_LARGE};
use crate::error::{Code, Error, Result};
use crate::ical::itip::Notice;
use crate::mail::rule::Fate;
use crate::platform::http;
use crate::pod::calendar::arrival::{hear, room};
use crate::pod::mail::outbox;
use crate::pod::mail::outbox::Believed;
use crate::pod::runtime::live;
use crate::pod::storage::{blobs, usage};
use crate::pod::{Pod, webhooks};

/// A message up to this size is kept until it is stored, should it have to be sealed again.
const SPARE: usize = 256 * 1024;

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
    let reception = pod.reception(&envelope.address)?;
    if !envelope.found && !reception.is_known {
        return Ok(Delivered::Unknown);
    }
    if reception.is_shut {
        return Ok(suspended());
    }
    if !reception.is_known {
        pod.learn_address(&envelope.address, envelope.public_key.as_deref())?;
    }
    let mut raw = match http::read_announced(request, envelope.size, MESSAGE_LIMIT).await {
        Err(error) if error.code == Code::TooLarge => {
            return Ok(Delivered::Refused(TOO_LARGE.to_owned()));
        }
        raw => raw?,
    };
    loop {
        let spare = (raw.len() <= SPARE).then(|| raw.clone());
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
    let reception = pod.reception(&envelope.address)?;
    if reception.is_shut {
        return Ok(Attempt::Ended(suspended()));
    }
    let seal = reception.sealing_key.clone().map(Seal::new).transpose()?;
    let mut arriving = Arriving::read(pod, envelope, &raw, seal.as_ref())?;
    let notice = match arriving.notice.take() {
        Some(notice) => Some((room(pod, &notice).await?, notice)),
        None => None,
    };
    let fate = arriving.fate(pod, envelope, &reception)?;
    if let Fate::Refused(reason) = fate {
        return Ok(refused(reason));
    }
    let place = arriving.place(pod, fate)?;
    if matches!(place, Place::Taken) {
        return Ok(Attempt::Ended(Delivered::Duplicate));
    }
    let report = match arriving.report.take() {
        Some(report) => outbox::believed(pod, envelope, report, arriving.proved_author()).await?,
        None => None,
    };
    let told = Told { notice, report };
    if matches!(place, Place::Unproved(_)) {
        return prove(pod, envelope, arriving, &told).await;
    }
    let raw = match &seal {
        Some(seal) => seal.sealer.seal(raw)?,
        None => raw,
    };
    let (size, inbound) = (i64::try_from(raw.len()).map_err(Error::internal)?, &pod.opened.inbound);
    let (mut limits, weight) = (inbound.limits(pod).await?, size + arriving.weight()?);
    if reception.stored + weight > limits.storage_bytes {
        limits = inbound.fresh_limits(pod).await?;
    }
    if reception.stored + weight > limits.storage_bytes {
        return Ok(Attempt::Full(limits.storage_bytes));
    }
    // What is on its way may be copies of one message.
    if reception.stored + inbound.under_way() + weight > limits.storage_bytes {
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
    webhooks::arm(pod).await?;
    // No await within: the message is there with its event, or neither is; and what holds while it is stored decides.
    let stored = pod.sql().atomically(|| {
        let reception = pod.reception(&envelope.address)?;
        if reception.is_shut {
            return Ok(Attempt::Ended(suspended()));
        }
        if reception.sealing_key != seal.map(|seal| seal.public_key) {
            return Ok(Attempt::KeyChanged);
        }
        let fate = arriving.fate(pod, envelope, &reception)?;
        if let Fate::Refused(reason) = fate {
            return Ok(refused(reason));
        }
        let place = arriving.place(pod, fate)?;
        if matches!(place, Place::Taken) {
            return Ok(Attempt::Ended(Delivered::Duplicate));
        }
        if matches!(place, Place::Free) && reception.stored + weight > limits.storage_bytes {
            return Ok(Attempt::Full(limits.storage_bytes));
        }
        let reported = told.take_in(pod, &arriving, fate)?;
        if let Place::Unproved(seq) = place {
            arriving.prove(pod, seq)?;
            return Ok(Attempt::Proved(reported.into_iter().collect()));
        }
        let event = arriving.store(pod, (&blob, size), &content, fate == Fate::Filed, reception.newest)?;
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
    notice: Option<(u32, Notice)>,
    report: Option<Believed>,
}

impl Told {
    /// Takes it in. The event of mail that came back, if that is news. Part of the caller's transaction.
    fn take_in(&self, pod: &Pod, arriving: &Arriving, fate: Fate) -> Result<Option<String>> {
        if let (Some((most, notice)), Fate::Taken) = (&self.notice, fate) {
            hear(pod, &arriving.heard(notice, *most));
        }
        self.report.as_ref().map_or(Ok(None), |report| outbox::reported(pod, report))
    }
}

/// Takes in a copy of a stored message that proves its author: there is nothing to store.
async fn prove(pod: &Pod, envelope: &Deliver, mut arriving: Arriving, told: &Told) -> Result<Attempt> {
    webhooks::arm(pod).await?;
    pod.sql().atomically(|| {
        let reception = pod.reception(&envelope.address)?;
        if reception.is_shut {
            return Ok(Attempt::Ended(suspended()));
        }
        let fate = arriving.fate(pod, envelope, &reception)?;
        match (fate, arriving.place(pod, fate)?) {
            (Fate::Refused(reason), _) => Ok(refused(reason)),
            (_, Place::Taken) => Ok(Attempt::Ended(Delivered::Duplicate)),
            (_, Place::Unproved(seq)) => {
                arriving.prove(pod, seq)?;
                Ok(Attempt::Proved(told.take_in(pod, &arriving, fate)?.into_iter().collect()))
            }
            // Its sender's server tries again.
            (_, Place::Free) => Err(Error::internal("a message was deleted while a copy of it came")),
        }
    })
}

fn refused(reason: &str) -> Attempt {
    Attempt::Ended(Delivered::Refused(reason.to_owned()))
}

fn suspended() -> Delivered {
    Delivered::Refused("5.2.1 This mailbox is suspended".to_owned())
}
