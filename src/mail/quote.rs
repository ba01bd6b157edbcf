//! Extracts the new text of a reply: without the quoted message and the signature.
//!
//! Mail clients mark quotes in dozens of ways, or not at all. So this removes marked elements from HTML ([`markup`]) and then checks
//! the text line by line for known phrases ([`phrases`]). In doubt, text is kept. If nothing would be left, the whole text is new.

mod languages;
mod markup;
mod phrases;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{ParsedMessage, text_of_html};

/// Lines of a wrapped attribution.
const MAX_WRAPPED_LINES: usize = 4;
/// Bytes of the longest attribution.
const MAX_ATTRIBUTION_BYTES: usize = 600;
/// Lines of the header of a quoted message.
const MAX_HEADER_LINES: usize = 10;

/// The new text of a message, unless all of it is new.
pub fn new_text(message: &ParsedMessage) -> Option<String> {
    // The forwarded text is the content of the message.
    if phrases::is_forward(&message.subject) {
        return None;
    }
    let whole = message.readable();
    let text = match (&message.text, &message.html) {
        (None, Some(html)) => Cow::Owned(text_of_html(&markup::without_quotes(html))),
        _ => Cow::Borrowed(&*whole),
    };
    let new = without_quotes(&text);
    (!new.is_empty() && !same_words(&new, &whole)).then_some(new)
}

/// Whether two texts are equal except for white space.
fn same_words(one: &str, two: &str) -> bool {
    one.split_whitespace().eq(two.split_whitespace())
}

/// The text without quotes and signatures.
fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut new_lines: Vec<&str> = Vec::new();
    let (mut at, mut signed) = (0, false);
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if phrases::begins_forward(line) {
            drop_signature(&mut new_lines);
            new_lines.extend(rest);
            return joined(&new_lines);
        }
        match mark(rest) {
            Mark::Quoted(count) => at += count,
            Mark::Signature => (at, signed) = (at + 1, true),
            Mark::History => break,
            Mark::None => {
                if !signed {
                    new_lines.push(line);
                }
                at += 1;
            }
        }
    }
    drop_signature(&mut new_lines);
    joined(&new_lines)
}

enum Mark {
    /// This many lines are quoted or introduce a quote.
    Quoted(usize),
    /// The signature begins.
    Signature,
    /// All text from here on is quoted.
    History,
    None,
}

/// The mark of the first line.
fn mark(lines: &[&str]) -> Mark {
    let Some((line, _)) = lines.split_first() else { return Mark::None };
    let bare = line.trim();
    if bare.starts_with('>') {
        return Mark::Quoted(1);
    }
    // RFC 3676, section 4.3. Many clients drop the blank.
    if matches!(*line, "-- " | "--" | "-- \r") {
        return Mark::Signature;
    }
    if phrases::begins_original(bare) || is_ruled_header(lines) || is_header(lines) {
        return Mark::History;
    }
    match attribution(lines) {
        // Answers can follow quotes with `>` marks. Without marks, answers cannot be distinguished.
        Some(count)
            if lines
                .iter()
                .skip(count)
                .find(|line| !line.trim().is_empty())
                .is_some_and(|line| line.trim_start().starts_with('>')) =>
        {
            Mark::Quoted(count)
        }
        Some(_) => Mark::History,
        None => Mark::None,
    }
}

/// The number of lines of the attribution that starts at the first line.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    if !phrases::may_begin_attribution(first) {
        return None;
    }
    let mut joined = String::new();
    for (count, line) in (1..=MAX_WRAPPED_LINES).zip(lines) {
        let line = line.trim();
        if line.is_empty() || joined.len() + line.len() > MAX_ATTRIBUTION_BYTES {
            return None;
        }
        if count > 1 {
            joined.push(' ');
        }
        joined.push_str(line);
        if line.ends_with([':', '：']) {
            let wrapped = count > 1;
            return phrases::is_attribution(&joined, wrapped).then_some(count);
        }
    }
    None
}

/// Whether these lines begin with the header of a quoted message, as Outlook writes it.
fn is_header(lines: &[&str]) -> bool {
    use phrases::Field;
    let mut fields =
        lines.iter().take(MAX_HEADER_LINES).filter(|line| !line.trim().is_empty()).map(|line| phrases::field(line));
    if fields.next().flatten() != Some(Field::From) {
        return false;
    }
    let (mut date, mut to, mut subject) = (false, false, false);
    for field in fields {
        match field {
            Some(Field::Date) => date = true,
            Some(Field::To) => to = true,
            Some(Field::Subject) => subject = true,
            Some(Field::From) => return false,
            None => {}
        }
    }
    date && (to || subject)
}

/// Whether these lines begin with a rule and such a header, as Outlook on the web writes it.
fn is_ruled_header(lines: &[&str]) -> bool {
    let Some((line, rest)) = lines.split_first() else { return false };
    let rule = line.trim();
    let drawn = rule.len() >= 10 && (rule.bytes().all(|byte| byte == b'_') || rule.bytes().all(|byte| byte == b'-'));
    let skipped = rest.iter().take(3).position(|line| !line.trim().is_empty()).unwrap_or(0);
    drawn && is_header(rest.get(skipped..).unwrap_or_default())
}

/// Removes device signatures and blank lines at the end.
fn drop_signature(new_lines: &mut Vec<&str>) {
    while let Some(last) = new_lines.last() {
        if !last.trim().is_empty() && !phrases::is_device_signature(last.trim()) {
            return;
        }
        new_lines.pop();
    }
}

/// Joins the lines, with at most one blank line in a row.
fn joined(lines: &[&str]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    let mut blank = 0;
    for line in lines {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            text.push_str(line);
            text.push('\n');
        }
    }
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.len() - text.trim_start_matches(['\n', '\r']).len();
    text.split_off(start)
}
