//! Search tokens of a text: words, case-folded and normalized (NFKC); characters of scripts without spaces, singly and in pairs; and
//! all other signs.
//!
//! `%` finds only percent signs, `東京` finds 東京都, `über` finds ÜBER, and ｕｂｅｒ finds uber.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

static NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
static MARKS: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

/// Characters of a word that are compared. Longer words are keys and hashes, which differ before.
const MAX_WORD_CHARS: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A run of letters and digits.
    Word,
    /// A character of a script without spaces.
    Character,
    /// Any other visible character.
    Sign,
}

/// A token of a text.
struct Token<'a> {
    kind: Kind,
    folded: Cow<'a, str>,
    place: Range<usize>,
}

fn kind(c: char) -> Option<Kind> {
    match c {
        _ if c.is_ascii_alphanumeric() => Some(Kind::Word),
        _ if c.is_whitespace() || c.is_control() || is_ignored(c) => None,
        _ if is_unspaced(c) => Some(Kind::Character),
        _ if c.is_alphanumeric() => Some(Kind::Word),
        _ => Some(Kind::Sign),
    }
}

/// Whether a character is invisible and can be inside a word.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether it belongs to a script without spaces between words, or with particles attached to words: Thai, Lao, Burmese, Khmer,
/// Chinese, Japanese, Korean.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x2e80..=0x2fdf
        | 0x3005..=0x3007 | 0x3040..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa960..=0xa97f | 0xac00..=0xd7ff
        | 0xf900..=0xfaff | 0xff66..=0xffdc | 0x1b000..=0x1b16f | 0x20000..=0x3ffff)
}

/// Whether it is a combining mark of the character before it.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && MARKS.get_u8(c) != 0
}

/// Whether it forms one character with the letter before it: voice marks of kana, and the later parts of a Korean syllable.
fn completes_letter(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
}

/// The tokens of a text, in order.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if let Some(token) = plain(text, at) {
            at = token.place.end;
            return Some(token);
        }
        let rest = text.get(at..)?;
        let (skipped, kind) = rest.char_indices().find_map(|(skipped, c)| Some((skipped, kind(c)?)))?;
        let start = at + skipped;
        let rest = text.get(start..)?;
        let goes_on = |c: char| match kind {
            Kind::Word => self::kind(c) == Some(Kind::Word) || is_ignored(c) || is_mark(c),
            Kind::Character => completes_letter(c) || is_ignored(c),
            Kind::Sign => is_ignored(c) || is_mark(c),
        };
        let length = rest.char_indices().skip(1).find(|&(_, c)| !goes_on(c)).map_or(rest.len(), |(length, _)| length);
        at = start + length;
        let folded = fold(rest.get(..length)?);
        Some(Token { kind, folded, place: start..at })
    })
}

/// The next token, if it and the byte after it are ASCII, as most are. This is several times faster than reading characters.
fn plain(text: &str, from: usize) -> Option<Token<'_>> {
    let bytes = text.as_bytes();
    let start = from + bytes.get(from..)?.iter().position(|byte| !matches!(byte, 0..=b' ' | 0x7f))?;
    let rest = bytes.get(start..)?;
    let word = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let length = word.max(1);
    let plain = rest.first()?.is_ascii() && rest.get(length).is_none_or(u8::is_ascii);
    let folded = fold(text.get(start..start + length).filter(|_| plain)?);
    let kind = if word == 0 { Kind::Sign } else { Kind::Word };
    Some(Token { kind, folded, place: start..start + length })
}

/// The form in which tokens are compared.
fn fold(raw: &str) -> Cow<'_, str> {
    if raw.len() <= MAX_WORD_CHARS && raw.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(raw);
    }
    // Enough characters for the comparison, including accents.
    let raw = raw.char_indices().nth(4 * MAX_WORD_CHARS).and_then(|(end, _)| raw.get(..end)).unwrap_or(raw);
    let mut folded = if raw.is_ascii() {
        raw.to_ascii_lowercase()
    } else {
        let seen: String = raw.chars().filter(|&c| !is_ignored(c)).collect();
        let lower = NFKC.normalize(&seen).to_lowercase();
        lower.replace('ß', "ss").replace('ς', "σ").replace(['‘', '’'], "'")
    };
    if let Some((end, _)) = folded.char_indices().nth(MAX_WORD_CHARS) {
        folded.truncate(end);
    }
    Cow::Owned(folded)
}

/// Collects the search keys of texts, up to a limit.
pub struct Keys {
    keys: HashSet<String>,
    limit: usize,
}

impl Keys {
    /// An empty collection.
    pub fn new(limit: usize) -> Self {
        Self { keys: HashSet::new(), limit }
    }

    /// Adds a key that is not a word. It should contain a sign and more, which no word does.
    pub fn add(&mut self, key: String) {
        if self.keys.len() < self.limit {
            self.keys.insert(key);
        }
    }

