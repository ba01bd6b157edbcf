//! Amounts of money: millionths of a USDC in the API, decimals for people.

use serde_json::Value;

const ATOMIC: u64 = 1_000_000;

/// An amount of the API for people: `0.25 USDC`, at least two decimals.
pub fn shown(amount: &Value) -> String {
    let Some(amount) = amount.as_u64() else { return String::new() };
    let decimals = format!("{:06}", amount % ATOMIC);
    let decimals = decimals.trim_end_matches('0');
    format!("{}.{decimals:0<2} USDC", amount / ATOMIC)
}

/// An amount that a person has typed, such as `2.50`.
pub fn parse(text: &str) -> Result<u64, String> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let amount = || {
        let decimals: u64 = format!("{decimals:0<6}").parse().ok()?;
        whole.parse::<u64>().ok()?.checked_mul(ATOMIC)?.checked_add(decimals)
    };
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 6 {
        return Err("it is no amount with at most six decimals, such as 2.50".to_owned());
    }
    amount().ok_or_else(|| "it is no amount in USDC, such as 2.50".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_are_shown_and_read() {
        for (amount, text) in
            [(250_000, "0.25 USDC"), (1_000_000, "1.00 USDC"), (2_500_001, "2.500001 USDC"), (0, "0.00 USDC")]
        {
            assert_eq!(shown(&json!(amount)), text);
            assert_eq!(parse(text.trim_end_matches(" USDC")), Ok(amount));
        }
        assert_eq!(parse("12"), Ok(12_000_000));
        for text in ["", "-1", "1.0000001", "1e3", "1,5", "18446744073709551615", "."] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(shown(&Value::Null), "");
    }
}
