//! What a pod may spend on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::object::Object;

/// Entries of a list, and characters of one.
const MAX_ENTRIES: usize = 100;
const MAX_ENTRY_CHARS: usize = 200;

/// What a pod may spend on, and whom it may pay. A list that is absent allows everything; an empty one nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<Unchecked>")]
#[schema(as = SpendingPolicy)]
pub struct Policy {
    /// The `category` of a charge must be one of these: at most 100, of 200 characters each.
    #[schema(example = json!(["api", "platform"]))]
    pub allowed_categories: Option<Vec<String>>,
    /// The `payee` of a charge must be one of these: at most 100, of 200 characters each.
    #[schema(example = json!(["ocr.example"]))]
    pub allowed_payees: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    allowed_categories: Option<Vec<String>>,
    allowed_payees: Option<Vec<String>>,
}

impl Policy {
    /// Whether it allows everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TryFrom<Object<Unchecked>> for Policy {
    type Error = Error;

    fn try_from(Object(Unchecked { allowed_categories, allowed_payees }): Object<Unchecked>) -> Result<Self, Error> {
        Ok(Self {
            allowed_categories: checked("allowed_categories", allowed_categories)?,
            allowed_payees: checked("allowed_payees", allowed_payees)?,
        })
    }
}

/// Trims the entries, as in a charge.
fn checked(field: &'static str, list: Option<Vec<String>>) -> Result<Option<Vec<String>>, Error> {
    let Some(list) = list else { return Ok(None) };
    let list: Vec<_> = list.iter().map(|entry| entry.trim().to_owned()).collect();
    let fits = |entry: &String| (1..=MAX_ENTRY_CHARS).contains(&entry.chars().count());
    if list.len() > MAX_ENTRIES || !list.iter().all(fits) {
        return Err(Error::invalid(format!(
            "{field} takes at most {MAX_ENTRIES} entries of 1 to {MAX_ENTRY_CHARS} characters."
        )));
    }
    Ok(Some(list))
}
