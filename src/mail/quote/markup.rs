//! Quotes in HTML, by the marks that mail programs put on them.

use super::super::text::{Tag, text_of_html};
use super::phrases;

/// What stands in for a quote: to the text it is a quoted line.
const QUOTED: &str = "<p>&gt;</p>";
/// Elements that are looked into, whether they forward something.
const MAX_LOOKS: usize = 20;
/// Bytes that are looked at.
const MAX_LOOK_BYTES: usize = 1_000;

/// What an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Quote,
    Signature,
    /// What follows it is old, to the end.
    History,
}

/// The HTML without what its marks call quoted or a signature.
pub fn without_quotes(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let (mut rest, mut looks) = (html, 0);
    // The element that is being left out: its name, and how many of that name are open.
    let mut skipped: Option<(String, usize)> = None;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        if skipped.is_none() {
            kept.push_str(before);
        }
        if let Some(comment) = markup.strip_prefix("<!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let tag = Tag::read(markup);
        let after = tag.as_ref().map_or_else(|| markup.get(1..).unwrap_or_default(), |tag| tag.rest);
        let source = markup.get(..markup.len() - after.len()).unwrap_or_default();
        match (&mut skipped, tag) {
            (None, Some(tag)) => match mark(&tag).filter(|_| !tag.closing && !source.ends_with("/>")) {
                Some(Mark::History) => {
                    kept.push_str(QUOTED);
                    return kept;
                }
                Some(mark) if looks == MAX_LOOKS || !forwards(after, &mut looks) => {
                    kept.push_str(if mark == Mark::Quote { QUOTED } else { "<p></p>" });
                    skipped = Some((tag.name, 1));
                }
                _ => kept.push_str(source),
            },
            (None, None) => kept.push_str(source),
            (Some((name, open)), Some(tag)) if tag.name == *name => {
                *open = if tag.closing { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    skipped = None;
                }
            }
            (Some(_), _) => {}
        }
        rest = after;
    }
    if skipped.is_none() {
        kept.push_str(rest);
    }
    kept
}

/// Whether an element begins by saying that it forwards a message.
fn forwards(inside: &str, looks: &mut usize) -> bool {
    *looks += 1;
    let start = text_of_html(inside.get(..inside.floor_char_boundary(MAX_LOOK_BYTES)).unwrap_or_default());
    start.lines().find(|line| !line.trim().is_empty()).is_some_and(phrases::begins_forward)
}

fn mark(tag: &Tag<'_>) -> Option<Mark> {
    if tag.closing || tag.attributes.is_empty() {
        return None;
    }
    let is =
        |name: &str, value: &str| tag.attribute(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
    let id = tag.attribute("id").unwrap_or_default().trim();
    let classes = tag.attribute("class").unwrap_or_default();
    let classed = |wanted: &[&str]| classes.split_ascii_whitespace().any(|class| wanted.contains(&class));
    if tag.name == "blockquote"
        && (is("type", "cite") || classed(&["gmail_quote", "protonmail_quote", "tutanota_quote"]))
    {
        return Some(Mark::Quote);
    }
    // Answers can stand within Gmail's `div.gmail_quote`, between the quotes: only what is in it is left out.
    if classed(&["gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote"])
        || id.starts_with("yahoo_quoted")
    {
        return Some(Mark::Quote);
    }
    if ["divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"].contains(&id) {
        return Some(Mark::History);
    }
    let signature =
        classed(&["gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block"])
            || ["Signature", "AppleMailSignature", "ms-outlook-mobile-signature"].contains(&id);
    signature.then_some(Mark::Signature)
}
