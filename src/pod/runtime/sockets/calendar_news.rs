//! News that the calendar has changed, for clients of the MCP server. They are not stored.

use super::{Opener, key_of, send, verdict};
use crate::pod::Pod;

pub const CALENDAR_CHANGED: &str = r#"{"type":"calendar.changed"}"#;

/// Whether somebody wants to hear that the calendar has changed.
pub fn has_calendar_news(pod: &Pod) -> bool {
    let mut known = pod.opened.sockets.0.lock();
    known.openers(&pod.opened.state).values().any(hears_of_calendar)
}

/// Says that the calendar has changed to those who may know of it.
pub fn notify_calendar_changed(pod: &Pod) {
    let (state, now) = (&pod.opened.state, pod.now());
    let mut known = pod.opened.sockets.0.lock();
    let mut must_ask = false;
    for (tag, opener) in known.openers(state).iter_mut().filter(|(_, opener)| hears_of_calendar(opener)) {
        match verdict(pod, &key_of(tag), opener, now) {
            Some(Ok(())) => send(&state.get_websockets_with_tag(tag), CALENDAR_CHANGED),
            // Its sockets are closed at the next review.
            Some(Err(_)) => {}
            None => {
                opener.has_waiting_calendar = true;
                must_ask = true;
            }
        }
    }
    if must_ask {
        known.start_asking(pod);
    }
}

/// Whether a credential may know that the calendar has changed, and wants to.
pub fn hears_of_calendar(opener: &Opener) -> bool {
    opener.access.news.as_ref().is_some_and(|news| news.calendar)
}