    /// Adds the keys of a text.
    pub fn add_text(&mut self, text: &str) {
        let mut before: Option<Token<'_>> = None;
        for token in tokens(text) {
            if self.keys.len() >= self.limit {
                return;
            }
            if let Some(pair) = before.and_then(|before| pair(&before, &token)) {
                self.keys.insert(pair);
            }
            if !self.keys.contains(&*token.folded) {
                self.keys.insert(token.folded.clone().into_owned());
            }
            before = Some(token);
        }
    }

    /// All keys.
    pub fn finish(self) -> HashSet<String> {
        self.keys
    }
}

/// The key of two adjacent characters.
fn pair(one: &Token<'_>, two: &Token<'_>) -> Option<String> {
    let adjacent = one.kind == Kind::Character && two.kind == Kind::Character && one.place.end == two.place.start;
    adjacent.then(|| format!("{}{}", one.folded, two.folded))
}

/// A search term: a word, or several in a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase {
    tokens: Vec<String>,
    /// Keys that a matching text has.
    pub keys: Vec<String>,
    /// Whether signs are compared: only if the phrase has one.
    signs: bool,
}

impl Phrase {
    fn new(text: &str) -> Option<Self> {
        let tokens: Vec<_> = tokens(text).collect();
        let pairs: Vec<_> = tokens.windows(2).map(|two| pair(&two[0], &two[1])).collect();
        let paired = |at: usize| pairs.get(at).is_some_and(Option::is_some);
        // A character in a pair needs no key of its own.
        let single = |at: usize| !paired(at) && (at == 0 || !paired(at - 1));
        let singles =
            tokens.iter().enumerate().filter(|&(at, _)| single(at)).map(|(_, token)| token.folded.to_string());
        let keys: Vec<_> = singles.chain(pairs.iter().flatten().cloned()).collect();
        let signs = tokens.iter().any(|token| token.kind == Kind::Sign);
        let tokens: Vec<_> = tokens.iter().map(|token| token.folded.to_string()).collect();
        (!tokens.is_empty()).then_some(Self { tokens, keys, signs })
    }

    /// Whether a text with all keys may still not contain the phrase.
    pub fn needs_verification(&self) -> bool {
        self.keys.len() > 1
    }

    /// The first match in a text, in linear time (Knuth, Morris and Pratt).
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let fallback = self.fallback();
        let (mut matched, mut starts) = (0, VecDeque::new());
        for token in tokens(text).filter(|token| self.signs || token.kind != Kind::Sign) {
            starts.push_back(token.place.start);
            while matched > 0 && self.tokens.get(matched).is_none_or(|expected| *expected != token.folded) {
                matched = fallback.get(matched - 1).copied().unwrap_or(0);
            }
            matched += usize::from(self.tokens.get(matched).is_some_and(|expected| *expected == token.folded));
            starts.drain(..starts.len().saturating_sub(matched));
            if matched == self.tokens.len() {
                return Some(starts.front().copied()?..token.place.end);
            }
        }
        None
    }

    /// The failure function: for each matched length, the length that still matches if the next token differs.
    fn fallback(&self) -> Vec<usize> {
        let (mut fallback, mut matched) = (vec![0; self.tokens.len()], 0);
        for at in 1..self.tokens.len() {
            while matched > 0 && self.tokens[at] != self.tokens[matched] {
                matched = fallback[matched - 1];
            }
            matched += usize::from(self.tokens[at] == self.tokens[matched]);
            fallback[at] = matched;
        }
        fallback
    }
}

