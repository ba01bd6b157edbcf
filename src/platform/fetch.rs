//! Outgoing requests. All of them go through this module, to a checked [`OutboundUrl`].

use std::fmt;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, pin_mut};
use js_sys::Uint8Array;
use worker::send::SendFuture;
use worker::{AbortController, AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

use super::http::OneThread;
use super::timer;
use crate::outbound_url::OutboundUrl;

/// A request to another server.
pub struct Outgoing<'a> {
    pub method: Method,
    pub target: &'a OutboundUrl,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<&'a [u8]>,
    /// The timeout in milliseconds, for connecting, the head and the body together.
    pub timeout: u64,
    /// The maximum number of bytes of the body. The rest is not read.
    pub keep: usize,
}

/// The response. A redirect is not followed.
pub struct Answer {
    pub status: u16,
    /// `Retry-After`, as it was sent.
    pub retry_after: Option<String>,
    /// `Content-Type`, as it was sent.
    pub content_type: Option<String>,
    /// The part of the body that arrived in time, up to the maximum.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The timeout has passed.
    Late,
    /// The connection failed, with the runtime's message.
    Broken(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => f.write_str("no answer in time"),
            Self::Broken(why) => write!(f, "no connection: {why}"),
        }
    }
}

/// Sends a request and waits for the response.
pub async fn send(outgoing: &Outgoing<'_>) -> Result<Answer, FetchError> {
    let controller = AbortController::default();
    let mut answer = None;
    let late = {
        let asking = ask(outgoing, controller.signal(), &mut answer);
        let timer = timer::sleep(outgoing.timeout);
        pin_mut!(asking, timer);
        match select(asking, timer).await {
            Either::Left((asked, _)) => asked.map(|()| false).map_err(broken)?,
            Either::Right(_) => true,
        }
    };
    // Aborts a request that is still running, and a body that is longer than the maximum.
    controller.abort();
    match answer {
        Some(answer) => Ok(answer),
        None if late => Err(FetchError::Late),
        None => Err(FetchError::Broken("nothing was answered".to_owned())),
    }
}

/// Stores the response while it arrives, so that the part that came before the timeout is available.
async fn ask(outgoing: &Outgoing<'_>, signal: AbortSignal, answer: &mut Option<Answer>) -> worker::Result<()> {
    let request = request(outgoing)?;
    let mut reply = SendFuture::new(async { Fetch::Request(request).send_with_signal(&signal).await }).await?;
    let (retry_after, content_type) = (reply.headers().get("retry-after")?, reply.headers().get("content-type")?);
    let answer = answer.insert(Answer { status: reply.status_code(), retry_after, content_type, body: Vec::new() });
    // A response without a body has no stream. If a body is interrupted, the part that arrived is used.
    let Ok(stream) = reply.stream() else { return Ok(()) };
    let mut stream = OneThread(stream);
    while answer.body.len() < outgoing.keep
        && let Some(Ok(mut chunk)) = stream.next().await
    {
        chunk.truncate(outgoing.keep - answer.body.len());
        answer.body.append(&mut chunk);
    }
    Ok(())
}

fn request(outgoing: &Outgoing<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in outgoing.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(outgoing.method.clone()).with_headers(headers).with_redirect(RequestRedirect::Manual);
    init.with_body(outgoing.body.map(|body| Uint8Array::from(body).into()));
    Request::new_with_init(outgoing.target.as_str(), &init)
}

#[allow(clippy::needless_pass_by_value)]
fn broken(error: worker::Error) -> FetchError {
    FetchError::Broken(error.to_string())
}
