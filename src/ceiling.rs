//! Ceilings: the tools, models and skills that agents may use at most.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;

const MAX_NAMES: usize = 100;
const MAX_NAME_CHARS: usize = 128;

/// The most that agents may use. An empty list does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ceiling {
    pub tools: Names,
    pub models: Names,
    pub skills: Names,
}

/// At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Vec<String>")]
#[schema(as = CeilingNames, example = json!(["web_search"]))]
pub struct Names(Vec<String>);

impl Names {
    /// The names, in their order.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Names {
    type Error = Error;

    fn try_from(names: Vec<String>) -> Result<Self, Error> {
        let mut kept: Vec<String> = Vec::new();
        for name in names {
            let fits = (1..=MAX_NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control);
            if !fits {
                return Err(Error::invalid(format!("a name in a ceiling has 1 to {MAX_NAME_CHARS} characters")));
            }
            if !kept.contains(&name) {
                kept.push(name);
            }
            if kept.len() > MAX_NAMES {
                return Err(Error::invalid(format!("a ceiling has at most {MAX_NAMES} names")));
            }
        }
        Ok(Self(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_are_dropped_and_the_order_is_kept() {
        let names = |names: &[&str]| Names::try_from(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&["b", "a", "b"]).expect("good").as_slice(), ["b", "a"]);
        assert!(names(&[&*"x".repeat(128)]).is_ok() && names(&[]).is_ok());
        for bad in ["", &*"x".repeat(129), "a\nb"] {
            assert!(names(&[bad]).is_err(), "{bad}");
        }
        let many = |count: usize| Names::try_from((0..count).map(|number| number.to_string()).collect::<Vec<_>>());
        assert!(many(100).is_ok() && many(101).is_err());
    }
}
