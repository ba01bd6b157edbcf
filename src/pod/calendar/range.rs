//! Events in a period: single events, and occurrences of repeating events.

use std::fmt::{self, Display};
use std::rc::Rc;
use std::str::FromStr;

use super::Calendar;
use super::event::{CalendarEvent, overlaps, reach};
use super::store::{COLUMNS, StoredEvent};
use crate::error::{Error, Result};
use crate::ical::{INITIAL_WINDOW, MAX_TIME, Steps, next_window};
use crate::platform::{Value, values};
use crate::time::{DAY, Timestamp};

/// No limit.
pub const ALL: usize = i32::MAX as usize;
/// Before everything.
const EVER: Timestamp = Timestamp::from_millis(-(1 << 52));
const NEVER: Timestamp = Timestamp::from_millis(1 << 52);

/// Steps in which rules are followed for one list, beyond the first stretch.
const MAX_STEPS: i64 = 50_000;

/// A period; events that overlap it are in it.
#[derive(Clone, Copy)]
pub struct Range {
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub to: Option<Timestamp>,
}

/// A place in the order of lists: by start, then by number of the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    start: Timestamp,
    seq: i64,
}

impl Place {
    /// Before all others.
    pub const FIRST: Self = Self { start: EVER, seq: 0 };

    /// Before all that starts then.
    pub const fn at(start: Timestamp) -> Self {
        Self { start, seq: 0 }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.start.millis(), self.seq)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (start, seq) = text.split_once('.').ok_or(())?;
        let start = start.parse().ok().filter(|start: &i64| start.unsigned_abs() <= 1 << 52).ok_or(())?;
        let seq = seq.parse().ok().filter(|seq| (0..1 << 52).contains(seq)).ok_or(())?;
        Ok(Self { start: Timestamp::from_millis(start), seq })
    }
}

/// A single event, or one occurrence of a repeating event.
pub struct Found {
    pub place: Place,
    pub stored: Rc<StoredEvent>,
}

impl Found {
    /// The event as callers see it.
    pub fn shown(&self) -> CalendarEvent {
        self.stored.shown(Some(self.place.start))
    }

    /// Start and end.
    pub fn times(&self) -> (Timestamp, Timestamp) {
        (self.place.start, self.stored.event.span.end_of(self.place.start))
    }
}

/// A page of a list.
pub struct Page {
    /// Earliest first.
    pub found: Vec<Found>,
    /// Where the search for repeating events stopped: there may be more from here on.
    pub searched_until: Option<Timestamp>,
}

