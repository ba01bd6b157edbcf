//! When a delivery is attempted again: the schedule of Standard Webhooks.

use chrono::DateTime;

use crate::random;
use crate::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};

/// Delays between a failed attempt and the next one.
const RETRY_DELAYS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// Milliseconds between two replayed deliveries of a webhook: 600 a minute.
pub const REPLAY_INTERVAL: i64 = 100;
/// Replayed deliveries that are due at once.
pub const REPLAY_BURST: i64 = 100;
/// With more replayed deliveries waiting, further replays are refused.
pub const MAX_REPLAY_BACKLOG: i64 = 10_000;

/// The longest delay that a receiver can ask for.
const MAX_RETRY_AFTER: i64 = DAY;

/// When the next attempt follows; None after the last.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub fn next(attempts: i64, now: Timestamp, scale: f64) -> Option<Timestamp> {
    let delay = RETRY_DELAYS.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    Some(now.plus((*delay as f64 * jitter() * scale) as i64))
}

/// 0.9 to 1.1, so that deliveries that failed together are not repeated together.
fn jitter() -> f64 {
    // Without randomness there is no jitter, which harms nothing.
    let [byte] = random::bytes::<1>().unwrap_or([128]);
    0.9 + f64::from(byte) / 255.0 * 0.2
}

/// When a receiver that sent this `Retry-After` accepts the next attempt.
pub fn retry_after(status: u16, header: Option<&str>, now: Timestamp) -> Option<Timestamp> {
    let text = header.filter(|_| matches!(status, 429 | 502..=504))?.trim();
    let at = match text.parse::<u32>() {
        Ok(seconds) => now.plus(i64::from(seconds) * SECOND),
        Err(_) => Timestamp::from_millis(DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis()),
    };
    Some(at.min(now.plus(MAX_RETRY_AFTER)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn ten_attempts_are_made_in_a_little_over_three_days() {
        let waits: Vec<_> = (1..20).map_while(|attempts| next(attempts, NOW, 1.0)).collect();
        assert_eq!(waits.len(), 9);
        for (at, delay) in waits.iter().zip(RETRY_DELAYS) {
            let wait = at.millis() - NOW.millis();
            assert!((delay * 9 / 10..=delay * 11 / 10).contains(&wait), "{wait} for {delay}");
        }
        assert_eq!(next(1, NOW, 0.0), Some(NOW));
    }

    #[test]
    fn retry_after_is_followed() {
        assert_eq!(retry_after(503, Some("120"), NOW), Some(NOW.plus(2 * MINUTE)));
        assert_eq!(retry_after(429, Some("99999999"), NOW), Some(NOW.plus(DAY)));
        let date = retry_after(503, Some("Fri, 15 Jan 2027 08:30:00 GMT"), NOW).expect("a date");
        assert_eq!(date.to_string(), "2027-01-15T08:30:00.000Z");
        assert_eq!(retry_after(500, Some("120"), NOW), None);
        assert_eq!(retry_after(503, Some("soon"), NOW), None);
        assert_eq!(retry_after(503, None, NOW), None);
    }
}
