//! Lists, a page at a time.

use anyhow::Result;
use clap::Args;
use serde_json::Value;

use crate::{api::Call, output};

/// Which part of a list.
#[derive(Args)]
pub struct Page {
    /// Items on a page.
    #[arg(long)]
    limit: Option<u32>,
    /// Start of the page, as the page before has printed it.
    #[arg(long)]
    cursor: Option<String>,
    /// All pages. With --json, one line for each item.
    #[arg(long, conflicts_with = "cursor")]
    all: bool,
}

/// A list of the API, and how people see it.
pub struct List<const N: usize> {
    /// The field of the reply with the items.
    pub items: &'static str,
    /// The parameter that selects the page.
    pub cursor: &'static str,
    pub headings: [&'static str; N],
    pub row: fn(&Value) -> [String; N],
}

impl<const N: usize> List<N> {
    /// Prints a page, or all.
    pub fn print<'a>(&self, json: bool, page: &Page, request: impl Fn() -> Call<'a>) -> Result<()> {
        let (mut cursor, mut rows) = (page.cursor.clone(), Vec::new());
        loop {
            let reply = request().query("limit", page.limit).query(self.cursor, cursor.as_ref()).send()?;
            if json && !page.all {
                return output::line(&reply.body);
            }
            let reply = reply.json()?;
            let items = reply[self.items].as_array().map(Vec::as_slice).unwrap_or_default();
            match json {
                true => items.iter().try_for_each(|item| output::line(&item.to_string()))?,
                false => rows.extend(items.iter().map(self.row)),
            }
            cursor = next_cursor(&reply, items.len() as u64);
            if cursor.is_none() || !page.all {
                break;
            }
        }
        if !json {
            output::table(self.headings, &rows)?;
        }
        if let Some(cursor) = cursor {
            eprintln!("There is more: --cursor {cursor}, or --all.");
        }
        Ok(())
    }
}

/// The cursor of the next page. Lists of runs have an offset instead.
fn next_cursor(reply: &Value, count: u64) -> Option<String> {
    if let Some(cursor) = reply["next_cursor"].as_str() {
        return Some(cursor.to_owned());
    }
    let next = reply["offset"].as_u64()? + count;
    (count > 0 && next < reply["total"].as_u64()?).then(|| next.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_next_page_is_found_by_cursor_and_by_offset() {
        assert_eq!(next_cursor(&json!({ "next_cursor": "abc" }), 5).as_deref(), Some("abc"));
        assert_eq!(next_cursor(&json!({ "next_cursor": null, "total": 9 }), 5), None);
        assert_eq!(next_cursor(&json!({ "offset": 20, "total": 30 }), 5).as_deref(), Some("25"));
        assert_eq!(next_cursor(&json!({ "offset": 20, "total": 25 }), 5), None);
        assert_eq!(next_cursor(&json!({ "offset": 20, "total": 30 }), 0), None);
    }
}
