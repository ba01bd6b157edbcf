//! The code in a message, such as one that confirms a sign-up.

/// Words that a code follows.
const WORDS: [&str; 6] = ["code", "pin", "otp", "passcode", "password", "token"];

/// The code that is nearest after a word such as "code", else the first one. A code has 4 to 8 digits, also in two groups of three, or capital
/// letters and digits in two groups such as `AB1-2CD`.
pub fn find(text: &str) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let words: Vec<usize> = (0..signs.len()).filter(|at| is_word_at(&signs, *at)).collect();
    let distance =
        |at: usize| words.iter().filter(|word| **word < at).map(|word| at - word).min().unwrap_or(usize::MAX);
    let codes = (0..signs.len()).filter_map(|at| Some((at, code_at(&signs, at)?)));
    let nearest = codes.min_by_key(|(at, _)| distance(*at));
    nearest.map(|(_, code)| code.iter().filter(|sign| **sign != ' ').collect())
}

fn code_at(signs: &[char], at: usize) -> Option<&[char]> {
    if at > 0 && signs.get(at - 1).is_some_and(|sign| is_word_sign(*sign) || ".,#/-".contains(*sign)) {
        return None;
    }
    let rest = signs.get(at..)?;
    let code = rest.get(..digits(rest).or_else(|| groups(rest))?)?;
    let mut after = rest.iter().skip(code.len());
    let is_end = match after.next() {
        Some('.' | ',') => !after.next().is_some_and(char::is_ascii_digit),
        Some(sign) => !is_word_sign(*sign) && !"/-".contains(*sign),
        None => true,
    };
    is_end.then_some(code)
}

/// The length of 4 to 8 digits, or of two groups of three.
fn digits(signs: &[char]) -> Option<usize> {
    let count = |signs: &[char]| signs.iter().take_while(|sign| sign.is_ascii_digit()).count();
    match count(signs) {
        4..=8 => Some(count(signs)),
        3 if matches!(signs.get(3), Some(' ' | '-')) && count(signs.get(4..)?) == 3 => Some(7),
        _ => None,
    }
}

/// The length of two groups of 3 to 5 capital letters and digits, one digit at least.
fn groups(signs: &[char]) -> Option<usize> {
    let count =
        |signs: &[char]| signs.iter().take_while(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit()).count();
    let first = count(signs);
    let second = if signs.get(first) == Some(&'-') { count(signs.get(first + 1..)?) } else { 0 };
    let code = signs.get(..first + 1 + second)?;
    let is_code = (3..=5).contains(&first) && (3..=5).contains(&second) && code.iter().any(char::is_ascii_digit);
    is_code.then_some(code.len())
}

fn is_word_at(signs: &[char], at: usize) -> bool {
    if at > 0 && signs.get(at - 1).is_some_and(|sign| is_word_sign(*sign)) {
        return false;
    }
    let word = signs.iter().skip(at).take_while(|sign| is_word_sign(**sign)).map(char::to_ascii_lowercase);
    let word: String = word.take(10).collect();
    WORDS.contains(&word.as_str())
}

const fn is_word_sign(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_code_of_a_text() {
        for (text, code) in [
            ("Hello Ada, your code is 4711 ✓", Some("4711")),
            ("123456 is your verification code.", Some("123456")),
            ("Order 20260401. Your code: 845 213.", Some("845213")),
            ("© 2026 Example. Enter this code:\n\n  AB1-2CD", Some("AB1-2CD")),
            ("Your one-time password\n839201\nvalid for 10 minutes", Some("839201")),
            ("PIN: 0042", Some("0042")),
            ("Call 555-0100-22 or pay 1,500.00", None),
            ("See https://example.com/12345", None),
            ("ABC-DEF and 123", None),
            ("Lunch at one?", None),
            ("", None),
        ] {
            assert_eq!(super::find(text).as_deref(), code, "{text}");
        }
    }
}
