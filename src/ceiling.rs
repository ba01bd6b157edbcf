//! Ceilings: the tools, models and skills that agents may use at most.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::stored::Stored;

const MAX_NAMES: usize = 100;
const MAX_NAME_CHARS: usize = 128;

/// The most that agents may use. An empty list does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ceiling {
    pub tools: Names,
    pub models: Names,
    pub skills: Names,
}

/// The ceilings that a request has given.
pub struct GivenCeilings {
    pub tools: Option<Names>,
    pub models: Option<Names>,
    pub skills: Option<Names>,
}

impl GivenCeilings {
    /// All three, if one was given. The others are empty.
    pub fn ceiling(self) -> Option<Ceiling> {
        let Self { tools, models, skills } = self;
        let is_given = tools.is_some() || models.is_some() || skills.is_some();
        is_given.then(|| Ceiling {
            tools: tools.unwrap_or_default(),
            models: models.unwrap_or_default(),
            skills: skills.unwrap_or_default(),
        })
    }

    /// Says which ceilings become empty because only others were given.
    pub fn warning(&self) -> Option<String> {
        let all = [("ceiling_tools", &self.tools), ("ceiling_models", &self.models), ("ceiling_skills", &self.skills)];
        let absent: Vec<_> = all.iter().filter(|(_, names)| names.is_none()).map(|(field, _)| *field).collect();
        match absent[..] {
            [one] => Some(format!("{one} was not given and is now empty: it does not restrict.")),
            [one, other] => Some(format!("{one} and {other} were not given and are now empty: they do not restrict.")),
            _ => None,
        }
    }
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
            if name.chars().any(char::is_control) {
                return Err(Error::invalid("a name in a ceiling has no control characters"));
            }
            if !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) {
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

impl Stored for Names {
    type Json = Vec<String>;

    fn stored(json: Self::Json) -> Self {
        Self(json)
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

    #[test]
    fn one_ceiling_empties_the_others_and_says_so() {
        let names = || Names::try_from(vec!["a".to_owned()]).ok();
        let given = GivenCeilings { tools: names(), models: None, skills: None };
        let warning = given.warning().expect("a warning");
        assert!(warning.starts_with("ceiling_models and ceiling_skills were not given"), "{warning}");
        assert_eq!(given.ceiling().expect("a ceiling").models, Names::default());
        assert_eq!(GivenCeilings { tools: names(), models: names(), skills: names() }.warning(), None);
        let none = GivenCeilings { tools: None, models: None, skills: None };
        assert!(none.warning().is_none() && none.ceiling().is_none());
    }
}
