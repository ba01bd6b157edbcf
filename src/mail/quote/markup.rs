//! Finds quotes in HTML by the markup of mail clients.

use super::super::text::{Tag, text_of_html};
use super::phrases;

/// The replacement of a quote: a quoted line of the text.
const QUOTED: &str = "<p>&gt;</p>";
/// Elements that are checked for a forwarded message.
const MAX_FORWARD_CHECKS: usize = 20;
/// Bytes of an element that are checked.
const MAX_FORWARD_CHECK_BYTES: usize = 1_000;

/// What an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Quote,
    Signature,
    /// All that follows is quoted.
    History,
}

/// The HTML without elements that are marked as quotes or signatures.
pub fn without_quotes(html: &str) -> String {
    let mut output = String::with_capacity(html.len());
    let (mut rest, mut checks) = (html, 0);
    // The element that is skipped: its name, and how many elements with this name are open.
    let mut skipped: Option<(String, usize)> = None;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        if skipped.is_none() {
            output.push_str(before);
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
                    output.push_str(QUOTED);
                    return output;
                }
                Some(mark) if checks == MAX_FORWARD_CHECKS || !forwards(after, &mut checks) => {
                    output.push_str(if mark == Mark::Quote { QUOTED } else { "<p></p>" });
                    skipped = Some((tag.name, 1));
                }
                _ => output.push_str(source),
            },
            (None, None) => output.push_str(source),
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
        output.push_str(rest);
    }
    output
}

/// Whether an element begins with the heading of a forwarded message.
fn forwards(inside: &str, checks: &mut usize) -> bool {
    *checks += 1;
    let start = text_of_html(inside.get(..inside.floor_char_boundary(MAX_FORWARD_CHECK_BYTES)).unwrap_or_default());
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
    let classed = |names: &[&str]| classes.split_ascii_whitespace().any(|class| names.contains(&class));
    if tag.name == "blockquote"
        && (is("type", "cite") || classed(&["gmail_quote", "protonmail_quote", "tutanota_quote"]))
    {
        return Some(Mark::Quote);
    }
    // Answers can be inside Gmail's `div.gmail_quote`, between the quotes, so only its marked children are removed.
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
