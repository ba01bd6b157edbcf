//! The new part of a message: a reply without what it answers and without its signature.
//!
//! Programs that write mail mark quotes in dozens of ways, and none of them must. So this goes by what they write, line by
//! line ([`phrases`]), after taking marked elements out of HTML ([`markup`]). Where it is in doubt it keeps: what a person wrote
//! must not be lost, and when nothing would be left, the whole text is what is new.

mod languages;
mod markup;
mod phrases;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{ParsedMessage, text_of_html};

/// Lines over which an attribution may be broken.
const MAX_WRAPPED_LINES: usize = 4;
/// Bytes of the longest attribution.
const MAX_ATTRIBUTION_CHARS: usize = 600;
/// Lines in which the fields of a quoted message's header stand.
const MAX_HEADER_LINES: usize = 10;

/// What is new in a message, if that is not all of it.
pub fn new_text(message: &ParsedMessage) -> Option<String> {
    // Who forwards wants all of it to be read.
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

/// Whether two texts differ in blank space at most.
fn same_words(one: &str, two: &str) -> bool {
    one.split_whitespace().eq(two.split_whitespace())
}

/// The lines of a text that are not quoted and no signature.
fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    let (mut at, mut signed) = (0, false);
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if phrases::begins_forward(line) {
            drop_signature(&mut kept);
            kept.extend(rest);
            return joined(&kept);
        }
        match mark(rest) {
            Mark::Quoted(count) => at += count,
            Mark::Signature => (at, signed) = (at + 1, true),
            Mark::History => break,
            Mark::None => {
                if !signed {
                    kept.push(line);
                }
                at += 1;
            }
        }
    }
    drop_signature(&mut kept);
    joined(&kept)
}

enum Mark {
    /// So many lines are quoted, or say that what follows is.
    Quoted(usize),
    /// The signature begins.
    Signature,
    /// From here on everything is old.
    History,
    None,
}

/// What the first of some lines is.
fn mark(lines: &[&str]) -> Mark {
    let Some((line, _)) = lines.split_first() else { return Mark::None };
    let bare = line.trim();
    if bare.starts_with('>') {
        return Mark::Quoted(1);
    }
    // RFC 3676, section 4.3; many programs lose the blank.
    if matches!(*line, "-- " | "--" | "-- \r") {
        return Mark::Signature;
    }
    if phrases::begins_original(bare) || is_ruled_header(lines) || is_header(lines) {
        return Mark::History;
    }
    match attribution(lines) {
        // Marked quotes can have answers between them and below; without marks nobody can tell.
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

/// How many lines say who wrote what follows, if the first begins to.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    if !phrases::may_begin_attribution(first) {
        return None;
    }
    let mut joined = String::new();
    for (count, line) in (1..=MAX_WRAPPED_LINES).zip(lines) {
        let line = line.trim();
        if line.is_empty() || joined.len() + line.len() > MAX_ATTRIBUTION_CHARS {
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

/// The same below a line, as Outlook on the web draws it.
fn is_ruled_header(lines: &[&str]) -> bool {
    let Some((line, rest)) = lines.split_first() else { return false };
    let rule = line.trim();
    let drawn = rule.len() >= 10 && (rule.bytes().all(|byte| byte == b'_') || rule.bytes().all(|byte| byte == b'-'));
    let skipped = rest.iter().take(3).position(|line| !line.trim().is_empty()).unwrap_or(0);
    drawn && is_header(rest.get(skipped..).unwrap_or_default())
}

/// Drops what telephones write at the end, and blank lines.
fn drop_signature(kept: &mut Vec<&str>) {
    while let Some(last) = kept.last() {
        if !last.trim().is_empty() && !phrases::is_device_signature(last.trim()) {
            return;
        }
        kept.pop();
    }
}

/// The lines, with no more than one blank line where quotes were.
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
