//! Entries: which sessions of this home pod are let into other pods of the account.
//!
//! The directory is asked once a minute for each session and pod. So an invented environment wakes no object.

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::credential::KeyHash;
use crate::error::Result;
use crate::grant::{GRANT_TTL, KeyState};
use crate::id::PodId;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::no_environment;

/// Answers of the directory that are remembered.
const MAX_ANSWERS: usize = 1_024;

/// What is remembered of entries.
#[derive(Default)]
pub struct Entries(Mutex<HashMap<(KeyHash, PodId), Answer>>);

/// An answer of the directory.
#[derive(Clone, Copy)]
struct Answer {
    may_enter: bool,
    until: Timestamp,
    /// Answers from before a revocation do not count.
    epoch: u64,
}

/// Lets a session into another pod of the account.
///
/// # Errors
/// `not_found`: the account has no such pod, or the person is not assigned to it; `unauthorized`, `rate_limited`.
pub async fn enter(pod: &Pod, session: KeyHash, target: PodId) -> Result<()> {
    let place = (session, target);
    let remembered = remembered(pod, &place);
    if remembered.is_some_and(|answer| answer.may_enter) {
        return Ok(());
    }
    // The other pod counts requests that it lets in; this one counts the others, before it asks the directory.
    pod.authenticate(&place.0, KeyState::Active, None, || None).await?;
    if remembered.is_none() && ask(pod, &place).await?.may_enter {
        return Ok(());
    }
    Err(no_environment())
}

fn remembered(pod: &Pod, place: &(KeyHash, PodId)) -> Option<Answer> {
    let answer = *pod.opened.entries.0.lock().get(place)?;
    (pod.now() < answer.until && answer.epoch == pod.opened.authenticator.epoch()).then_some(answer)
}

async fn ask(pod: &Pod, place: &(KeyHash, PodId)) -> Result<Answer> {
    loop {
        let (epoch, now) = (pod.opened.authenticator.epoch(), pod.now());
        let may_enter = pod.directory().may_enter(&place.0, &place.1, now).await?;
        if pod.opened.authenticator.epoch() != epoch {
            continue;
        }
        let answer = Answer { may_enter, until: now.plus(GRANT_TTL), epoch };
        let mut entries = pod.opened.entries.0.lock();
        if entries.len() >= MAX_ANSWERS {
            entries.clear();
        }
        entries.insert(place.clone(), answer);
        return Ok(answer);
    }
}
