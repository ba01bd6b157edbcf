//! Slugs: names of pods. One is unique in the deployment and can be part of a domain, the other is unique in the account.

use serde::Deserialize;

use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::random;

/// Names that have another meaning as a subdomain or path. `default` is the name of every home pod in its account, `me` the caller's account.
const RESERVED: [&str; 9] = ["default", "api", "admin", "health", "metrics", "www", "scim", "auth", "me"];
/// A label of a domain.
const MAX_SLUG_CHARS: usize = 63;
const MAX_ENV_SLUG_CHARS: usize = 64;

/// The name of a pod in the deployment: 2 to 63 lower-case letters, digits and hyphens, the first and last no hyphen. Never changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(String);

/// The name of a pod in its account: as a [`Slug`], but up to 64 characters. Never changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct EnvSlug(String);

impl Slug {
    /// A pod's name as a slug, if it is a valid one.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::try_from(stem(name)).ok()
    }

    /// A slug from a pod's name and random characters, for names that are not valid slugs or whose slug is taken.
    pub fn derive(name: Option<&str>) -> Result<Self> {
        Ok(Self::with_suffix(name, &random::base36(6)?))
    }

    /// A slug from a pod's name and six characters.
    fn with_suffix(name: Option<&str>, suffix: &str) -> Self {
        let mut stem = stem(name.unwrap_or_default());
        stem.truncate(MAX_SLUG_CHARS - 7);
        let stem = stem.trim_end_matches('-');
        let stem = if stem.is_empty() { "pod" } else { stem };
        Self(format!("{stem}-{suffix}"))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letters and digits of a name, lower-case, with hyphens between words.
fn stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

impl EnvSlug {
    /// Slugs for a pod with a name, the best first. All but the last are the same whenever the name is: of two pods of one name that are
    /// made at once, one is refused.
    pub fn of_name(name: &str) -> Result<Vec<Self>> {
        let name = name.to_lowercase();
        let hash = KeyHash::of(&name);
        let fixed = Slug::with_suffix(Some(&name), hash.as_str().get(..6).unwrap_or_default());
        let slugs = [Slug::of_name(&name), Some(fixed), Some(Slug::derive(Some(&name))?)];
        Ok(slugs.into_iter().flatten().map(Self::from).collect())
    }

    /// The same name in the deployment, unless it is too long for a domain.
    pub fn label(&self) -> Option<Slug> {
        Slug::try_from(self.0.clone()).ok()
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Slug> for EnvSlug {
    fn from(slug: Slug) -> Self {
        Self(slug.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        checked(text, MAX_SLUG_CHARS).map(Self)
    }
}

impl TryFrom<String> for EnvSlug {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        checked(text, MAX_ENV_SLUG_CHARS).map(Self)
    }
}

fn checked(text: String, max_chars: usize) -> Result<String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let fits = (2..=max_chars).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-');
    if !plain || !fits {
        return Err(Error::invalid(format!(
            "slug takes 2 to {max_chars} lower-case letters, digits and hyphens, the first and last no hyphen"
        )));
    }
    if RESERVED.contains(&text.as_str()) {
        return Err(Error::invalid(format!("slug `{text}` is reserved")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_labels_of_a_domain_are_accepted() {
        for good in ["acme", "a1", "acme-corp-2"] {
            assert!(Slug::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "a", "-a", "a-", "Acme", "a.b", "ä1", "admin", &"a".repeat(64)] {
            assert!(Slug::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_in_the_account_may_be_too_long_for_a_domain() {
        let slug = |text: &str| EnvSlug::try_from(text.to_owned());
        assert_eq!(slug("acme").expect("a slug").label(), Slug::of_name("acme"));
        assert_eq!(slug(&"a".repeat(64)).expect("a slug").label(), None);
        for bad in ["a", "-a", "Acme", "default", "scim", &"a".repeat(65)] {
            assert!(slug(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slug_is_made_of_any_name() {
        for name in [None, Some(""), Some("Acme Corp."), Some("日本"), Some("---"), Some(&*"x-".repeat(99))] {
            let slug = Slug::derive(name).expect("random");
            assert!(Slug::try_from(slug.as_str().to_owned()).is_ok(), "{slug:?}");
        }
        assert_eq!(Slug::of_name("Acme Corp.").expect("a slug").as_str(), "acme-corp");
    }
}
