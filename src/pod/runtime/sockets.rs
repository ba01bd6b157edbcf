//! Open sockets, and the credentials that opened them.
//!
//! The first tag of a socket is what it is for and the hash of its credential, and its attachment is what the credential permitted: both survive the object's
//! sleep. A socket whose credential has ended receives nothing and is closed. The directory is asked again after every change, at most
//! a minute after its last answer when there is an event to send, and every 15 minutes otherwise. One query covers all credentials.

mod attachment;
mod calendar_news;

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;
use worker::{State, WebSocket};

pub use attachment::{Access, Position, Purpose, position, set_position};
use attachment::{Attachment, attachment, key_of, tags};
use calendar_news::{CALENDAR_CHANGED, hears_of_calendar};
pub use calendar_news::{has_calendar_news, notify_calendar_changed};

use super::events;
use super::events::StoredEvent;
use crate::credential::KeyHash;
use crate::error::{Code, Error, Result};
use crate::grant::Grant;
use crate::platform::{log, timer, values};
use crate::pod::Pod;
use crate::time::{MINUTE, Timestamp};

/// How often the directory is asked about idle sockets.
const IDLE_CHECK: i64 = 15 * MINUTE;
/// Milliseconds between two queries when the directory fails, and the number of queries.
const RETRY_DELAY: u64 = 2_000;
const MAX_QUESTIONS: u32 = 3;
/// Events that are read at once.
const PAGE: u32 = 100;

/// Why a socket is closed: a code of RFC 6455 and a reason.
type Closing = (u16, &'static str);
const UNAUTHORIZED: Closing = (4401, "unauthorized");
pub const SUSPENDED: Closing = (4403, "pod_suspended");
const MISSING_SCOPE: Closing = (4403, "missing_scope");
const IP_NOT_ALLOWED: Closing = (4403, "ip_not_allowed");
/// The credential cannot be checked. The client reads missed events with `since`.
const TRY_AGAIN: Closing = (1013, "try_again");

/// What clients of the MCP server are told when the permissions of their credential have changed.
const PERMISSIONS_CHANGED: &str = r#"{"type":"permissions.changed"}"#;

/// What is remembered of the open sockets.
#[derive(Default)]
pub struct Sockets(Mutex<SocketState>);

#[derive(Default)]
struct SocketState {
    /// By tag; None until they are read after the object woke.
    openers: Option<HashMap<String, Opener>>,
    /// Whether a query for waiting events is under way.
    is_asking: bool,
    /// When the directory is asked again without an event.
    review_at: Option<Timestamp>,
}

/// A credential with open sockets.
struct Opener {
    access: Access,
    /// The cursor of the first event that waits for the directory's answer. Later events wait, too.
    waiting_from: Option<i64>,
    /// Whether a change of the calendar waits for it.
    has_waiting_calendar: bool,
}

impl Opener {
    fn new(access: Access) -> Self {
        Self { access, waiting_from: None, has_waiting_calendar: false }
    }

    /// Takes a newer grant, and sends waiting events.
    fn follow(&mut self, pod: &Pod, sockets: &[WebSocket], grant: &Grant) {
        let access = Access::of(grant, pod, self.access.purpose);
        if self.access != access {
            let has_other_permissions = self.access.news != access.news;
            self.access = access;
            for socket in sockets {
                let attachment = Attachment { access: self.access.clone(), ..attachment(socket) };
                let _ = socket.serialize_attachment(attachment);
            }
            if has_other_permissions {
                send(sockets, PERMISSIONS_CHANGED);
            }
        }
        if let Some(from) = self.waiting_from.take() {
            replay(pod, sockets, from, &self.access);
        }
        if std::mem::take(&mut self.has_waiting_calendar) && hears_of_calendar(self) {
            send(sockets, CALENDAR_CHANGED);
        }
    }

    fn is_waiting(&self) -> bool {
        self.waiting_from.is_some() || self.has_waiting_calendar
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.access.expires_at.is_some_and(|end| end <= now.millis())
    }
}

impl SocketState {
    /// The credentials of open sockets; after a sleep, read from the sockets.
    fn openers(&mut self, state: &State) -> &mut HashMap<String, Opener> {
        self.openers.get_or_insert_with(|| {
            let sockets = state.get_websockets().into_iter();
            let openers = sockets.filter_map(|socket| {
                let tag = state.get_tags(&socket).into_iter().next()?;
                Some((tag, Opener::new(attachment(&socket).access)))
            });
            openers.collect()
        })
    }
}

impl SocketState {
    /// Asks the directory about credentials with waiting events, unless that is under way.
    fn start_asking(&mut self, pod: &Pod) {
        if !std::mem::replace(&mut self.is_asking, true) {
            let pod = pod.clone();
            pod.clone().opened.state.wait_until(async move { ask(&pod).await });
        }
    }
}

/// Sets the alarm for a socket that is about to be opened.
pub async fn watch(pod: &Pod, expires_at: Option<i64>) -> Result<()> {
    pod.wake_at(next_review(pod, expires_at)).await
}

/// A socket to accept.
pub struct NewSocket<'a> {
    pub socket: &'a WebSocket,
    pub key: &'a KeyHash,
    pub grant: &'a Grant,
    pub purpose: Purpose,
    /// A tag by which it is found.
    pub tag: Option<&'a str>,
    pub position: Option<Position>,
}

