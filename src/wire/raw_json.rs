//! JSON as text. Most replies consist of JSON that is stored as text, so it is not parsed.

use std::fmt::{Display, Write};

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::error::{Error, Result};

/// A JSON text to send.
pub struct RawJson(pub String);

impl IntoResponse for RawJson {
    fn into_response(self) -> Response<Body> {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// A page of a list whose items are JSON objects.
pub struct JsonPage {
    /// Members of a reply: the items, `count`, `limit`, `has_more` and `next_cursor`.
    pub members: String,
    /// Items of the page.
    pub count: usize,
}

impl JsonPage {
    /// Makes a page from up to `limit + 1` items, each with its place. JSON does not escape anything in a place.
    pub fn cut<T: Display, P: Display>(name: &str, mut items: impl Iterator<Item = (T, P)>, limit: u32) -> Self {
        const ITEM_BYTES: usize = 700;
        let mut members = String::with_capacity((limit as usize + 1) * ITEM_BYTES);
        members.extend(["\"", name, "\":["]);
        let (mut count, mut last) = (0, None);
        for (item, place) in items.by_ref().take(limit as usize) {
            if count > 0 {
                members.push(',');
            }
            let _ = write!(members, "{item}");
            (count, last) = (count + 1, Some(place));
        }
        let has_more = items.next().is_some();
        let next = last.filter(|_| has_more).map_or("null".to_owned(), |last| format!(r#""{last}""#));
        let _ = write!(members, r#"],"count":{count},"limit":{limit},"has_more":{has_more},"next_cursor":{next}"#);
        Self { members, count }
    }

    /// Makes a page from items with newlines between them, and their places with commas between them.
    pub fn of_lines(name: &str, lines: &str, places: &str, limit: u32) -> Self {
        let items = lines.split('\n').zip(places.split(',')).filter(|(line, _)| !line.is_empty());
        Self::cut(name, items, limit)
    }
}

/// A value as JSON.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// Adds members to a JSON object. The object is trusted and not empty.
pub fn extended(object: &str, members: &str) -> String {
    let open = object.strip_suffix('}').unwrap_or(object);
    format!("{open},{members}}}")
}

/// The members of a JSON object, which is trusted.
pub fn members(object: &str) -> &str {
    object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(object)
}
