//! Bodies and queries of requests, checked while they are read.

use std::borrow::Cow;
use std::mem;

use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::call::{Call, FromCall};
use super::json::Reader;
use super::pairs::Pairs;
use super::unknown::{Names, UnknownFields};
use crate::error::{Code, Error, Result};

const ONE_OBJECT: &str = "Send one JSON object; GET /api lists the fields of this operation and their types.";

/// Fields that have an error code of their own if they are missing or not text.
const FIELD_CODES: [(&str, Code); 4] = [
    ("encrypted_seed", Code::InvalidEncryptedSeed),
    ("email", Code::InvalidEmail),
    ("recovery_email", Code::InvalidEmail),
    ("ciphertext", Code::InvalidCiphertext),
];

/// A JSON body. An absent one is read as `{}`, so that operations whose fields are all optional need none.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromCall for Body<T> {
    fn from_call(call: &mut Call) -> Result<Self> {
        let bytes = mem::take(&mut call.body);
        parse(if bytes.is_empty() { b"{}" } else { &bytes }, &call.unknown).map(Self)
    }
}

/// A JSON object, or only the array that is its main field.
pub struct BodyOrItems<T>(pub T);

impl<T: DeserializeOwned + From<Vec<Value>>> FromCall for BodyOrItems<T> {
    fn from_call(call: &mut Call) -> Result<Self> {
        let bytes = mem::take(&mut call.body);
        match bytes.trim_ascii_start().first() {
            Some(b'[') => read::<Vec<Value>>(&bytes, &call.unknown).map(T::from),
            _ => parse(&bytes, &call.unknown),
        }
        .map(Self)
    }
}

/// A JSON body or a form, which clients of OAuth send.
pub struct BodyOrForm<T>(pub T);

impl<T: DeserializeOwned> FromCall for BodyOrForm<T> {
    fn from_call(call: &mut Call) -> Result<Self> {
        let (bytes, unknown) = (mem::take(&mut call.body), &call.unknown);
        match bytes.trim_ascii_start().first() {
            Some(b'a'..=b'z') => pairs(&bytes, unknown)?
                .map_err(|error| Error::new(Code::InvalidBody, format!("The form is invalid: {error}."))),
            None => parse(b"{}", unknown),
            Some(_) => parse(&bytes, unknown),
        }
        .map(Self)
    }
}

/// Parameters of a query or a form.
pub trait Parameters: Sized {
    /// Reads them. Returns the names that they do not have, too.
    fn read(text: &[u8]) -> (Result<Self, serde::de::value::Error>, Names);
}

impl<T: DeserializeOwned> Parameters for T {
    fn read(text: &[u8]) -> (Result<Self, serde::de::value::Error>, Names) {
        let mut pairs = Pairs::new(text);
        (T::deserialize(&mut pairs), pairs.unknown)
    }
}

/// Parameters that are declared in two types.
pub struct Both<A, B>(pub A, pub B);

impl<A: Parameters, B: Parameters> Parameters for Both<A, B> {
    fn read(text: &[u8]) -> (Result<Self, serde::de::value::Error>, Names) {
        let ((one, mut unknown), (other, others)) = (A::read(text), B::read(text));
        unknown.0.retain(|name| others.0.contains(name));
        (one.and_then(|one| other.map(|other| Self(one, other))), unknown)
    }
}

impl<A: IntoParams, B: IntoParams> IntoParams for Both<A, B> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [A::into_params(&place), B::into_params(&place)].concat()
    }
}

/// Reads a query or a form. The outer result refuses unknown names.
fn pairs<T: Parameters>(text: &[u8], unknown: &UnknownFields) -> Result<Result<T, serde::de::value::Error>> {
    let (value, names) = T::read(text);
    unknown.note(names)?;
    Ok(value)
}

fn parse<T: DeserializeOwned>(bytes: &[u8], unknown: &UnknownFields) -> Result<T> {
    // Serde would accept an array of the object's values.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::new(Code::InvalidBody, "The body is not a JSON object.").fix(ONE_OBJECT));
    }
    read(bytes, unknown)
}

fn read<T: DeserializeOwned>(bytes: &[u8], unknown: &UnknownFields) -> Result<T> {
    let mut json = Reader::new(bytes);
    let value = T::deserialize(&mut json);
    unknown.note(mem::take(&mut json.unknown))?;
    let value = value.map_err(|error| refuse(&json.path(), &error))?;
    json.end().map_err(|error| refuse(".", &error))?;
    Ok(value)
}

/// Turns an error of serde into one with a code and the field's name.
fn refuse(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    if let Some(refusal) = Error::from_text(text) {
        return refusal;
    }
    // Clients depend on these codes.
    let field = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')).filter(|_| path == ".");
    if !text.starts_with("unknown field")
        && let Some((_, code)) = FIELD_CODES.iter().find(|(name, _)| *name == field.unwrap_or(path))
    {
        let field = field.unwrap_or(path);
        return Error::new(*code, format!("`{field}` is not a string.")).fix(format!("Send `{field}` as a string."));
    }
    // Names of types mean nothing to the caller.
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
    Error::new(code, format!("The body is invalid: {place}{text}.")).fix(fix)
}