/// Accepts a socket of a credential that was just checked.
pub fn accept(pod: &Pod, new: NewSocket<'_>) -> Result<()> {
    let (state, access) = (&pod.opened.state, Access::of(new.grant, pod, new.purpose));
    let first = new.purpose.tag(new.key);
    {
        let mut known = pod.opened.sockets.0.lock();
        let opener = known.openers(state).entry(first.clone());
        let opener = opener.or_insert_with(|| Opener::new(access.clone()));
        // Waiting events are older than this socket.
        if let Some(from) = opener.waiting_from.take() {
            replay(pod, &state.get_websockets_with_tag(&first), from, &access);
        }
    }
    let tags: Vec<&str> = std::iter::once(&*first).chain(new.tag).collect();
    state.accept_websocket_with_tags(new.socket, &tags);
    Ok(new.socket.serialize_attachment(Attachment { access, position: new.position })?)
}

/// Whether messages of a socket are taken: it is open, and its credential has not ended.
pub fn is_open(pod: &Pod, socket: &WebSocket) -> bool {
    const OPEN: u16 = 1;
    let state = &pod.opened.state;
    let tag = state.get_tags(socket).into_iter().next();
    let is_known = |tag: &String| pod.opened.sockets.0.lock().openers(state).contains_key(tag);
    socket.as_ref().ready_state() == OPEN && tag.as_ref().is_some_and(is_known)
}

/// Sends a recorded event to all sockets whose credential works. If the directory has to be asked about a credential, the event and
/// all later ones wait for its sockets only.
pub fn push(pod: &Pod, event: &str) {
    let (state, now) = (&pod.opened.state, pod.now());
    let mut known = pod.opened.sockets.0.lock();
    let mut must_ask = false;
    known.openers(state).retain(|tag, opener| {
        if !opener.access.receives_events() {
            return true;
        }
        let sockets = state.get_websockets_with_tag(tag);
        if sockets.is_empty() {
            return false;
        }
        match verdict(pod, &key_of(tag), opener, now) {
            Some(Ok(())) => match opener.waiting_from.take() {
                Some(from) => replay(pod, &sockets, from, &opener.access),
                None if opener.access.shows(event, pod) => send(&sockets, event),
                None => {}
            },
            Some(Err(error)) => {
                close(&sockets, closing(&error));
                return false;
            }
            None => {
                opener.waiting_from.get_or_insert_with(|| events::cursor(event));
                must_ask = true;
            }
        }
        true
    });
    if must_ask {
        known.start_asking(pod);
    }
}

/// What is known of a credential with open sockets; None if the directory has to be asked.
fn verdict(pod: &Pod, key: &KeyHash, opener: &Opener, now: Timestamp) -> Option<Result<()>> {
    match opener.has_expired(now) {
        true => Some(Err(Error::unauthorized())),
        false => pod.opened.authenticator.remembered_verdict(key).map(|grant| opener.access.check(&grant?, pod)),
    }
}

/// Asks the directory about credentials with waiting events, until none is left.
async fn ask(pod: &Pod) {
    let mut failures = 0;
    loop {
        let waiting = {
            let mut known = pod.opened.sockets.0.lock();
            let openers = known.openers(&pod.opened.state).iter();
            let waiting: Vec<_> =
                openers.filter(|(_, opener)| opener.is_waiting()).map(|(tag, _)| key_of(tag)).collect();
            known.is_asking = !waiting.is_empty();
            waiting
        };
        if waiting.is_empty() {
            return;
        }
        match pod.opened.authenticator.look_up_all(&waiting, &pod.directory()).await {
            Ok(answers) => settle(pod, answers),
            Err(error) => {
                log::error(&error.to_string());
                failures += 1;
                if failures < MAX_QUESTIONS {
                    timer::sleep(RETRY_DELAY).await;
                } else {
                    waiting.iter().for_each(|key| close_of(pod, key, TRY_AGAIN));
                }
            }
        }
    }
}

/// Asks the directory about every credential with sockets, after a change.
pub async fn ask_again(pod: &Pod) -> Result<()> {
    let keys: HashSet<_> =
        pod.opened.sockets.0.lock().openers(&pod.opened.state).keys().map(|tag| key_of(tag)).collect();
    let keys: Vec<_> = keys.into_iter().collect();
    if !keys.is_empty() {
        settle(pod, pod.opened.authenticator.look_up_all(&keys, &pod.directory()).await?);
    }
    // A key may expire sooner than before.
    let first_end = {
        let mut known = pod.opened.sockets.0.lock();
        known.openers(&pod.opened.state).values().filter_map(|opener| opener.access.expires_at).min()
    };
    match first_end {
        Some(end) => pod.wake_at(Timestamp::from_millis(end)).await,
        None => Ok(()),
    }
}

