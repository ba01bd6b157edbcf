//! What people and programs read on stdout.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::Value;

/// Prints a line.
pub fn line(text: &str) -> Result<()> {
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}

/// Prints text as it is, at once.
pub fn raw(text: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    Ok(stdout.flush()?)
}

/// Prints rows below their headings.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> Result<()> {
    line(&aligned(headings, rows))
}

fn aligned<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let headings = headings.map(str::to_owned);
    let width = |column: usize| {
        let cells = std::iter::once(&headings).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let lines = std::iter::once(&headings).chain(rows).map(|row| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A field as text on one line, for a terminal; empty if it is absent.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => printable(text),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A time of the API, to the minute.
pub fn minute(value: &Value) -> String {
    let text = cell(value);
    match text.split_once('T') {
        Some((date, time)) => format!("{date} {}", time.get(..5).unwrap_or(time)),
        None => text,
    }
}

/// Text of strangers on one line. They cannot control the terminal with it.
pub fn printable(text: &str) -> String {
    text.chars().map(|sign| if is_control(sign) { ' ' } else { sign }).collect()
}

/// The same for text that has several lines.
pub fn printable_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|sign| if is_control(sign) && !matches!(sign, '\n' | '\t') { ' ' } else { sign }).collect()
}

/// Signs that move the cursor, or that change the direction of the text around them.
fn is_control(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_aligned_and_lines_end_without_spaces() {
        let rows = [["a".to_owned(), String::new()], ["brüder".to_owned(), "x".to_owned()]];
        assert_eq!(aligned(["ID", "SUBJECT"], &rows), "ID      SUBJECT\na\nbrüder  x");
    }

    #[test]
    fn text_of_strangers_cannot_control_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), "a [2Jb c d");
        assert_eq!(printable_lines("a\r\n\tb\u{9b}1m\rc"), "a\n\tb 1m c");
    }

    #[test]
    fn fields_are_short() {
        assert_eq!(minute(&json!("2026-11-24T09:30:00.000Z")), "2026-11-24 09:30");
        assert_eq!(minute(&json!("2026-11-24")), "2026-11-24");
        assert_eq!(cell(&json!(["a", "b"])), "a, b");
        assert_eq!(cell(&Value::Null), "");
    }
}
