//! Waiting for mail.

use macros::operation;
use parking_lot::Mutex;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use serde::Deserialize;
use utoipa::IntoParams;

use super::mailbox::{Filter, Since};
use super::message::InboxItem;
use crate::error::{Error, Result};
use crate::grant::KeyState;
use crate::platform::timer;
use crate::pod::Pod;
use crate::time::SECOND;
use crate::wire::Query;

/// Seconds that a call may last.
const MAX_WAIT_SECONDS: u32 = 55;
const DEFAULT_WAIT_SECONDS: u32 = 25;

/// Those who wait for something to arrive.
#[derive(Default)]
pub struct Arrivals(Mutex<Vec<oneshot::Sender<()>>>);

impl Arrivals {
    fn join(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.lock();
        waiting.retain(|sender| !sender.is_canceled());
        waiting.push(sender);
        receiver
    }

    /// Wakes all: something arrived, or some may no longer wait.
    pub fn announce(&self) {
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
    address: Option<String>,
    /// Only messages received from this moment on (RFC 3339), or after this `cursor`. Without it, only messages that
    /// arrive after the call.
    #[param(value_type = Option<String>)]
    since: Option<Since>,
    /// Only messages from this address, or from this domain.
    from: Option<String>,
    /// Seconds to wait, at most 55.
    #[param(minimum = 0, maximum = 55, default = 25)]
    timeout: Option<u32>,
}

/// Wait for a message.
///
/// Answers the first message that matches: at once when it is there already, else when it comes. With nothing after
/// `timeout` seconds the reply is 204: call again. Made for agents that sign up somewhere and wait for the code; take
/// the time before you sign up and pass it as `since`, or pass the `cursor` of the last message you saw. Mail that a rule
/// files away is ignored. When the key is revoked or the session ends, the reply is 401 at once.
#[operation(
    GET "/v1/email/wait", tag = "email", permission = MailRead, tool,
    replies((status = 200, description = "The first message that matches.", body = InboxItem), (status = 204, description = "None came in time.")),
    errors(MissingAddress, InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn wait_for_message(pod: Pod, Query(wait): Query<Wait>) -> Result<Response> {
    let address = pod.own_address(wait.address.as_deref()).await?;
    let timeout = wait.timeout.unwrap_or(DEFAULT_WAIT_SECONDS);
    if timeout > MAX_WAIT_SECONDS {
        return Err(Error::invalid(format!("timeout is at most {MAX_WAIT_SECONDS} seconds.")));
    }
    let since = wait.since.map_or_else(|| pod.newest().map(Since::Cursor), Ok)?;
    let filter = Filter::new(None, None, wait.from.as_deref())?;
    // A session that ends meanwhile ends the call.
    let end = pod.caller()?.grant.expires_at.map(|end| u64::try_from(end - pod.now().millis()).unwrap_or(0));
    let millis = u64::from(timeout) * SECOND.unsigned_abs();
    let mut timer = Box::pin(timer::sleep(end.map_or(millis, |end| end.min(millis))));
    loop {
        // Nothing can arrive between looking and joining: there is no await between them.
        if let Some(item) = pod.first_message(&address, since, &filter)? {
            return Ok(item.into_response());
        }
        match select(pod.opened.arrivals.join(), timer).await {
            Either::Left((_, rest)) => timer = rest,
            Either::Right(_) if end.is_some_and(|end| end <= millis) => return Err(Error::unauthorized()),
            Either::Right(_) => return Ok(StatusCode::NO_CONTENT.into_response()),
        }
        // What woke us may have been the end of our key. If it was not, this is a look into memory.
        pod.opened.authenticator.grant(&pod.caller()?.key, KeyState::Active, &pod.directory()).await?;
    }
}
