//! What agents may use: whatever each bound allows.

use std::collections::BTreeSet;

use serde::Serialize;
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::ceiling::{Ceiling, Names};
use crate::error::{Code, Error};

/// Who restricts agents.
/// - `tenant`: the tenant's ceilings
/// - `account`: the account's ceilings
/// - `role`: the role of the person who asks; a viewer may use nothing
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Bound {
    Tenant,
    Account,
    Role,
}

/// A list of a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Tools,
    Models,
    Skills,
}

/// Names that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// All names.
    Everything,
    /// These names; if there are none, nothing.
    Only(BTreeSet<String>),
}

impl Allowed {
    /// What one bound allows. A bound's own empty list does not restrict.
    fn by(names: &Names) -> Self {
        if names.as_slice().is_empty() {
            Self::Everything
        } else {
            Self::Only(names.as_slice().iter().cloned().collect())
        }
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(names) => names.contains(name),
        }
    }

    /// What both allow. The result can be nothing, which is not everything.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, rest) | (rest, Self::Everything) => rest,
            (Self::Only(some), Self::Only(others)) => Self::Only(&some & &others),
        }
    }
}

/// A name that may not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Refused {
    /// The name.
    #[schema(example = "shell")]
    pub name: String,
    /// The first bound that does not allow it.
    pub bound: Bound,
}

/// The refusal of an agent that uses what a bound does not allow. Without a name it is the model, which is not known.
pub fn ceiling_exceeded(name: Option<&str>, bound: &str) -> Error {
    let message = match name {
        Some(name) => format!("A ceiling does not allow `{name}`."),
        None => "A ceiling restricts the models of agents, and this run was created without a `model`.".to_owned(),
    };
    Error::new(Code::CeilingExceeded, message)
        .fix("POST /v1/ceiling/check lists what is allowed.")
        .with("name", name)
        .with("bound", bound)
}

/// Everything that restricts an agent. A bound without a ceiling allows nothing.
#[derive(Clone, Debug, Default)]
pub struct Bounds(Vec<(Bound, Option<Ceiling>)>);

impl Bounds {
    /// Bounds, in the order in which they are named.
    pub fn new(bounds: impl IntoIterator<Item = (Bound, Ceiling)>) -> Self {
        Self(bounds.into_iter().map(|(bound, ceiling)| (bound, Some(ceiling))).collect())
    }

    /// The same with a bound that allows nothing.
    pub fn with_nothing(mut self, bound: Bound) -> Self {
        self.0.push((bound, None));
        self
    }

    /// What all bounds allow.
    pub fn allowed(&self, dimension: Dimension) -> Allowed {
        self.each(dimension).fold(Allowed::Everything, |allowed, (_, bound)| allowed.and(bound))
    }

    /// Whether any bound restricts them.
    pub fn restricts(&self, dimension: Dimension) -> bool {
        self.allowed(dimension) != Allowed::Everything
    }

    /// The names that may be used, and the others with the bound that refuses each.
    pub fn judge(&self, dimension: Dimension, names: &[String]) -> (Vec<String>, Vec<Refused>) {
        let bounds: Vec<_> = self.each(dimension).collect();
        let (mut allowed, mut refused) = (Vec::new(), Vec::new());
        for name in names.iter().cloned() {
            match bounds.iter().find(|(_, bound)| !bound.has(&name)) {
                Some((bound, _)) => refused.push(Refused { name, bound: *bound }),
                None => allowed.push(name),
            }
        }
        (allowed, refused)
    }

    fn each(&self, dimension: Dimension) -> impl Iterator<Item = (Bound, Allowed)> {
        let names = move |ceiling: &Ceiling| {
            Allowed::by(match dimension {
                Dimension::Tools => &ceiling.tools,
                Dimension::Models => &ceiling.models,
                Dimension::Skills => &ceiling.skills,
            })
        };
        let nothing = || Allowed::Only(BTreeSet::new());
        self.0.iter().map(move |(bound, ceiling)| (*bound, ceiling.as_ref().map_or_else(nothing, names)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(names: &[String]) -> Names {
        Names::try_from(names.to_vec()).expect("names")
    }

    fn bounds(tenant: &[String], account: &[String]) -> Bounds {
        let ceiling = |tools| Ceiling { tools: names(tools), ..Ceiling::default() };
        Bounds::new([(Bound::Tenant, ceiling(tenant)), (Bound::Account, ceiling(account))])
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn an_empty_list_allows_everything_and_an_empty_intersection_nothing() {
        let (none, a, b) = (texts(&[]), texts(&["a"]), texts(&["b"]));
        assert_eq!(bounds(&none, &none).allowed(Dimension::Tools), Allowed::Everything);
        assert_eq!(bounds(&a, &none).allowed(Dimension::Tools), Allowed::Only(a.iter().cloned().collect()));
        assert_eq!(bounds(&a, &b).allowed(Dimension::Tools), Allowed::Only(BTreeSet::new()));
        assert_eq!(bounds(&a, &b).allowed(Dimension::Models), Allowed::Everything);
        let viewer = bounds(&none, &none).with_nothing(Bound::Role);
        assert_eq!(viewer.allowed(Dimension::Models), Allowed::Only(BTreeSet::new()));
        let refusals = [("a", Bound::Account), ("b", Bound::Tenant), ("c", Bound::Tenant)];
        let refused = refusals.map(|(name, bound)| Refused { name: name.to_owned(), bound }).to_vec();
        assert_eq!(bounds(&a, &b).judge(Dimension::Tools, &texts(&["a", "b", "c"])), (Vec::new(), refused));
    }

    proptest! {
        #[test]
        fn a_name_is_allowed_if_every_bound_allows_it(
            tenant in prop::collection::vec("[a-d]", 0..4),
            account in prop::collection::vec("[a-d]", 0..4),
            asked in prop::collection::vec("[a-e]", 0..6),
        ) {
            let bounds = bounds(&tenant, &account);
            let (allowed, refused) = bounds.judge(Dimension::Tools, &asked);
            let expected = |name: &String| [&tenant, &account].iter().all(|list| list.is_empty() || list.contains(name));
            prop_assert!(allowed.iter().all(expected));
            prop_assert!(refused.iter().all(|refused| !expected(&refused.name)));
            prop_assert_eq!(allowed.len() + refused.len(), asked.len());
            for name in &asked {
                prop_assert_eq!(bounds.allowed(Dimension::Tools).has(name), expected(name));
            }
        }
    }
}
