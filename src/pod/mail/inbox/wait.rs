//! Waiting for mail.

use macros::operation;
use parking_lot::Mutex;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use serde::Deserialize;
use utoipa::IntoParams;

use super::mailbox::{Filter, MessageFilter, Since};
use super::message::InboxItem;
use crate::error::{Error, Result};
use crate::platform::timer;
use crate::pod::Pod;
use crate::pod::mail::addresses::not_yours;
use crate::time::SECOND;
use crate::wire::Query;

const MAX_WAIT_SECONDS: u32 = 55;
const DEFAULT_WAIT_SECONDS: u32 = 25;

/// Requests that wait for a message to arrive.
#[derive(Default)]
pub struct Arrivals(Mutex<Vec<oneshot::Sender<()>>>);

impl Arrivals {
    fn subscribe(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.lock();
        waiting.retain(|sender| !sender.is_canceled());
        waiting.push(sender);
        receiver
    }

    /// Wakes all waiting requests: a message arrived, or a key was revoked.
    pub fn notify(&self) {
        let waiting = std::mem::take(&mut *self.0.lock());
        for sender in waiting {
            let _ = sender.send(());
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// The mailbox.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
    /// Only messages received at or after this time (RFC 3339), or after this `cursor`. Default: only messages that arrive after the
    /// call.
    #[param(value_type = Option<String>)]
    since: Option<Since>,
    /// Only messages from this address or domain.
    from: Option<String>,
    /// Seconds to wait, 0 to 55.
    #[param(minimum = 0, maximum = 55, default = 25)]
    timeout: Option<u32>,
}

/// Wait for a message.
///
/// Returns the first message that matches: immediately if it has already arrived, else when it arrives. If none arrives within
/// `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note the time before you sign up and
/// pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files is ignored. When the key is
/// revoked or the session ends, the reply is 401.
#[operation(
    GET "/v1/email/wait", tag = "email", permission = MailRead, per_inbox, tool,
    replies((status = 200, description = "The first message that matches.", body = InboxItem), (status = 204, description = "No message arrived in time.")),
    errors(MissingAddress, InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn wait_for_message(pod: Pod, Query(wait): Query<Wait>) -> Result<Response> {
    let address = pod.addresses().own(wait.address.as_deref()).await?;
    let timeout = wait.timeout.unwrap_or(DEFAULT_WAIT_SECONDS);
    if timeout > MAX_WAIT_SECONDS {
        return Err(Error::invalid(format!("timeout can be at most {MAX_WAIT_SECONDS} seconds.")));
    }
    let since = wait.since.map_or_else(|| pod.messages().newest().map(Since::Cursor), Ok)?;
    let filter = Filter::new(MessageFilter { from: wait.from.clone(), ..MessageFilter::default() })?;
    // The call ends when the session ends.
    let session_end = pod.caller()?.grant.expires_at.map(|end| u64::try_from(end - pod.now().millis()).unwrap_or(0));
    let timeout = u64::from(timeout) * SECOND.unsigned_abs();
    let mut timer = Box::pin(timer::sleep(session_end.map_or(timeout, |end| end.min(timeout))));
    loop {
        // No await between the query and the subscription, so no message can arrive between them.
        if let Some(item) = pod.messages().first(&address, since, &filter)? {
            return Ok(item.into_response());
        }
        match select(pod.opened.arrivals.subscribe(), timer).await {
            Either::Left((_, rest)) => timer = rest,
            Either::Right(_) if session_end.is_some_and(|end| end <= timeout) => return Err(Error::unauthorized()),
            Either::Right(_) => return Ok(StatusCode::NO_CONTENT.into_response()),
        }
        // The wake-up may mean that the key was revoked. Usually this reads memory only.
        if !pod.authenticate_again().await?.has_inbox(&address) {
            return Err(not_yours());
        }
    }
}
