//! A request on its way to a handler.

use std::pin::Pin;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::unknown::UnknownFields;
use crate::credential::KeyHash;
use crate::error::{Error, Result};

/// A reply on its way.
pub type Answer = Pin<Box<dyn Future<Output = Result<Response>>>>;

/// A request whose caller is authenticated. Handlers take their arguments from it.
pub struct Call {
    /// The extensions contain the handler's context: the edge or the pod, and the principal.
    pub head: Parts,
    pub body: Vec<u8>,
    /// Values of the path's parameters, still encoded.
    pub parameters: Vec<String>,
    pub(super) unknown: UnknownFields,
}

/// An argument of a handler.
pub trait FromCall: Sized {
    /// Whether handlers with this argument run inside a pod.
    const IN_POD: bool = false;
    /// Whether it reads the query and reports unknown parameters.
    const READS_QUERY: bool = false;
    /// Request headers that it reads.
    const HEADERS: &'static [&'static str] = &[];

    /// Takes the argument.
    ///
    /// # Errors
    /// The reply to the caller in place of the handler's.
    fn from_call(call: &mut Call) -> Result<Self>;
}

impl Call {
    /// A request with a body that was read.
    pub fn new(parameters: Vec<String>, head: Parts, body: Vec<u8>) -> Self {
        let unknown = UnknownFields::new(&head.headers);
        Self { head, body, parameters, unknown }
    }

    /// A copy of an extension.
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Result<T> {
        self.head.extensions.get().cloned().ok_or_else(|| Error::internal("a handler was called without its context"))
    }

    fn parameter(&self, at: usize) -> Result<String> {
        let parameter = self.parameters.get(at).map_or("", String::as_str);
        let decoded = percent_decode_str(parameter).decode_utf8();
        decoded.map(String::from).map_err(|_| Error::invalid("The path is invalid: a part of it is not UTF-8."))
    }
}

impl FromCall for HeaderMap {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(call.head.headers.clone())
    }
}

impl FromCall for Method {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(call.head.method.clone())
    }
}

/// The hash of the caller's credential, at the edge.
impl FromCall for KeyHash {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}

/// An argument that may be missing.
impl<T: FromCall> FromCall for Result<T> {
    const IN_POD: bool = T::IN_POD;
    const READS_QUERY: bool = T::READS_QUERY;
    const HEADERS: &'static [&'static str] = T::HEADERS;

    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(T::from_call(call))
    }
}

/// Parameters of the path, decoded.
pub struct Path<T>(pub T);

impl FromCall for Path<String> {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.parameter(0).map(Self)
    }
}

impl FromCall for Path<(String, String)> {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self((call.parameter(0)?, call.parameter(1)?)))
    }
}

impl FromCall for Path<(String, usize)> {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self((call.parameter(0)?, number(&call.parameter(1)?)?)))
    }
}

impl FromCall for Path<(String, String, usize)> {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self((call.parameter(0)?, call.parameter(1)?, number(&call.parameter(2)?)?)))
    }
}

fn number(text: &str) -> Result<usize> {
    text.parse().map_err(|_| Error::invalid(format!("The path is invalid: `{text}` is not a number.")))
}
