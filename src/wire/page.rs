//! Pages of lists: how many items, and where a page begins.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use crate::error::Error;

/// The maximum number of items on a page: the parameter `limit`. A number above `MAX` is read as `MAX`, and `limit` in the reply says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit<const DEFAULT: u32, const MAX: u32>(u32);

impl<const DEFAULT: u32, const MAX: u32> Limit<DEFAULT, MAX> {
    /// The number of items.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<const DEFAULT: u32, const MAX: u32> Default for Limit<DEFAULT, MAX> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<const DEFAULT: u32, const MAX: u32> Serialize for Limit<DEFAULT, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, const DEFAULT: u32, const MAX: u32> Deserialize<'de> for Limit<DEFAULT, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(Text)?;
        // A number too long for `u64` is beyond the maximum, too.
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u64>() {
            Ok(0) => {}
            Ok(limit) => return Ok(Self(u32::try_from(limit).unwrap_or(MAX).min(MAX))),
            Err(_) if is_number => return Ok(Self(MAX)),
            Err(_) => {}
        }
        Err(de::Error::custom(Error::invalid(format!("limit is not a whole number from 1 to {MAX}."))))
    }
}

/// Where a page begins: the `next_cursor` of the previous page. An opaque text for clients; integers are accepted, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor<P = i64>(pub P);

impl<P: Display> Serialize for Cursor<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, P: FromStr> Deserialize<'de> for Cursor<P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(Text)?;
        let invalid =
            || Error::invalid("cursor is not the `next_cursor` of a page.").fix("Leave it out for the first page.");
        text.parse().map(Self).map_err(|_| de::Error::custom(invalid()))
    }
}

/// The parameters of a page.
#[derive(Deserialize)]
#[serde(bound = "P: FromStr")]
pub struct Paging<const DEFAULT: u32, const MAX: u32, P = i64> {
    #[serde(default)]
    pub limit: Limit<DEFAULT, MAX>,
    pub cursor: Option<Cursor<P>>,
}

/// A place in a list that is ordered by a number, and by id where numbers are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub number: i64,
    pub id: String,
}

impl Place {
    /// After all others.
    pub const END: Self = Self { number: 1 << 52, id: String::new() };
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.number, self.id)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // Cursors of earlier versions have a dot.
        let (number, id) = text.split_once(['-', '.']).ok_or(())?;
        Ok(Self { number: number.parse().map_err(|_| ())?, id: id.to_owned() })
    }
}

/// What a page of a list says about itself.
#[derive(Serialize, ToSchema)]
pub struct PageInfo {
    /// Items on this page.
    count: usize,
    /// Most items on a page: as asked for, or the maximum of the operation.
    limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page; null on the last page.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// A page's items and the cursor of the next page.
pub struct Page<T, P = i64> {
    pub items: Vec<T>,
    pub next_cursor: Option<Cursor<P>>,
}

impl<T, P> Page<T, P> {
    /// Makes a page from up to `limit + 1` items. `place` returns the place of the page's last item.
    pub fn cut(mut items: Vec<T>, limit: u32, place: impl FnOnce(&T) -> P) -> Self {
        let limit = limit as usize;
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| has_more).map(|last| Cursor(place(last)));
        Self { items, next_cursor }
    }

    /// Whether there is a next page.
    pub const fn has_more(&self) -> bool {
        self.next_cursor.is_some()
    }

    /// What a page of at most `limit` items says about itself.
    pub fn info(&self, limit: u32) -> PageInfo
    where
        P: Display,
    {
        let next_cursor = self.next_cursor.as_ref().map(|Cursor(place)| place.to_string());
        PageInfo { count: self.items.len(), limit, has_more: self.has_more(), next_cursor }
    }
}

/// Text or an integer, as text.
struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or an integer")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

mod schema {
    use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
    use utoipa::{IntoParams, PartialSchema, ToSchema};

    use super::{Limit, Paging};

    impl<const DEFAULT: u32, const MAX: u32> PartialSchema for Limit<DEFAULT, MAX> {
        fn schema() -> RefOr<Schema> {
            let schema = ObjectBuilder::new().schema_type(Type::Integer).default(Some(DEFAULT.into())).minimum(Some(1));
            schema.description(Some(format!("Items of a page. More than {MAX} is read as {MAX}."))).into()
        }
    }

    impl<const DEFAULT: u32, const MAX: u32> ToSchema for Limit<DEFAULT, MAX> {}

    impl<const DEFAULT: u32, const MAX: u32, P> IntoParams for Paging<DEFAULT, MAX, P> {
        fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
            let parameter = |name: &str, about: &str, schema| {
                let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
                parameter.description(Some(about)).schema(Some(schema)).build()
            };
            let start = "Start of the page: `next_cursor` of the previous page.";
            vec![
                parameter("limit", "Items on a page.", Limit::<DEFAULT, MAX>::schema()),
                parameter("cursor", start, String::schema()),
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct List {
        #[serde(default)]
        limit: Limit<20, 100>,
        cursor: Option<Cursor>,
    }

    fn list(query: &str) -> Result<(u32, Option<i64>), String> {
        let list: List = serde_urlencoded::from_str(query).map_err(|error| error.to_string())?;
        Ok((list.limit.get(), list.cursor.map(|cursor| cursor.0)))
    }

    #[test]
    fn more_than_the_maximum_is_the_maximum() {
        assert_eq!(list(""), Ok((20, None)));
        for (query, limit) in
            [("limit=1", 1), ("limit=100", 100), ("limit=101", 100), ("limit=99999999999999999999999", 100)]
        {
            assert_eq!(list(query), Ok((limit, None)), "{query}");
        }
        for bad in ["limit=0", "limit=-1", "limit=", "limit=x", "limit=1.5", "cursor=x", "cursor="] {
            assert!(list(bad).is_err_and(|error| error.starts_with("invalid_request: ")), "{bad}");
        }
        assert_eq!(list("cursor=7"), Ok((20, Some(7))));
    }

    #[test]
    fn a_page_ends_where_the_next_one_begins() {
        let page = Page::cut(vec![3, 2, 1], 2, |item| *item);
        assert_eq!((page.items, page.next_cursor), (vec![3, 2], Some(Cursor(2))));
        assert!(!Page::cut(vec![3, 2], 2, |item: &i64| *item).has_more());
        for text in ["12-a-b", "12.a-b"] {
            assert_eq!(text.parse(), Ok(Place { number: 12, id: "a-b".to_owned() }));
        }
    }
}