impl Calendar<'_> {
    /// Events as created, each once, after a place.
    pub fn series(self, after: Place, most: usize) -> Result<Page> {
        let list = format!(
            "SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event WHERE deleted_at IS NULL AND (start_at, seq) > (CAST(?1 AS INTEGER), ?2)
             ORDER BY start_at, seq LIMIT CAST(?3 AS INTEGER)"
        );
        let found = self.found(&list, &values![after.start, after.seq, limit(most)?])?;
        Ok(Page { found, searched_until: None })
    }

    /// Events that overlap a period, and each occurrence, after a place.
    ///
    /// All rules are expanded together, in periods that grow, until there are enough events. The first period is always expanded completely,
    /// so that the next page makes progress.
    pub fn occurrences(self, range: Range, after: Place, most: usize) -> Result<Page> {
        let (from, to) = (range.from.unwrap_or(EVER), range.to.unwrap_or(NEVER));
        let mut all = self.short(from, to, after, most)?;
        all.extend(self.long(from, to, after, most)?);
        let rules = self.repeating(from, to)?;
        let earliest = rules.iter().map(|stored| stored.event.span.start).min().unwrap_or(MAX_TIME);
        let (mut start, mut length) = (from.max(after.start).max(earliest), INITIAL_WINDOW);
        let (mut repeated, mut is_first) = (Vec::new(), true);
        let (free, limited, mut searched_until) = (Steps::new(i64::MAX), Steps::new(MAX_STEPS), None);
        let end = to.min(MAX_TIME);
        while start < end {
            let stop = start.plus(length).min(end);
            let steps = if is_first { &free } else { &limited };
            let stretch = rules.iter().map(|stored| {
                // An event that began before and is under way overlaps the period, too.
                let first = if is_first { start.plus(-reach(&stored.event.span)).max(after.start) } else { start };
                let starts = stored.event.starts(first, stop, &stored.elsewhere, steps)?;
                let found = starts
                    .into_iter()
                    .map(|at| Found { place: Place { start: at, seq: stored.seq }, stored: stored.clone() });
                Some(found.filter(|found| {
                    let (at, over) = found.times();
                    found.place > after && overlaps(at, over, from, range.to)
                }))
            });
            let Some(stretch) = stretch.collect::<Option<Vec<_>>>() else {
                searched_until = Some(start);
                break;
            };
            repeated.extend(stretch.into_iter().flatten());
            let is_enough = repeated.len() + all.iter().filter(|found| found.place.start < stop).count() >= most;
            (start, length, is_first) = (stop, next_window(length), false);
            if is_enough {
                break;
            }
        }
        all.extend(repeated);
        if let Some(until) = searched_until {
            all.retain(|found| found.place.start < until);
        }
        all.sort_by_key(|found| found.place);
        all.truncate(most);
        Ok(Page { found: all, searched_until })
    }

    /// Events of at most a day, by start. The `+` keeps a column out of the index: only the first two bounds are narrow.
    fn short(self, from: Timestamp, to: Timestamp, after: Place, most: usize) -> Result<Vec<Found>> {
        let list = format!(
            "SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event
             WHERE deleted_at IS NULL AND rrule IS NULL AND end_at - start_at <= 86400000
               AND start_at >= CAST(?1 AS INTEGER) AND start_at < CAST(?2 AS INTEGER)
               AND (end_at > ?3 OR +start_at >= ?3) AND (+start_at, seq) > (?4, ?5)
             ORDER BY start_at, seq LIMIT CAST(?6 AS INTEGER)"
        );
        let first = from.plus(-DAY).max(after.start);
        self.found(&list, &values![first, to, from, after.start, after.seq, limit(most)?])
    }

    /// The few longer events, by end.
    fn long(self, from: Timestamp, to: Timestamp, after: Place, most: usize) -> Result<Vec<Found>> {
        let list = format!(
            "SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event
             WHERE deleted_at IS NULL AND rrule IS NULL AND end_at - start_at > 86400000
               AND end_at > CAST(?1 AS INTEGER) AND +start_at < ?2 AND (+start_at, seq) > (?3, ?4)
             ORDER BY +start_at, seq LIMIT CAST(?5 AS INTEGER)"
        );
        self.found(&list, &values![from, to, after.start, after.seq, limit(most)?])
    }

    fn found(self, list: &str, values: &[Value<'_>]) -> Result<Vec<Found>> {
        let found = self.pod.sql().rows(list, values)?.into_iter().map(|row| {
            let stored = Rc::new(StoredEvent::open(self.pod, row)?);
            Ok(Found { place: Place { start: stored.event.span.start, seq: stored.seq }, stored })
        });
        found.collect()
    }

    /// Repeating events that may have an occurrence in a period. A pod has few.
    fn repeating(self, from: Timestamp, to: Timestamp) -> Result<Vec<Rc<StoredEvent>>> {
        let list = format!(
            "SELECT {COLUMNS}, (SELECT json_group_array(other.recurrence_at) FROM calendar_event other
               WHERE other.uid = calendar_event.uid AND other.recurrence_at IS NOT NULL) AS elsewhere
             FROM calendar_event
             WHERE deleted_at IS NULL AND rrule IS NOT NULL
               AND start_at < CAST(?2 AS INTEGER) AND coalesce(last_at + end_at - start_at, ?1) >= ?1"
        );
        let rows = self.pod.sql().rows(&list, &values![from.plus(-DAY), to])?;
        rows.into_iter().map(|row| StoredEvent::open(self.pod, row).map(Rc::new)).collect()
    }
}

fn limit(most: usize) -> Result<i64> {
    i64::try_from(most).map_err(Error::internal)
}
