//! Filters and orders of lists as SQL. What a client sends is bound, and never part of the text.

use super::ListRequest;
use crate::error::{Code, Error, Result};
use crate::platform::Value;
use crate::scim::{AttributePath, Filter, Literal, Operator};

/// Where the attributes of a resource are.
pub(super) struct Columns {
    /// The SQL of an attribute with one value.
    pub of_attribute: fn(&str) -> Option<&'static str>,
    /// The SQL of what is only sorted by.
    pub of_order: fn(&str) -> Option<&'static str>,
    /// The SQL of a comparison that an index answers. `?` is the value.
    pub by_index: fn(&str) -> Option<&'static str>,
    /// The table of an attribute with several values, as `e`.
    pub table: fn(&str) -> Option<&'static str>,
    /// The SQL of a part of one of several values.
    pub of_part: fn(&str) -> Option<&'static str>,
    /// Names of the attributes, for errors.
    pub names: &'static str,
    /// In which order resources are listed if the client names none.
    pub order: &'static str,
}

/// A condition, and the values that it binds.
#[derive(Default)]
pub(super) struct Condition {
    pub sql: String,
    values: Vec<Literal>,
}

impl Condition {
    /// The condition of a list. `first` is the number of its first value.
    pub fn new(list: &ListRequest, columns: &Columns, first: usize) -> Result<Self> {
        let mut condition = Self::default();
        condition.sql = match &list.filter {
            Some(filter) => condition.write(filter, columns, first, None)?,
            None => "true".to_owned(),
        };
        Ok(condition)
    }

    /// The values, to be bound behind those of the statement.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        self.values.iter().map(|value| match value {
            Literal::Text(text) => Value::from(text),
            Literal::Boolean(value) => Value::from(*value),
        })
    }

    /// How many values it binds.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    fn write(&mut self, filter: &Filter, columns: &Columns, first: usize, of: Option<&str>) -> Result<String> {
        match filter {
            Filter::And(all) => {
                let all: Vec<_> =
                    all.iter().map(|filter| self.write(filter, columns, first, of)).collect::<Result<_>>()?;
                Ok(format!("({})", all.join(" AND ")))
            }
            Filter::Any { path, condition } => {
                let name = path.text();
                let table = (columns.table)(&name).ok_or_else(|| not_filtered(&name, columns))?;
                let condition = self.write(condition, columns, first, Some(&name))?;
                Ok(format!("EXISTS (SELECT 1 FROM {table} AND {condition})"))
            }
            Filter::Compare { path, operator, literal } => {
                let name = path.text();
                let column = match of {
                    Some(_) => (columns.of_part)(&name),
                    None => (columns.of_attribute)(&name),
                };
                let column = column.ok_or_else(|| not_filtered(of.unwrap_or(&name), columns))?;
                self.values.push(literal.clone());
                let value = format!("?{}", first + self.values.len() - 1);
                match (columns.by_index)(&name) {
                    Some(comparison) if of.is_none() && *operator == Operator::Equal => {
                        Ok(comparison.replace('?', &value))
                    }
                    _ => Ok(comparison(column, *operator, literal, &value, path.last().is_case_exact)),
                }
            }
        }
    }
}

fn comparison(column: &str, operator: Operator, literal: &Literal, value: &str, is_case_exact: bool) -> String {
    let fold = |sql: &str| match literal {
        Literal::Text(_) if !is_case_exact => format!("lower({sql})"),
        _ => sql.to_owned(),
    };
    let (column, value) = (fold(column), fold(value));
    match operator {
        Operator::Equal => format!("{column} = {value}"),
        Operator::Contains => format!("instr({column}, {value}) > 0"),
        Operator::StartsWith => format!("substr({column}, 1, length({value})) = {value}"),
    }
}

fn not_filtered(name: &str, columns: &Columns) -> Error {
    Error::new(Code::InvalidFilter, format!("Lists are not filtered by `{name}`."))
        .fix(format!("Filter by {}.", columns.names))
}

/// The order of a list, as SQL.
pub(super) fn order(list: &ListRequest, columns: &Columns) -> Result<String> {
    let Some(path) = &list.sort_by else {
        // With a filter, few resources are left: an index finds them sooner than the order of all does.
        let plus = if list.filter.is_some() { "+" } else { "" };
        return Ok(format!("{plus}{}", columns.order));
    };
    let name = path.text();
    let column = sort_column(path, columns).ok_or_else(|| {
        Error::new(Code::InvalidRequest, format!("Lists are not sorted by `{name}`."))
            .fix(format!("Sort by {}.", columns.names))
    })?;
    let direction = if list.is_descending { "DESC" } else { "ASC" };
    Ok(format!("lower({column}) {direction}, {}", columns.order))
}

/// A list is sorted by the preferred of several values.
fn sort_column(path: &AttributePath, columns: &Columns) -> Option<&'static str> {
    let name = if path.attribute.is_multi { path.attribute.name.to_owned() } else { path.text() };
    (columns.of_attribute)(&name).or_else(|| (columns.of_order)(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::scim::users::COLUMNS;
    use crate::scim::attributes::USERS;

    fn condition(filter: &str) -> Result<Condition> {
        let filter = Some(Filter::read(filter, &USERS)?);
        let list = ListRequest { filter, sort_by: None, is_descending: false, start: 1, count: 1 };
        Condition::new(&list, &COLUMNS, 3)
    }

    #[test]
    fn a_filter_is_a_condition_with_bound_values() {
        let read = condition(r#"displayName co "'; DROP TABLE member" and active eq true and externalId sw "A""#);
        let read = read.expect("a condition");
        assert_eq!(
            read.sql,
            "(instr(lower(m.name), lower(?3)) > 0 AND m.active = ?4 AND substr(m.external_id, 1, length(?5)) = ?5)"
        );
        assert_eq!(read.len(), 3);
        let user_name = condition(r#"userName eq "ada""#).expect("a condition").sql;
        assert!(user_name.contains("lower(m.user_name) = lower(?3)") && user_name.contains("m.email = lower(?3)"));
        let emails = condition(r#"emails[type eq "work"].value eq "a@b""#).expect("a condition").sql;
        assert!(
            emails.ends_with("(lower(e.value ->> '$.type') = lower(?3) AND lower(e.value ->> '$.value') = lower(?4)))")
        );
    }

    #[test]
    fn an_attribute_without_a_column_is_refused() {
        for filter in [r#"title eq "x""#, r#"phoneNumbers eq "1""#, r#"meta.created eq "1""#] {
            let error = condition(filter).err().expect("refused");
            assert_eq!(error.code, Code::InvalidFilter, "{filter}");
        }
    }
}
