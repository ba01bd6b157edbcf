//! Converts between the requests and replies of the runtime and those of the router.
//!
//! Calls between wasm and JavaScript are slow, so only what is read is converted.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, HttpBody};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, Uri, header, response};
use futures_util::{Stream, StreamExt};
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;

use crate::error::{Code, Error, Result};

/// The header that shows the cost of a request, in development only.
pub const COST: &str = "x-warren-cost";

/// Bytes beyond a limit that are still read and discarded: a client that gets the reply while it still sends may see a broken
/// connection instead of the reply.
const MAX_DRAINED_BYTES: usize = 8_000_000;

/// The maximum size of a body that is read at once, if its length is announced.
const MAX_BUFFERED_BYTES: usize = 256 * 1024;

/// The first line of a request.
pub struct RequestLine {
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// The whole URL, as the runtime has parsed it.
    pub url: String,
}

/// Reads only the first line: it decides which headers are read.
pub fn request_line(request: &web_sys::Request) -> Result<RequestLine> {
    let method = Method::from_bytes(request.method().as_bytes()).map_err(Error::internal)?;
    let url = request.url();
    let uri: Uri = path_and_query(&url).parse().map_err(|_| Error::invalid("The request line cannot be read."))?;
    Ok(RequestLine { method, uri, url })
}

/// The first line with those of these headers that the request has.
pub fn head(request: &web_sys::Request, line: RequestLine, names: impl Iterator<Item = &'static str>) -> Result<Parts> {
    let headers = request.headers();
    let mut head = Request::builder().method(line.method).uri(line.uri);
    for name in names {
        if let Some(value) = headers.get(name).map_err(js)? {
            head = head.header(name, value);
        }
    }
    let (parts, ()) =
        head.body(()).map_err(|_| Error::invalid("A header of the request cannot be read."))?.into_parts();
    Ok(parts)
}

/// One header of a request.
pub fn header(request: &web_sys::Request, name: &str) -> Result<Option<String>> {
    request.headers().get(name).map_err(js)
}

/// Whether a request came without TLS.
pub fn is_plain(request: &web_sys::Request) -> bool {
    request.url().starts_with("http://")
}

/// Path and query of a URL that the runtime has parsed.
fn path_and_query(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    path.split('#').next().unwrap_or(path)
}

/// The body, unless it is longer than the limit.
pub async fn body(request: web_sys::Request, head: &Parts, limit: usize) -> Result<Vec<u8>> {
    if matches!(head.method, Method::GET | Method::HEAD) {
        return Ok(Vec::new());
    }
    let announced = head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match announced {
        Some(0) => Ok(Vec::new()),
        Some(length) if length > limit + MAX_DRAINED_BYTES => Err(too_large(limit)),
        Some(length) if length <= limit => {
            let bytes = JsFuture::from(request.array_buffer().map_err(js)?);
            Ok(Uint8Array::new(&SendFuture::new(bytes).await.map_err(js)?).to_vec())
        }
        _ => read(&mut request.into(), limit).await,
    }
}

/// The caller's IP address, as the platform reports it.
pub fn caller_ip(request: &web_sys::Request) -> Option<IpAddr> {
    header(request, "cf-connecting-ip").ok()??.parse().ok()
}

/// A body of unknown length, up to a limit.
pub async fn read(request: &mut worker::Request, limit: usize) -> Result<Vec<u8>> {
    read_announced(request, None, limit).await
}

