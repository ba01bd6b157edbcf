//! Converts HTML to plain text, and makes snippets.

use super::entity;

/// Characters of a snippet.
const MAX_SNIPPET_CHARS: usize = 120;

/// The first characters of a body, on one line.
pub fn snippet(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !is_invisible(word));
    let mut snippet = String::new();
    let mut room = MAX_SNIPPET_CHARS;
    for word in words {
        if !snippet.is_empty() {
            if room < 2 {
                break;
            }
            snippet.push(' ');
            room -= 1;
        }
        snippet.extend(word.chars().take(room));
        room = room.saturating_sub(word.chars().take(room).count());
        if room == 0 {
            break;
        }
    }
    snippet
}

/// Senders fill the preview with hundreds of these characters, so that it shows nothing else. Empty words count as invisible.
fn is_invisible(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
}

/// Converts HTML to text: without scripts and styles, with its line breaks, and with a link's address after its text.
pub fn text_of_html(html: &str) -> String {
    let mut output = PlainText::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        output.words(before);
        rest = output.markup(markup);
    }
    output.words(rest);
    output.finish()
}

/// Elements whose content is not displayed.
const HIDDEN_ELEMENTS: [&str; 6] = ["script", "style", "title", "template", "noscript", "textarea"];

/// Elements that start on a new line, and elements with an empty line around them.
const BLOCK_ELEMENTS: [&str; 24] = [
    "address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "head",
    "header", "hr", "li", "main", "nav", "section", "tr", "caption", "tbody", "body", "html",
];
const PARAGRAPH_ELEMENTS: [&str; 12] =
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"];

#[derive(Default)]
struct PlainText {
    text: String,
    /// The space before the next word.
    gap: Gap,
    /// The open link: its address, and where its text starts.
    link: Option<(String, usize)>,
    /// Whether the next word starts a list item.
    bullet: bool,
    preformatted: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

impl PlainText {
    /// Makes the gap at least this wide. The text does not begin with a gap.
    fn gap(&mut self, gap: Gap) {
        if !self.text.is_empty() {
            self.gap = self.gap.max(gap);
        }
    }

    fn fill_gap(&mut self) {
        self.text.push_str(match self.gap {
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        });
        self.gap = Gap::None;
        if std::mem::take(&mut self.bullet) {
            self.text.push_str("- ");
        }
    }

    fn words(&mut self, raw: &str) {
        if self.preformatted > 0 {
            self.fill_gap();
            return entity::decode(raw, &mut self.text);
        }
        let blank = |c: char| c.is_ascii_whitespace();
        if raw.starts_with(blank) {
            self.gap(Gap::Space);
        }
        for word in raw.split_ascii_whitespace() {
            let mut decoded = String::with_capacity(word.len());
            entity::decode(word, &mut decoded);
            if is_invisible(&decoded) {
                continue;
            }
            self.fill_gap();
            self.text.push_str(&decoded);
            self.gap(Gap::Space);
        }
        if !raw.ends_with(blank) && self.gap == Gap::Space {
            self.gap = Gap::None;
        }
    }

    /// Reads the tag or comment that `html` starts with, and returns the rest.
    fn markup<'a>(&mut self, html: &'a str) -> &'a str {
        if let Some(comment) = html.strip_prefix("<!--") {
            return comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
        }
        let Some(tag) = Tag::read(html) else {
            self.words("<");
            return html.get(1..).unwrap_or_default();
        };
        self.tag(&tag);
        if !tag.closing && HIDDEN_ELEMENTS.contains(&tag.name.as_str()) {
            return after_closing(tag.rest, &tag.name);
        }
        tag.rest
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => {
                self.fill_line();
                self.gap(Gap::Line);
            }
            "td" | "th" => self.gap(Gap::Space),
            "a" => self.anchor(tag),
            "img" if !tag.closing => {
                if let Some(words) = tag.attribute("alt") {
                    self.words(words);
                }
            }
            name if PARAGRAPH_ELEMENTS.contains(&name) => {
                if name == "pre" {
                    self.preformatted =
                        if tag.closing { self.preformatted.saturating_sub(1) } else { self.preformatted + 1 };
                }
                self.gap(Gap::Paragraph);
            }
            name if BLOCK_ELEMENTS.contains(&name) => {
                self.gap(Gap::Line);
                if name == "li" {
                    self.bullet = !tag.closing;
                }
            }
            _ => {}
        }
    }

    /// Two line breaks make an empty line; more have no effect.
    fn fill_line(&mut self) {
        if self.gap == Gap::Line {
            self.gap = Gap::Paragraph;
        }
    }

    fn anchor(&mut self, tag: &Tag<'_>) {
        if let Some((address, start)) = self.link.take() {
            let bare = address.split_once("://").map_or(address.as_str(), |(_, bare)| bare).trim_end_matches('/');
            // An address that the text already shows is not repeated.
            if !self.text.get(start..).is_some_and(|words| words.contains(bare)) {
                self.push_address(&address);
            }
        }
        if tag.closing {
            return;
        }
        let mut address = String::new();
        entity::decode(tag.attribute("href").unwrap_or_default().trim(), &mut address);
        let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
        if ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            self.link = Some((address, self.text.len()));
        } else if scheme.eq_ignore_ascii_case("mailto") {
            self.link = Some((address.split_off(scheme.len() + 1), self.text.len()));
        }
    }

    fn push_address(&mut self, address: &str) {
        let gap = std::mem::take(&mut self.gap);
        self.text.push_str(" (");
        self.text.push_str(address);
        self.text.push(')');
        self.gap = gap;
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

pub(super) struct Tag<'a> {
    pub name: String,
    pub closing: bool,
    pub attributes: &'a str,
    /// The text after the tag.
    pub rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag that `html` starts with, if it is one.
    pub fn read(html: &'a str) -> Option<Self> {
        let inside = html.strip_prefix('<')?;
        let closing = inside.starts_with('/');
        let inside = inside.strip_prefix('/').unwrap_or(inside);
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let name_end = inside.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
        let (name, after) = inside.split_at(name_end);
        let end = end_of_tag(after);
        Some(Self {
            name: name.to_ascii_lowercase(),
            closing,
            attributes: after.get(..end).unwrap_or_default(),
            rest: after.get(end + 1..).unwrap_or_default(),
        })
    }

    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some(equals) = rest.find('=') {
            let (before, after) = rest.split_at(equals);
            let this = before.split_ascii_whitespace().next_back().unwrap_or_default();
            let after = after.get(1..)?.trim_start();
            let (value, next) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => after.get(1..)?.split_once(quote)?,
                _ => after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len())),
            };
            if this.trim_start_matches('/').eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = next;
        }
        None
    }
}

