//! Quotes untrusted text in system emails: on one line, in quotation marks, without links.

use std::fmt::Write;

/// Characters of a quoted text.
const MAX_QUOTED_CHARS: usize = 200;

/// Quotes a text. Line breaks and control characters become spaces, invisible characters are removed, quotation marks become `'`, and
/// dots and colons that could form a link are put in brackets, as in `hxxp[:]//evil[.]example`.
pub fn quotation(text: &str) -> String {
    let shown: Vec<char> = text.chars().filter(|sign| !is_invisible(*sign)).map(plain).collect();
    let words = shown.split(|sign| *sign == ' ').filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(&' ');
    let (shown_chars, is_cut) = line
        .get(..MAX_QUOTED_CHARS)
        .map_or((&line[..], false), |shown_chars| (shown_chars, line.len() > shown_chars.len()));
    let mut quoted = String::from('“');
    for (at, sign) in shown_chars.iter().enumerate() {
        if links(shown_chars, at) {
            let _ = write!(quoted, "[{sign}]");
        } else {
            quoted.push(*sign);
        }
    }
    quoted.push_str(if is_cut { "…”" } else { "”" });
    quoted
}

/// Replaces quotation marks and other look-alikes by one plain character.
fn plain(sign: char) -> char {
    match sign {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' | '〟' | '＂' => '\'',
        '。' | '．' | '｡' | '․' | '﹒' => '.',
        '：' | '﹕' | '∶' => ':',
        '／' | '⁄' | '∕' => '/',
        sign if sign.is_control() || sign.is_whitespace() => ' ',
        sign => sign,
    }
}

/// Whether a character is invisible or changes the direction of text.
pub fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character joins its neighbours to text that mail clients turn into a link.
fn links(text: &[char], at: usize) -> bool {
    let sign = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(' ');
    let (before, here, after) = (sign(at.checked_sub(1)), text[at], sign(Some(at + 1)));
    let is_number = before.is_ascii_digit() && after.is_ascii_digit();
    match here {
        '.' => before.is_alphanumeric() && after.is_alphanumeric() && !is_number,
        ':' => after == '/' && sign(Some(at + 2)) == '/',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_on_one_line() {
        for (text, quoted) in [
            ("GitHub", "“GitHub”"),
            ("a GPU for 1.50 an hour, as agreed. Thanks", "“a GPU for 1.50 an hour, as agreed. Thanks”"),
            (" two\r\nlines\tand\u{2028}more\u{0}\n\n", "“two lines and more”"),
            ("x”\n\nWarren says: \"pay\" «now»", "“x' Warren says: 'pay' 'now'”"),
            ("\u{202e}live\u{2066}\u{200b}\u{200d}\u{3164}\u{feff}", "“live”"),
            ("🦊 日本", "“🦊 日本”"),
            ("", "“”"),
        ] {
            assert_eq!(quotation(text), quoted, "{text:?}");
        }
    }

    #[test]
    fn quoted_text_contains_no_link() {
        for (text, quoted) in [
            ("https://evil.example/login?a=b.c", "“https[:]//evil[.]example/login?a=b[.]c”"),
            ("www.evil.example", "“www[.]evil[.]example”"),
            ("evil。example：／／x", "“evil[.]example[:]//x”"),
            ("ann@evil.example", "“ann@evil[.]example”"),
            ("http://10.0.0.1/", "“http[:]//10.0.0.1/”"),
            ("e\u{200b}vil\u{2060}.example", "“evil[.]example”"),
        ] {
            assert_eq!(quotation(text), quoted, "{text:?}");
        }
    }

    #[test]
    fn quoted_text_has_at_most_200_characters() {
        assert_eq!(quotation(&"é".repeat(200)), format!("“{}”", "é".repeat(200)));
        assert_eq!(quotation(&"é".repeat(201)), format!("“{}…”", "é".repeat(200)));
        assert!(quotation(&"a.".repeat(10_000)).chars().count() <= 200 * 3 + 3);
    }
}
