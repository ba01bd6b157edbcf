//! Message ids: of a message and of those that it answers.

use std::collections::HashSet;

use super::charset;

/// Bytes of an id: the limit of a header line.
pub const MAX_ID_BYTES: usize = 998;

/// Ids that are stored of a thread: the first, which identifies it, and the latest.
pub const MAX_REFERENCES: usize = 100;

/// Bytes that are read at the end of a `References` field: enough for the stored ids.
const MAX_TAIL_BYTES: usize = 128 << 10;

/// The id in a `Message-ID` field, without angle brackets.
pub fn message_id(field: &str) -> Option<String> {
    let bracketed = ids_in(field).next();
    bracketed.or_else(|| normal(field.trim().trim_matches(['<', '>'])))
}

/// The answered message: the first id of `In-Reply-To`.
pub fn answered(in_reply_to: &[u8]) -> Option<String> {
    let field = charset::guess(in_reply_to.get(..2 * MAX_ID_BYTES).unwrap_or(in_reply_to));
    ids_in(&field).next()
}

/// The earlier messages of the thread, the oldest first: `References`, then further ids of `In-Reply-To`.
pub fn references(references: &[u8], in_reply_to: &[u8]) -> Vec<String> {
    let (first, tail) = ends(references);
    let (first, tail) = (charset::guess(first), charset::guess(tail));
    let in_reply_to = charset::guess(in_reply_to.get(..2 * MAX_ID_BYTES).unwrap_or(in_reply_to));
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

/// The start of a field and, of a long field, its end. The middle is not needed.
fn ends(field: &[u8]) -> (&[u8], &[u8]) {
    let Some((middle, tail)) = field.split_last_chunk::<MAX_TAIL_BYTES>() else { return (b"", field) };
    let cut = tail.iter().position(|byte| b"< \t\n,".contains(byte)).unwrap_or(0);
    (middle.get(..2 * MAX_ID_BYTES).unwrap_or(middle), tail.get(cut..).unwrap_or_default())
}

/// The ids in a field. In a field without angle brackets, words are ids only if all of them look like one: `In-Reply-To` was once
/// prose (`Your message of Monday from ann@example.com`), and an address as an id would join unrelated threads.
fn ids_in(field: &str) -> impl Iterator<Item = String> + '_ {
    let bracketed = field.contains('<');
    let words = if bracketed || !words(field).all(|word| word.contains('@')) { "" } else { field };
    let brackets = if bracketed { field } else { "" };
    brackets.split('<').skip(1).filter_map(within_bracket).chain(self::words(words).filter_map(normal))
}

fn words(field: &str) -> impl Iterator<Item = &str> {
    field.split([' ', '\t', '\r', '\n', ',', ';', '>']).filter(|word| !word.is_empty())
}

/// The text between `<` and `>`, or up to the next blank if there is no `>`.
fn within_bracket(after: &str) -> Option<String> {
    match after.split_once('>') {
        Some((id, _)) => normal(id),
        None => words(after).next().and_then(normal),
    }
}

/// The id as it is compared and stored, without folding and blanks.
fn normal(id: &str) -> Option<String> {
    if id.len() > 2 * MAX_ID_BYTES {
        return None;
    }
    let id: String = id.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!id.is_empty() && id.len() <= MAX_ID_BYTES).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_message_id_in_any_notation() {
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
    fn reads_references_in_any_notation() {
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
    fn keeps_the_first_and_the_latest_references() {
        let long: String = (0..2_000).map(|n| format!("<{n}@x>\r\n ")).collect();
        let ids = references(long.as_bytes(), b"<last@x>");
        assert_eq!(ids.len(), MAX_REFERENCES);
        assert_eq!(ids.first().map(String::as_str), Some("0@x"));
        assert_eq!(ids.get(1).map(String::as_str), Some("1902@x"));
        assert_eq!(ids.last().map(String::as_str), Some("last@x"));
    }

    #[test]
    fn reads_only_the_ends_of_a_long_references_field() {
        let long: String = (0..1_000_000).map(|n| format!("<{n}@é>\r\n ")).collect();
        let ids = references(long.as_bytes(), b"");
        assert_eq!((ids.len(), ids.first().map(String::as_str)), (MAX_REFERENCES, Some("0@é")));
        assert_eq!(ids.last().map(String::as_str), Some("999999@é"));
    }
}