/// The position of the `>` that ends a tag, outside quotes. Unbalanced quotes are ignored, or they would hide the rest of the page.
fn end_of_tag(attributes: &str) -> usize {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    attributes.find('>').unwrap_or(attributes.len())
}

/// The text after the element's end tag.
fn after_closing<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        let after = rest.get(at + 2..).unwrap_or_default();
        if after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return after.find('>').and_then(|end| after.get(end + 1..)).unwrap_or_default();
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_one_line_of_120_characters() {
        assert_eq!(snippet("  Hello,\r\n\r\n\tworld \u{a0} again\n"), "Hello, world again");
        assert_eq!(snippet(&"é".repeat(200)).chars().count(), 120);
        assert_eq!(snippet(&"word ".repeat(200)), "word ".repeat(24).trim_end());
        assert_eq!(snippet(&format!("{} b", "a".repeat(119))), "a".repeat(119));
        assert_eq!(snippet("\u{200c} \u{34f}\u{200b} \0 Sale"), "Sale");
        assert_eq!(snippet(""), "");
    }

    #[test]
    fn html_is_converted_to_plain_text() {
        for (html, text) in [
            ("<p>One</p><p>Two<br>lines<br><br>apart</p>", "One\n\nTwo\nlines\n\napart"),
            ("<div>a</div><div>b <b>c</b>d</div>", "a\nb cd"),
            ("<html><head><title>x</title><style>p > a{}</style></head><body>decoded</body></html>", "decoded"),
            ("<script>if (a < b) { '</p>' }</script>decoded<!-- <b>not</b> -->", "decoded"),
            ("<SCRIPT type='x'>never closed", ""),
            ("<ul><li>one</li><li> <p>two</p></li><li></li></ul>end", "- one\n\n- two\n\nend"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("caf&eacute; &#8364; &#x20AC; &amp;lt; &nope; AT&T &nbsp;x", "café € € &lt; &nope; AT&T  x"),
            ("1 < 2 and <3, a<b>c</b>", "1 < 2 and <3, ac"),
            ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
            ("<img alt='Logo' src=x> <img alt=\"a > b\">", "Logo a > b"),
            ("&zwnj;&#847; &zwnj; text", "text"),
            ("<", "<"),
            ("<a", ""),
            ("", ""),
        ] {
            assert_eq!(text_of_html(html), text, "{html}");
        }
    }

    #[test]
    fn links_show_their_address() {
        for (html, text) in [
            ("<a href='https://x.example/?a=1&amp;b=2'>Confirm</a> now", "Confirm (https://x.example/?a=1&b=2) now"),
            ("<a class=b href=https://x.example/>x.example</a>", "x.example"),
            ("<a href=\"https://x.example/y\">https://x.example/y</a>", "https://x.example/y"),
            ("<a href=mailto:a@b.c>Ann</a>, <a href=mailto:a@b.c>a@b.c</a>", "Ann (a@b.c), a@b.c"),
            ("<a href='javascript:x()'>here</a> <a href='#top'>up</a> <a>plain</a>", "here up plain"),
            ("<a href='https://x.example/'><img src=button></a>", "(https://x.example/)"),
            (
                "<a href='https://x.example/1'>one<a href='https://x.example/2'>two</a>",
                "one (https://x.example/1)two (https://x.example/2)",
            ),
        ] {
            assert_eq!(text_of_html(html).trim_start(), text, "{html}");
        }
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        let n = 100_000;
        for html in [
            "<".repeat(n),
            "<a ".repeat(n),
            "<a href=\"".repeat(n),
            "<a '\">".repeat(n),
            "<!--".repeat(n),
            "&".repeat(n),
            "</".repeat(n),
            "<script".repeat(n),
            "<pre>".repeat(n),
            "<a href=http://x>".repeat(n / 4),
            "<a b=".repeat(n),
            "<p\u{e9}&#x".repeat(n / 2),
        ] {
            text_of_html(&html);
            snippet(&html);
        }
    }
}