/// A body whose length may be announced, so that memory is allocated once. A large announced length is not trusted; a short body is
/// read at once.
pub async fn read_announced(request: &mut worker::Request, announced: Option<usize>, limit: usize) -> Result<Vec<u8>> {
    if announced.is_some_and(|length| length <= MAX_BUFFERED_BYTES.min(limit)) {
        return Ok(SendFuture::new(request.bytes()).await?);
    }
    let announced = announced.unwrap_or(0);
    let Ok(stream) = request.stream() else { return Ok(Vec::new()) };
    let mut stream = OneThread(stream);
    let (mut bytes, mut size) = (Vec::with_capacity(announced.min(limit)), 0);
    while size <= limit + MAX_DRAINED_BYTES
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

/// Converts a reply of the router to one of the runtime: at once if its length is known, else as a stream. In development it has the
/// header with its `cost`.
pub async fn outgoing(response: Response<Body>, cost: Option<String>) -> Result<web_sys::Response> {
    let (mut parts, body) = response.into_parts();
    if let Some(cost) = cost.and_then(|cost| HeaderValue::from_str(&cost).ok()) {
        parts.headers.insert(COST, cost);
    }
    let init = init(&parts)?;
    if let Some(Upgraded(socket)) = parts.extensions.remove() {
        js_sys::Reflect::set(&init, &"webSocket".into(), socket.as_ref()).map_err(js)?;
    }
    let reply = match body.size_hint().exact() {
        Some(0) => web_sys::Response::new_with_opt_str_and_init(None, &init),
        Some(_) => {
            let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
            web_sys::Response::new_with_opt_buffer_source_and_init(Some(&Uint8Array::from(&bytes[..])), &init)
        }
        None => {
            let chunks = body.into_data_stream().map(|chunk| match chunk {
                Ok(chunk) => Ok(Uint8Array::from(&chunk[..]).into()),
                Err(error) => Err(JsValue::from(error.to_string())),
            });
            let stream = wasm_streams::ReadableStream::from_stream(chunks).into_raw();
            web_sys::Response::new_with_opt_readable_stream_and_init(Some(stream.unchecked_ref()), &init)
        }
    };
    let reply = reply.map_err(js)?;
    for (name, value) in repeated(&parts.headers) {
        reply.headers().append(name, value).map_err(js)?;
    }
    Ok(reply)
}

/// A request to a URL.
#[derive(Serialize)]
pub struct RequestInit<'a> {
    pub method: &'a str,
    pub headers: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<&'a str>,
}

impl RequestInit<'_> {
    /// The request as the runtime has it.
    pub fn to(&self, url: &str) -> Result<web_sys::Request> {
        web_sys::Request::new_with_str_and_init(url, object(self)?.unchecked_ref()).map_err(js)
    }
}

/// The status and the headers.
fn init(parts: &response::Parts) -> Result<web_sys::ResponseInit> {
    #[derive(Serialize)]
    struct Init<'a> {
        status: u16,
        headers: BTreeMap<&'a str, &'a str>,
    }
    let headers = parts.headers.keys().filter_map(|name| Some((name.as_str(), text(parts.headers.get(name)?))));
    Ok(object(&Init { status: parts.status.as_u16(), headers: headers.collect() })?.unchecked_into())
}

/// An object of the runtime, passed in one string.
fn object(value: &impl Serialize) -> Result<JsValue> {
    let json = serde_json::to_string(value).map_err(Error::internal)?;
    js_sys::JSON::parse(&json).map_err(js)
}

/// Further values of headers that occur several times.
fn repeated(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let again = |name| headers.get_all(name).iter().skip(1).map(text);
    headers.keys().flat_map(move |name| again(name).map(|value| (name.as_str(), value)))
}

fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or_default()
}

/// The result of a future if it is ready at once, else a promise of it: a promise costs the runtime as much as a query.
pub fn promised(
    work: impl Future<Output = Result<web_sys::Response>> + 'static,
) -> std::result::Result<JsValue, JsValue> {
    let mut work = Box::pin(async { work.await.map(JsValue::from).map_err(|error| JsValue::from(error.to_string())) });
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Ok(wasm_bindgen_futures::future_to_promise(work).into()),
    }
}

/// A stream of the runtime, for the router, which requires `Send`.
pub struct OneThread<S>(pub S);

// SAFETY: a worker has only one thread.
#[allow(unsafe_code)]
unsafe impl<S> Send for OneThread<S> {}

impl<S: Stream + Unpin> Stream for OneThread<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

/// A body that is forwarded without being read into wasm.
#[derive(Clone)]
pub struct MessageBody {
    /// The announced length in bytes.
    pub size: Option<usize>,
    body: JsValue,
    buffered: bool,
}

impl MessageBody {
    /// Makes it from a stream, which can be sent once.
    pub fn stream(stream: Option<web_sys::ReadableStream>, size: Option<usize>) -> Self {
        Self { size, body: stream.map_or(JsValue::NULL, JsValue::from), buffered: false }
    }

    /// Makes it from bytes in memory.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self { size: Some(bytes.len()), body: Uint8Array::from(bytes).into(), buffered: true }
    }

    /// Reads it into memory, so that it can be sent twice.
    pub async fn buffered(self) -> Result<Self> {
        if self.buffered {
            return Ok(self);
        }
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
pub fn js(error: JsValue) -> Error {
    Error::internal(js_sys::Error::from(error).message())
}
