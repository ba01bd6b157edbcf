//! Between the runtime's requests and replies and those of the router.
//!
//! A bridge of our own: crossing between wasm and JavaScript is what costs, so only what is read crosses.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, Request, Response, header};
use futures_util::{Stream, StreamExt};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;
use worker::{Headers, ResponseBuilder};

use super::Bindings;
use crate::error::{Code, Error, Result};
use crate::wire::BODY_LIMIT;

/// In development every reply says what it cost.
pub const COST: &str = "x-warren-cost";

/// Bytes over a limit that are still read, and dropped: a client that is answered while it sends may see a broken
/// connection instead of the answer.
const PATIENCE: usize = 8_000_000;

/// The headers that some operation reads.
const READ: [HeaderName; 8] = [
    header::AUTHORIZATION,
    header::CONTENT_LENGTH,
    header::UPGRADE,
    header::SEC_WEBSOCKET_PROTOCOL,
    header::ACCEPT,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("cf-connecting-ip"),
    HeaderName::from_static("x-forwarded-for"),
];

/// The first lines of a request, without its body.
pub fn head(request: &worker::Request) -> Result<Parts> {
    let method = Method::from_bytes(request.inner().method().as_bytes()).map_err(Error::internal)?;
    let mut head = Request::builder().method(method).uri(path_and_query(&request.inner().url()));
    for name in READ {
        if let Some(value) = request.headers().get(name.as_str())? {
            head = head.header(name, value);
        }
    }
    let (parts, ()) =
        head.body(()).map_err(|_| Error::invalid("The request line or a header cannot be read."))?.into_parts();
    Ok(parts)
}

/// What follows the host in a URL that the runtime has parsed.
fn path_and_query(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    path.split('#').next().unwrap_or(path)
}

/// The body, unless it is longer than a JSON body may be.
pub async fn body(request: &mut worker::Request, head: &Parts) -> Result<Vec<u8>> {
    if matches!(head.method, Method::GET | Method::HEAD) {
        return Ok(Vec::new());
    }
    let announced = head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match announced {
        Some(0) => Ok(Vec::new()),
        Some(length) if length > BODY_LIMIT + PATIENCE => Err(too_large(BODY_LIMIT)),
        Some(length) if length > BODY_LIMIT => read(request, BODY_LIMIT).await,
        Some(_) => Ok(SendFuture::new(request.bytes()).await?),
        None => read(request, BODY_LIMIT).await,
    }
}

/// A body of unknown length, up to a limit.
pub async fn read(request: &mut worker::Request, limit: usize) -> Result<Vec<u8>> {
    read_sized(request, 0, limit).await
}

/// A body of which a length was announced, so that memory is taken once. The announcement need not be true.
pub async fn read_sized(request: &mut worker::Request, announced: usize, limit: usize) -> Result<Vec<u8>> {
    let Ok(stream) = request.stream() else { return Ok(Vec::new()) };
    let mut stream = OneThread(stream);
    let (mut bytes, mut size) = (Vec::with_capacity(announced.min(limit)), 0);
    while size <= limit + PATIENCE
        && let Some(chunk) = stream.next().await
    {
        let mut chunk = chunk?;
        size += chunk.len();
        if size <= limit {
            bytes.append(&mut chunk);
        }
    }
    if size > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: usize) -> Error {
    Error::new(Code::TooLarge, format!("The body is larger than {limit} bytes."))
}

/// The client's end of a WebSocket, as an extension of the reply that opens it.
#[derive(Clone)]
pub struct Upgraded(pub worker::WebSocket);

/// A reply of the router as one of the runtime: in one piece where its length is known, else as a stream.
pub async fn outgoing(response: Response<Body>, bindings: &Bindings) -> worker::Result<worker::Response> {
    let (mut parts, body) = response.into_parts();
    let headers = Headers::new();
    if bindings.config().is_ok_and(|config| config.dev_doors) {
        headers.set(COST, &bindings.cost().to_string())?;
    }
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    let reply = ResponseBuilder::new().with_status(parts.status.as_u16()).with_headers(headers);
    if let Some(Upgraded(socket)) = parts.extensions.remove() {
        return Ok(reply.with_websocket(socket).empty());
    }
    match body.size_hint().exact() {
        Some(0) => Ok(reply.empty()),
        Some(_) => {
            let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(|error| error.to_string())?;
            Ok(reply.fixed(bytes.into()))
        }
        None => {
            let chunks = body.into_data_stream();
            reply.from_stream(
                chunks.map(|chunk| chunk.map(Vec::from).map_err(|error| worker::Error::from(error.to_string()))),
            )
        }
    }
}

/// A stream of the runtime's, passed where the router wants it to be `Send`.
pub struct OneThread<S>(pub S);

// SAFETY: a worker has one thread; nothing can be sent to another.
#[allow(unsafe_code)]
unsafe impl<S> Send for OneThread<S> {}

impl<S: Stream + Unpin> Stream for OneThread<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

/// A body on its way through, without being read into wasm.
pub struct Incoming {
    /// Announced bytes.
    pub size: Option<usize>,
    body: JsValue,
    buffered: bool,
}

impl Incoming {
    /// Of a stream, which can be sent once.
    pub fn stream(stream: Option<web_sys::ReadableStream>, size: Option<usize>) -> Self {
        Self { size, body: stream.map_or(JsValue::NULL, JsValue::from), buffered: false }
    }

    /// Held in memory, so that it can be sent twice.
    pub async fn buffered(self) -> Result<Self> {
        let reader = web_sys::Response::new_with_opt_readable_stream(self.body.dyn_ref()).map_err(js)?;
        let bytes = SendFuture::new(JsFuture::from(reader.array_buffer().map_err(js)?)).await.map_err(js)?;
        Ok(Self { body: bytes, buffered: true, ..self })
    }

    /// Whether it can be sent twice.
    pub fn is_buffered(&self) -> bool {
        self.buffered
    }

    /// As the body of a request.
    pub fn body(&self) -> JsValue {
        self.body.clone()
    }
}

#[allow(clippy::needless_pass_by_value)]
fn js(error: JsValue) -> Error {
    Error::internal(js_sys::Error::from(error).message())
}