/// The phrases of a query: words, and phrases in quotation marks. An unpaired quotation mark is a sign.
pub fn phrases(query: &str) -> Vec<Phrase> {
    let query = query.replace(['“', '”', '„'], "\"");
    let mut phrases = Vec::new();
    let mut rest = query.as_str();
    loop {
        rest = rest.trim_start();
        let quoted = rest.strip_prefix('"').and_then(|inside| inside.split_once('"'));
        let (item, after) = match quoted {
            Some((inside, after)) if !inside.trim().is_empty() => (inside, after),
            _ if rest.is_empty() => return phrases,
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        phrases.extend(Phrase::new(item).filter(|phrase| !phrases.contains(phrase)));
        rest = after;
    }
}

/// The text around a match, on one line.
pub fn excerpt(text: &str, hit: &Range<usize>) -> String {
    const MAX_CHARS_BEFORE: usize = 50;
    const MAX_CHARS: usize = 160;
    let (before, after) = (text.get(..hit.start).unwrap_or_default(), text.get(hit.start..).unwrap_or_default());
    let start = before.char_indices().rev().take(MAX_CHARS_BEFORE).last().map_or(before.len(), |(at, _)| at);
    // A word that was cut is dropped.
    let whole = match before.get(start..) {
        Some(cut) if start > 0 => cut.find(char::is_whitespace).map_or(before.len(), |space| start + space),
        _ => 0,
    };
    let end = after.char_indices().nth(MAX_CHARS - MAX_CHARS_BEFORE).map_or(after.len(), |(at, _)| at);
    let shown = before.get(whole..).unwrap_or_default().to_owned() + after.get(..end).unwrap_or_default();
    let words: Vec<_> =
        shown.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let (left, right) = (if whole > 0 { "… " } else { "" }, if end < after.len() { " …" } else { "" });
    format!("{left}{}{right}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let mut keys = Keys::new(1_000);
        keys.add_text(text);
        let mut keys: Vec<_> = keys.finish().into_iter().collect();
        keys.sort();
        keys
    }

    /// Whether a query finds a text, by the index and the verification together.
    fn finds(query: &str, text: &str) -> bool {
        let keys = keys(text);
        let phrases = phrases(query);
        assert!(!phrases.is_empty(), "{query}");
        phrases.iter().all(|phrase| {
            phrase.keys.iter().all(|key| keys.contains(key))
                && (!phrase.needs_verification() || phrase.find(text).is_some())
        })
    }

    #[test]
    fn text_is_split_into_words_characters_and_signs() {
        assert_eq!(keys("The cat, THE Cat!"), ["!", ",", "cat", "the"]);
        assert_eq!(keys("東京都"), ["京", "京都", "東", "東京", "都"]);
        assert_eq!(keys("a\u{ad}b\u{200b}c foo_bar 5%"), ["%", "5", "_", "abc", "bar", "foo"]);
        assert_eq!(keys(&"x".repeat(100)), ["x".repeat(40)]);
        assert_eq!(keys(" \n\u{0}\u{200b}"), [""; 0]);
    }

    #[test]
    fn queries_match_only_their_phrases() {
        for (query, text) in [
            ("über", "ÜBER alles"),
            ("ÜBER", "u\u{308}ber"),
            ("strasse", "Große STRASSE"),
            ("straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("find", "ﬁnd"),
            ("abc", "ＡＢＣ"),
            ("京都", "東京都の京都"),
            ("東京都", "東京都"),
            ("ガラス", "ｶﾞﾗｽ"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("👍", "gut 👍🏽!"),
            ("🇩🇪", "from 🇩🇪"),
            ("%", "100 %"),
            ("100%", "up 100%."),
            ("foo_bar", "a foo_bar b"),
            ("ann@x.example", "Ann <ann@x.example>"),
            ("don't", "I don’t"),
            ("\"quick brown\"", "the quick,\n> brown fox"),
            ("brown quick", "the quick brown fox"),
            ("\"a a b\"", "a a a b"),
            ("\"", "say \"yes\""),
            ("ภาษา", "ภาษาไทย"),
        ] {
            assert!(finds(query, text), "{query} does not find {text}");
        }
        for (query, text) in [
            ("%", "100"),
            ("_", "a%b"),
            ("a%c", "abc"),
            ("foo_bar", "foo bar, foo-bar, x_y"),
            ("100%", "100 of 5%"),
            ("\"brown quick\"", "the quick brown fox"),
            ("\"quick, brown\"", "the quick brown fox, say"),
            ("東京都", "京都の東京"),
            ("cat", "concatenate"),
            ("ann@x.example", "x@ann.example x"),
        ] {
            assert!(!finds(query, text), "{query} finds {text}");
        }
    }

    #[test]
    fn a_query_has_words_and_phrases() {
        let tokens = |query: &str| phrases(query).into_iter().map(|phrase| phrase.tokens.join("|")).collect::<Vec<_>>();
        assert_eq!(tokens(" a \"b  c\"d a \"\" “e f”"), ["a", "b|c", "d", "\"|\"", "e|f"]);
        assert_eq!(tokens("say \"no more"), ["say", "\"|no", "more"]);
        assert_eq!(tokens(" \u{200b} \n"), [""; 0]);
    }

    #[test]
    fn an_excerpt_shows_the_hit_and_its_context() {
        let text = format!("{}the needle\n\nis {}", "hay ".repeat(100), "straw ".repeat(100));
        let hit = phrases("needle")[0].find(&text).expect("a hit");
        let excerpt = excerpt(&text, &hit);
        assert!(excerpt.starts_with("… hay hay") && excerpt.contains("hay the needle is straw"), "{excerpt}");
        assert!(excerpt.ends_with(" …") && excerpt.chars().count() < 170, "{excerpt}");
        assert_eq!(super::excerpt("só é", &(0..3)), "só é");
    }

    #[test]
    fn long_texts_take_linear_time() {
        let text = "a ".repeat(500_000);
        let phrase = phrases(&format!("\"{}b\"", "a ".repeat(200))).remove(0);
        assert_eq!(phrase.find(&text), None);
        for piece in ["\u{308}", "e\u{301}", "東", "\u{200b}", "%", "x"] {
            assert_eq!(phrase.find(&piece.repeat(200_000)), None);
            keys(&piece.repeat(200_000));
        }
    }
}
