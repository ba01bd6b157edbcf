//! What arrives: bodies, queries and path segments, checked while they are read.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::error::{Code, Error, Result};

const ONE_OBJECT: &str = "Send one JSON object; GET /api lists the fields of this operation and their types.";

/// Things on a page of a list where nothing else is asked for.
const USUAL: u32 = 20;
/// The most on a page.
const MOST: u32 = 100;

/// How many to list.
pub fn checked_limit(limit: Option<u32>) -> Result<u32> {
    let limit = limit.unwrap_or(USUAL);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::invalid(format!("limit lies between 1 and {MOST}.")))
    }
}

/// Reads how many to list, where clients may ask for more than there is on a page: they get a full one.
pub fn capped_limit<'de, D: Deserializer<'de>>(limit: D) -> std::result::Result<Option<u32>, D::Error> {
    let limit: Option<u64> = Option::deserialize(limit)?;
    Ok(limit.map(|limit| u32::try_from(limit).unwrap_or(MOST).min(MOST)))
}

/// A JSON body. An absent one is read as `{}`, so that operations whose fields are all optional need none.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        // How long it may be was checked when it came.
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(Error::internal)?;
        parse(if bytes.is_empty() { b"{}" } else { &bytes }).map(Self)
    }
}

/// A body that is a JSON array.
pub struct Items<T>(pub Vec<T>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Items<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(Error::internal)?;
        if bytes.trim_ascii_start().first() != Some(&b'[') {
            return Err(Error::new(Code::InvalidBody, "The body is not a JSON array.").fix("Send one JSON array."));
        }
        read(&bytes).map(Self)
    }
}

/// A JSON body, or a form, as clients of OAuth send it.
pub struct BodyOrForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for BodyOrForm<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(Error::internal)?;
        match bytes.trim_ascii_start().first() {
            Some(b'a'..=b'z') => serde_urlencoded::from_bytes(&bytes)
                .map_err(|error| Error::new(Code::InvalidBody, format!("The form cannot be read: {error}."))),
            None => parse(b"{}"),
            Some(_) => parse(&bytes),
        }
        .map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // Serde would take an array of an object's values for the object.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::new(Code::InvalidBody, "The body is not a JSON object.").fix(ONE_OBJECT));
    }
    read(bytes)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refuse(&path, error.inner())
    })?;
    json.end().map_err(|error| refuse(".", &error))?;
    Ok(value)
}

/// Turns serde's words into ours: which code, which field.
fn refuse(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    if let Some(refusal) = Error::from_text(text) {
        return refusal;
    }
    // What our types are called is no concern of the caller's.
    let text = &match text.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected an object"),
        None => text.to_owned(),
    };
    let place = if path == "." { String::new() } else { format!("`{path}`: ") };
    let code = if text.starts_with("unknown field") {
        Code::UnknownField
    } else if text.starts_with("missing field") {
        Code::MissingFields
    } else {
        Code::InvalidBody
    };
    let fix = match code {
        Code::UnknownField => "Leave the field out; GET /api lists the fields of this operation.",
        Code::MissingFields => "Add the field; GET /api lists the fields of this operation.",
        _ => ONE_OBJECT,
    };
    Error::new(code, format!("The body cannot be read: {place}{text}.")).fix(fix)
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query).map(Self).map_err(|error| {
            let text = error.to_string();
            Error::from_text(&text).unwrap_or_else(|| {
                let missing = text.starts_with("missing field");
                let code = if missing { Code::MissingParams } else { Code::InvalidRequest };
                Error::new(code, format!("The query cannot be read: {text}."))
            })
        })
    }
}

/// Segments of the path, decoded.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(segments)| Self(segments))
            .map_err(|error| Error::invalid(format!("The path cannot be read: {}.", error.body_text())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Nested {
        count: u32,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Example {
        name: String,
        nested: Option<Nested>,
    }

    fn refusal(body: &str) -> (Code, String) {
        let error = parse::<Example>(body.as_bytes()).expect_err("refused");
        (error.code, error.message.into_owned())
    }

    #[test]
    fn a_bad_body_is_told_where_it_is_bad() {
        let (code, message) = refusal(r#"{"name":"a","colour":1}"#);
        assert_eq!(code, Code::UnknownField);
        assert!(message.contains("`colour`"), "{message}");
        assert_eq!(refusal("{}").0, Code::MissingFields);
        let (code, message) = refusal(r#"{"name":"a","nested":{"count":-1}}"#);
        assert_eq!(code, Code::InvalidBody);
        assert!(message.contains("nested.count"), "{message}");
        let (code, message) = refusal(r#"{"name":"a","nested":7}"#);
        assert_eq!(code, Code::InvalidBody);
        assert!(message.contains("expected an object"), "{message}");
        assert_eq!(refusal("{} x").0, Code::MissingFields);
        for other in ["nope", " ", "7", "[1]", r#"["a",null]"#] {
            assert_eq!(refusal(other).0, Code::InvalidBody, "{other}");
        }
    }
}
