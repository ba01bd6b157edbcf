//! Message ids: which message a message is, and which ones it answers.

use std::collections::HashSet;

use super::charset;

/// A longer id than one line of a header is no id.
pub const MAX_ID: usize = 998;

/// Ids kept of a conversation: the first, which names it, and the latest.
pub const MAX_REFERENCES: usize = 100;

/// Bytes looked at at the end of a `References` field: more than the ids we keep can fill.
const MAX_TAIL_BYTES: usize = 128 << 10;

/// The id in a `Message-ID` field, without angle brackets.
pub fn message_id(field: &str) -> Option<String> {
    let bracketed = ids_in(field).next();
    bracketed.or_else(|| normal(field.trim().trim_matches(['<', '>'])))
}

/// The message that one answers, by an `In-Reply-To` field: the first that it names.
pub fn answered(in_reply_to: &[u8]) -> Option<String> {
    let field = charset::guess(in_reply_to.get(..2 * MAX_ID).unwrap_or(in_reply_to));
    ids_in(&field).next()
}

/// The messages that one answers, the oldest first: `References`, then what `In-Reply-To` adds to it.
pub fn references(references: &[u8], in_reply_to: &[u8]) -> Vec<String> {
    let (first, tail) = ends(references);
    let (first, tail) = (charset::guess(first), charset::guess(tail));
    let in_reply_to = charset::guess(in_reply_to.get(..2 * MAX_ID).unwrap_or(in_reply_to));
    let mut seen = HashSet::new();
    let mut ids: Vec<String> = ids_in(&first)
        .take(1)
        .chain(ids_in(&tail))
        .chain(ids_in(&in_reply_to))
        .filter(|id| seen.insert(id.clone()))
        .collect();
    if ids.len() > MAX_REFERENCES {
        ids.drain(1..=ids.len() - MAX_REFERENCES);
    }
    ids
}

/// The start of a field, and its end when it is a long one: nobody needs what lies between.
fn ends(field: &[u8]) -> (&[u8], &[u8]) {
    let Some((middle, tail)) = field.split_last_chunk::<MAX_TAIL_BYTES>() else { return (b"", field) };
    let cut = tail.iter().position(|byte| b"< \t\n,".contains(byte)).unwrap_or(0);
    (middle.get(..2 * MAX_ID).unwrap_or(middle), tail.get(cut..).unwrap_or_default())
}

/// The ids in a field. Without a single bracket in it, words that look like an id count, if all of them do:
/// `In-Reply-To` was once prose (`Your message of Monday from ann@example.com`), and an address in it would tie
/// strangers' conversations together.
fn ids_in(field: &str) -> impl Iterator<Item = String> + '_ {
    let bracketed = field.contains('<');
    let words = if bracketed || !words(field).all(|word| word.contains('@')) { "" } else { field };
    let brackets = if bracketed { field } else { "" };
    brackets.split('<').skip(1).filter_map(within_bracket).chain(self::words(words).filter_map(normal))
}

fn words(field: &str) -> impl Iterator<Item = &str> {
    field.split([' ', '\t', '\r', '\n', ',', ';', '>']).filter(|word| !word.is_empty())
}

/// What stands between `<` and `>`; when nobody closed the bracket, what stands up to the next blank.
fn within_bracket(after: &str) -> Option<String> {
    match after.split_once('>') {
        Some((id, _)) => normal(id),
        None => words(after).next().and_then(normal),
    }
}

/// The id as it is compared and stored: folding and stray blanks are no part of it.
fn normal(id: &str) -> Option<String> {
    if id.len() > 2 * MAX_ID {
        return None;
    }
    let id: String = id.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!id.is_empty() && id.len() <= MAX_ID).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_message_id_however_it_is_written() {
        for (field, id) in [
            (" <a@b> \r\n", Some("a@b")),
            ("a@b", Some("a@b")),
            ("<a@b", Some("a@b")),
            ("a@b>", Some("a@b")),
            ("< a@\r\n b >", Some("a@b")),
            ("<a@b> (added by postmaster)", Some("a@b")),
            ("<no-domain>", Some("no-domain")),
            ("20040101", Some("20040101")),
            ("<>", None),
            ("  ", None),
        ] {
            assert_eq!(message_id(field).as_deref(), id, "{field:?}");
        }
        assert_eq!(message_id(&format!("<{}@b>", "a".repeat(997))), None);
        assert_eq!(message_id(&format!("<{}@b>", "a".repeat(996))).map(|id| id.len()), Some(998));
    }

    #[test]
    fn reads_references_however_they_are_written() {
        for (first, second, ids) in [
            ("<a@x> <b@x>\r\n\t<c@x>", "<c@x>", vec!["a@x", "b@x", "c@x"]),
            ("<a@x>,<b@x>, <a@x>", "<d@x>", vec!["a@x", "b@x", "d@x"]),
            ("<a@x><b@x>", "", vec!["a@x", "b@x"]),
            ("a@x b@x", "", vec!["a@x", "b@x"]),
            ("<a@x> <b@x", "", vec!["a@x", "b@x"]),
            ("<a@\r\n x>", "", vec!["a@x"]),
            ("", "Your message of Monday from ann@x.com", vec![]),
            ("", "Ann's message <a@x> of Monday", vec!["a@x"]),
            ("<> < >", "", vec![]),
        ] {
            assert_eq!(references(first.as_bytes(), second.as_bytes()), ids, "{first:?} {second:?}");
        }
    }

    #[test]
    fn keeps_the_first_and_the_latest_of_too_many() {
        let long: String = (0..2_000).map(|n| format!("<{n}@x>\r\n ")).collect();
        let ids = references(long.as_bytes(), b"<last@x>");
        assert_eq!(ids.len(), MAX_REFERENCES);
        assert_eq!(ids.first().map(String::as_str), Some("0@x"));
        assert_eq!(ids.get(1).map(String::as_str), Some("1902@x"));
        assert_eq!(ids.last().map(String::as_str), Some("last@x"));
    }

    #[test]
    fn does_not_read_a_hundred_thousand_lines_to_keep_a_hundred() {
        let long: String = (0..1_000_000).map(|n| format!("<{n}@é>\r\n ")).collect();
        let ids = references(long.as_bytes(), b"");
        assert_eq!((ids.len(), ids.first().map(String::as_str)), (MAX_REFERENCES, Some("0@é")));
        assert_eq!(ids.last().map(String::as_str), Some("999999@é"));
    }
}