/// Closes sockets whose credential has expired, and asks the directory about the others when that is due. Returns when to come back;
/// None if there is no socket.
pub async fn review(pod: &Pod) -> Result<Option<Timestamp>> {
    let unknown = {
        let (state, now) = (&pod.opened.state, pod.now());
        let mut known = pod.opened.sockets.0.lock();
        known.openers(state).retain(|tag, opener| {
            let sockets = state.get_websockets_with_tag(tag);
            // A request with the same key may have learned that it was revoked.
            if let Some(Err(error)) = verdict(pod, &key_of(tag), opener, now) {
                close(&sockets, closing(&error));
                return false;
            }
            !sockets.is_empty()
        });
        let is_due = known.review_at.is_none_or(|at| at <= now);
        if is_due {
            known.review_at = Some(next_review(pod, None));
        }
        let keys: HashSet<_> = known.openers(state).keys().map(|tag| key_of(tag)).collect();
        keys.into_iter()
            .filter(|key| is_due && pod.opened.authenticator.remembered_verdict(key).is_none())
            .collect::<Vec<_>>()
    };
    if !unknown.is_empty() {
        let answers = pod.opened.authenticator.look_up_all(&unknown, &pod.directory()).await;
        // A failed job is repeated in a minute.
        settle(pod, answers.inspect_err(|_| pod.opened.sockets.0.lock().review_at = None)?);
    }
    let mut known = pod.opened.sockets.0.lock();
    let review_at = known.review_at;
    let openers = known.openers(&pod.opened.state).values();
    Ok(openers
        .flat_map(|opener| opener.access.expires_at.map(Timestamp::from_millis).into_iter().chain(review_at))
        .min())
}

/// Closes the sockets of credentials that have ended, and sends waiting events to the others.
fn settle(pod: &Pod, answers: Vec<(KeyHash, Result<Grant>)>) {
    let state = &pod.opened.state;
    for (key, answer) in answers {
        for tag in tags(&key) {
            let sockets = state.get_websockets_with_tag(&tag);
            let mut known = pod.opened.sockets.0.lock();
            let Some(opener) = known.openers(state).get_mut(&tag) else { continue };
            match answer.clone().and_then(|grant| opener.access.check(&grant, pod).map(|()| grant)) {
                Err(error) => {
                    known.openers(state).remove(&tag);
                    close(&sockets, closing(&error));
                }
                Ok(grant) => opener.follow(pod, &sockets, &grant),
            }
        }
    }
}

/// Closes the sockets of a credential.
pub fn close_revoked(pod: &Pod, key: &KeyHash) {
    close_of(pod, key, UNAUTHORIZED);
}

fn close_of(pod: &Pod, key: &KeyHash, closing: Closing) {
    let state = &pod.opened.state;
    for tag in tags(key) {
        pod.opened.sockets.0.lock().openers(state).remove(&tag);
        close(&state.get_websockets_with_tag(&tag), closing);
    }
}

/// Closes all sockets of the pod.
pub fn close_all(pod: &Pod, closing: Closing) {
    let state = &pod.opened.state;
    pod.opened.sockets.0.lock().openers(state).clear();
    close(&state.get_websockets(), closing);
}

fn close(sockets: &[WebSocket], (code, reason): Closing) {
    for socket in sockets {
        let _ = socket.close(Some(code), Some(reason));
    }
}

fn send(sockets: &[WebSocket], event: &str) {
    for socket in sockets {
        // The client of a closing socket reads the event later with `since`.
        let _ = socket.send_with_str(event);
    }
}

/// Sends the stored events from a cursor on.
fn replay(pod: &Pod, sockets: &[WebSocket], from: i64, access: &Access) {
    const SELECT_EVENTS: &str = "SELECT cursor, body FROM event WHERE cursor > ? ORDER BY cursor LIMIT ?";
    let mut after = from - 1;
    loop {
        let events = match pod.sql().rows::<StoredEvent>(SELECT_EVENTS, &values![after, PAGE]) {
            Ok(events) => events,
            Err(error) => {
                log::error(&error.to_string());
                return close(sockets, TRY_AGAIN);
            }
        };
        let Some(last) = events.last() else { return };
        after = last.cursor;
        events.iter().filter(|event| access.shows(&event.body, pod)).for_each(|event| send(sockets, &event.body));
    }
}

fn closing(error: &Error) -> Closing {
    match error.code {
        Code::PodSuspended => SUSPENDED,
        Code::MissingScope => MISSING_SCOPE,
        Code::IpNotAllowed => IP_NOT_ALLOWED,
        _ => UNAUTHORIZED,
    }
}

fn next_review(pod: &Pod, expires_at: Option<i64>) -> Timestamp {
    let at = pod.now().plus(pod.config().scaled(IDLE_CHECK));
    expires_at.map_or(at, |end| at.min(Timestamp::from_millis(end)))
}
