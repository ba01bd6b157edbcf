//! Lists of users and groups.

use serde::de::DeserializeOwned;

use super::filter::{Columns, Condition, order};
use super::{ListRequest, Listed, ScimCaller};
use crate::directory::Directory;
use crate::error::Result;
use crate::id::PodId;
use crate::platform::{Value, values};

/// Members of the groups, or groups of the users, on a page. A page with more ends sooner (RFC 7644, 3.4.2.4).
const MAX_RELATED: u32 = 10_000;

/// What is listed.
pub(super) struct ListedTable<'a> {
    /// The table, and the alias that all its SQL uses.
    pub name: &'static str,
    pub alias: &'static str,
    pub columns: &'a Columns,
    /// Which rows can be listed: of the account `?1`, and of the pod `?2`, if there is one.
    pub condition: &'static str,
    pub selected: &'a str,
    /// As SQL: how many members or groups the reply shows of a row.
    pub related: &'a str,
}

impl Directory {
    /// A page of resources.
    ///
    /// # Errors
    /// `invalid_filter`, `invalid_request`.
    pub(super) async fn list_scim<T: DeserializeOwned>(
        &self,
        caller: &ScimCaller<'_>,
        list: &ListRequest,
        table: &ListedTable<'_>,
    ) -> Result<Listed<T>> {
        let ListedTable { name, alias, columns, condition, selected, related } = table;
        let filter = Condition::new(list, columns, 3)?;
        let order = order(list, columns)?;
        let found = format!("FROM {name} AS {alias} WHERE {condition} AND {}", filter.sql);
        let at = 3 + filter.len();
        let select = format!(
            "SELECT {selected} FROM (
               SELECT {alias}.*, sum({alias}.related) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) - {alias}.related AS earlier
               FROM (SELECT {alias}.*, {related} AS related {found} ORDER BY {order} LIMIT ?{at} OFFSET ?{}) AS {alias}
             ) AS {alias} WHERE {alias}.earlier < {MAX_RELATED} ORDER BY {order}",
            at + 1
        );
        let count = format!("SELECT count(*) {found}");
        let mut values: Vec<Value<'_>> = values![caller.account.as_str(), caller.pod.map(PodId::as_str)].to_vec();
        values.extend(filter.values());
        let mut batch = self.db.batch();
        let total = batch.add(&count, &values)?;
        values.extend(values![list.count, list.start - 1]);
        let listed = batch.add(&select, &values)?;
        let done = batch.commit().await?;
        Ok(Listed { resources: done.rows(listed)?, total: done.value(total)?.unwrap_or(0) })
    }
}