/// The query string.
pub struct Query<T>(pub T);

impl<T: Parameters> FromCall for Query<T> {
    const READS_QUERY: bool = true;

    fn from_call(call: &mut Call) -> Result<Self> {
        Self::read(call.head.uri.query().unwrap_or_default(), &call.unknown)
    }
}

impl<T: Parameters> Query<T> {
    pub(super) fn read(query: &str, unknown: &UnknownFields) -> Result<Self> {
        pairs(without_verbose(query).as_bytes(), unknown)?.map(Self).map_err(|error| {
            let text = error.to_string();
            Error::from_text(&text).unwrap_or_else(|| {
                let code = match &*text {
                    text if text.starts_with("missing field") => Code::MissingParams,
                    text if text.starts_with("unknown field") => Code::UnknownField,
                    _ => Code::InvalidRequest,
                };
                Error::new(code, format!("The query is invalid: {text}."))
            })
        })
    }
}

/// The query without `verbose`, which every operation accepts.
fn without_verbose(query: &str) -> Cow<'_, str> {
    if !query.contains("verbose") {
        return Cow::Borrowed(query);
    }
    let others = query.split('&').filter(|pair| pair.split('=').next() != Some("verbose"));
    Cow::Owned(others.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use serde::Deserialize;

    use super::*;
    use crate::wire::unknown::UNKNOWN_FIELDS;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        count: u32,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Nested {
        count: Option<u32>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Example {
        name: String,
        limits: Option<Strict>,
        nested: Option<Nested>,
        #[serde(default)]
        list: Vec<Nested>,
        email: Option<String>,
    }

    fn refusal(body: &str) -> (Code, String) {
        let error = parse::<Example>(body.as_bytes(), &UnknownFields::default()).expect_err("refused");
        (error.code, error.message.into_owned())
    }

    #[test]
    fn a_bad_body_is_told_where_it_is_bad() {
        let (code, message) = refusal(r#"{"name":"a","limits":{"count":1,"colour":1}}"#);
        assert_eq!(code, Code::UnknownField);
        assert!(message.contains("colour`"), "{message}");
        assert_eq!(refusal("{}").0, Code::MissingFields);
        assert_eq!(refusal(r#"{"name":"a","email":7}"#).0, Code::InvalidEmail);
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

    /// The refusal if there was one, the names, and the preference that was followed.
    fn read_all(query: &str, prefer: Option<&'static str>, body: &str) -> (Option<Code>, String, String) {
        let mut headers = HeaderMap::new();
        if let Some(prefer) = prefer {
            headers.insert("prefer", HeaderValue::from_static(prefer));
        }
        let unknown = UnknownFields::new(&headers);
        let read = Query::<Nested>::read(query, &unknown).and_then(|_| parse::<Example>(body.as_bytes(), &unknown));
        let mut reply = HeaderMap::new();
        unknown.write(&mut reply);
        let header =
            |name: &str| reply.get(name).map_or_else(String::new, |value| value.to_str().expect("ASCII").to_owned());
        (read.err().map(|error| error.code), header(UNKNOWN_FIELDS.as_str()), header("preference-applied"))
    }

    #[test]
    fn what_is_not_known_is_named_or_refused() {
        let body = r#"{"name":"a","colour":1,"nested":{"colour":[]},"list":[{"count":1},{"x y":{}}]}"#;
        let query = "count=1&verbose=false&page=2";
        let all = "page, colour, nested.colour, list.1.x%20y";
        assert_eq!(read_all(query, None, body), (None, all.to_owned(), String::new()));
        let strict = "handling=strict";
        let refused = read_all(query, Some(strict), body);
        assert_eq!(refused, (Some(Code::UnknownField), "page".to_owned(), strict.to_owned()));
        let taken = read_all("", Some(strict), r#"{"name":"a"}"#);
        assert_eq!(taken, (None, String::new(), strict.to_owned()));
    }

    #[test]
    fn a_query_of_two_types_knows_the_names_of_both() {
        #[derive(Deserialize)]
        struct Named {
            name: Option<String>,
        }
        let unknown = UnknownFields::default();
        let read = Query::<Both<Nested, Named>>::read("count=7&name=ada&page=2", &unknown);
        let Query(Both(Nested { count }, Named { name })) = read.expect("a query");
        assert_eq!((count, name.as_deref()), (Some(7), Some("ada")));
        let mut reply = HeaderMap::new();
        unknown.write(&mut reply);
        assert_eq!(reply[UNKNOWN_FIELDS], "page");
        assert!(Query::<Both<Nested, Named>>::read("count=x&name=ada", &unknown).is_err());
    }

    #[test]
    fn a_query_can_refuse_what_it_does_not_know_and_knows_verbose_all_the_same() {
        let read = |query: &str| {
            Query::<Strict>::read(query, &UnknownFields::default()).map(|_| ()).map_err(|error| error.code)
        };
        assert_eq!(read("count=1&verbose=false"), Ok(()));
        assert_eq!(read("verbose=false&cuont=1&count=1"), Err(Code::UnknownField));
        assert_eq!(read("verbose"), Err(Code::MissingParams));
    }
}
