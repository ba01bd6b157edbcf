//! The query of lists and of replies.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::directory::ListRequest;
use crate::error::{Error, Result};
use crate::scim::schema::ResourceType;
use crate::scim::{AttributePath, Filter, MAX_RESULTS, Projection};

/// Resources on a page, if the request does not say how many.
const DEFAULT_RESULTS: u32 = 100;

/// Which attributes a reply has.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Shown {
    /// The attributes of the reply, with commas between them, besides `id` and `schemas`. Default: all.
    #[param(required = false, example = "userName,emails.value")]
    attributes: Option<String>,
    /// Attributes that the reply does not have, with commas between them.
    #[param(required = false, example = "members")]
    excluded_attributes: Option<String>,
}

impl Shown {
    /// # Errors
    /// `invalid_path`, `invalid_request`.
    pub fn projection(&self, of: &'static ResourceType) -> Result<Projection> {
        Projection::read(self.attributes.as_deref(), self.excluded_attributes.as_deref(), of)
    }

    /// Whether the request names the attributes of the reply.
    pub fn is_asked(&self) -> bool {
        self.attributes.is_some() || self.excluded_attributes.is_some()
    }
}

/// Which resources a list has, in which order.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct List {
    /// A condition (RFC 7644, 3.4.2.2): comparisons by `eq`, `co` and `sw`, joined by `and`, at most 20, in at most 10 parentheses.
    #[param(required = false, example = "userName eq \"ada@example.com\"")]
    filter: Option<String>,
    /// The attribute by which the list is sorted. Default: when the resource was made.
    #[param(required = false, example = "displayName")]
    sort_by: Option<String>,
    /// `ascending`, the default, or `descending`.
    #[param(required = false, example = "ascending")]
    sort_order: Option<String>,
    /// The first resource of the page, counted from 1.
    #[param(required = false, example = 1)]
    start_index: Option<i64>,
    /// Resources on the page, at most 200. Default: 100. With 0, only the number of all is returned.
    #[param(required = false, example = 100)]
    count: Option<i64>,
    /// The attributes of the reply, with commas between them, besides `id` and `schemas`. Default: all.
    #[param(required = false, example = "userName,emails.value")]
    attributes: Option<String>,
    /// Attributes that the reply does not have, with commas between them.
    #[param(required = false, example = "members")]
    excluded_attributes: Option<String>,
}

impl List {
    /// # Errors
    /// `invalid_filter`, `invalid_request`.
    pub fn request(&self, of: &'static ResourceType) -> Result<ListRequest> {
        let sort_by = self.sort_by.as_deref().filter(|path| !path.is_empty()).map(|path| {
            AttributePath::read(path, of).ok_or_else(|| Error::invalid(format!("`sortBy` is no attribute: `{path}`.")))
        });
        let is_descending = match self.sort_order.as_deref() {
            None | Some("" | "ascending") => false,
            Some("descending") => true,
            Some(_) => return Err(Error::invalid("`sortOrder` is `ascending` or `descending`.")),
        };
        let filter = self.filter.as_deref().filter(|filter| !filter.trim().is_empty());
        // RFC 7644, 3.4.2.4: what is too small is 1 or 0.
        let clamped = |value: i64, least: u32, most: u32| {
            u32::try_from(value.max(least.into())).map_or(most, |value| value.min(most))
        };
        Ok(ListRequest {
            filter: filter.map(|filter| Filter::read(filter, of)).transpose()?,
            sort_by: sort_by.transpose()?,
            is_descending,
            start: clamped(self.start_index.unwrap_or(1), 1, u32::MAX),
            count: clamped(self.count.unwrap_or(DEFAULT_RESULTS.into()), 0, MAX_RESULTS),
        })
    }

    /// # Errors
    /// `invalid_path`, `invalid_request`.
    pub fn projection(&self, of: &'static ResourceType) -> Result<Projection> {
        Projection::read(self.attributes.as_deref(), self.excluded_attributes.as_deref(), of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::attributes::USERS;

    fn list(start_index: Option<i64>, count: Option<i64>, sort_order: Option<&str>) -> Result<ListRequest> {
        let sort_order = sort_order.map(str::to_owned);
        List {
            filter: None,
            sort_by: None,
            sort_order,
            start_index,
            count,
            attributes: None,
            excluded_attributes: None,
        }
        .request(&USERS)
    }

    #[test]
    fn a_page_has_a_start_and_a_size_within_the_limits() {
        let page = |start, count| list(start, count, None).map(|list| (list.start, list.count)).expect("a list");
        assert_eq!(page(None, None), (1, 100));
        assert_eq!(page(Some(0), Some(-1)), (1, 0));
        assert_eq!(page(Some(i64::MAX), Some(i64::MAX)), (u32::MAX, MAX_RESULTS));
        assert_eq!(page(Some(i64::MIN), Some(2)), (1, 2));
        assert!(list(None, None, Some("descending")).expect("a list").is_descending);
        assert!(list(None, None, Some("up")).is_err());
    }
}
