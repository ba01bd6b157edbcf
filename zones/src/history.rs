//! A zone's periods, read from `histories.bin`: one entry for each different history, because many zones share theirs.
//!
//! An entry is: its length in bytes after this field (u16); how many kinds of periods there are (u8), and each one's index in
//! `tables::PERIODS` (u16); how many periods follow the first (u16); for each of them the quarters of an hour from the beginning of
//! the one before (u16), then for each its kind (u8); then the seconds (i64) in place of quarters that are `IN_SECONDS`. All are
//! little-endian. What repeats lies side by side, for the compression of the whole.

use std::sync::OnceLock;

use chrono::LocalResult;

use super::{Period, tables};

static ENTRIES: &[u8] = include_bytes!("histories.bin");

/// The time from which the second period of a history is counted.
pub const ORIGIN: i64 = -4_000_000_000;
pub const QUARTER: i64 = 900;
pub const IN_SECONDS: u16 = u16::MAX;

/// All that a clock showed, oldest first.
#[derive(Debug)]
pub struct History(Vec<(i64, Period)>);

/// One of the histories, read when it is first asked for.
pub fn of(index: u16) -> &'static History {
    static READ: [OnceLock<History>; tables::HISTORY_COUNT] = [const { OnceLock::new() }; tables::HISTORY_COUNT];
    READ[usize::from(index)].get_or_init(|| {
        let mut rest = Reader(ENTRIES);
        for _ in 0..index {
            rest.entry();
        }
        History::read(rest.entry())
    })
}

impl History {
    fn read(mut entry: Reader<'static>) -> Self {
        let kinds = usize::from(entry.byte());
        let kinds: Vec<_> = (0..kinds).map(|_| tables::PERIODS[usize::from(entry.short())]).collect();
        let count = usize::from(entry.short());
        let (mut quarters, mut indices) = (entry.take(2 * count), entry.take(count));
        let mut at = ORIGIN;
        // Before the first period there is none, in any calendar.
        let mut periods = vec![(i64::MIN / 2, kinds[0])];
        periods.extend((0..count).map(|_| {
            at += match quarters.short() {
                IN_SECONDS => entry.long(),
                quarters => i64::from(quarters) * QUARTER,
            };
            (at, kinds[usize::from(indices.byte())])
        }));
        Self(periods)
    }

    /// The period at a time.
    pub fn at(&self, time: i64) -> Period {
        self.0[self.0.partition_point(|(begin, _)| *begin <= time) - 1].1
    }

    /// The periods in which the clock shows a time.
    pub fn at_local(&self, clock: i64) -> LocalResult<Period> {
        let index = self.0.partition_point(|(begin, period)| begin + period.seconds() <= clock) - 1;
        let (begin, period) = self.0[index];
        let before = index.checked_sub(1).map(|before| self.0[before].1);
        let repeated = before.filter(|before| clock < begin + before.seconds());
        let is_skipped = self.0.get(index + 1).is_some_and(|(next, _)| clock >= next + period.seconds());
        match repeated {
            Some(before) => LocalResult::Ambiguous(before, period),
            None if is_skipped => LocalResult::None,
            None => LocalResult::Single(period),
        }
    }
}

/// Bytes that are taken from the front.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, length: usize) -> Reader<'b> {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        Reader(taken)
    }

    fn entry(&mut self) -> Reader<'b> {
        let length = self.short();
        self.take(length.into())
    }

    fn byte(&mut self) -> u8 {
        self.take(1).0[0]
    }

    fn short(&mut self) -> u16 {
        let bytes = self.take(2).0;
        u16::from_le_bytes([bytes[0], bytes[1]])
    }

    fn long(&mut self) -> i64 {
        self.take(8).0.iter().rev().fold(0, |long, byte| long << 8 | i64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Offset, TimeZone};

    use crate as ours;
    use crate::{Tz, tables};

    /// What either crate says of a time, or of what clocks show.
    macro_rules! said {
        ($names:ident of $zone:expr, $time:expr) => {{
            use $names::{OffsetComponents as _, OffsetName as _};
            let clock = DateTime::from_timestamp($time, 0).expect("a time").naive_utc();
            let parts = |offset: &<$names::Tz as TimeZone>::Offset| {
                let (standard, daylight) = (offset.base_utc_offset(), offset.dst_offset());
                (offset.fix(), standard, daylight, offset.abbreviation().map(str::to_owned))
            };
            let offset = $zone.offset_from_utc_datetime(&clock);
            (parts(&offset), $zone.offset_from_local_datetime(&clock).map(|offset| parts(&offset)))
        }};
    }

    #[test]
    fn every_zone_is_as_in_the_original() {
        const STEP: usize = 100 * 86_400;
        let mut compared = [false; tables::HISTORY_COUNT];
        for original in original::TZ_VARIANTS {
            let zone: Tz = original.name().parse().expect("a zone");
            assert_eq!(zone.name(), original.name());
            // Zones that share a history share its changes.
            let is_new = !std::mem::replace(&mut compared[usize::from(tables::HISTORIES[zone as usize])], true);
            let changes = zone.history().0.iter().skip(1).filter(|_| is_new);
            let changes = changes.flat_map(|(at, period)| {
                let clocks = [*at, at + period.seconds() - 3_600, at + period.seconds(), at + period.seconds() + 3_600];
                clocks.into_iter().flat_map(|time| [time - 1, time, time + 1])
            });
            for time in changes.chain((super::ORIGIN..4_200_000_000).step_by(STEP)) {
                assert_eq!(said!(ours of zone, time), said!(original of original, time), "{zone} {time}");
            }
        }
        assert_eq!(original::TZ_VARIANTS.len(), crate::tables::NAMES.len());
        assert!("Europe/Atlantis".parse::<Tz>().is_err());
    }
}
