//! Events that take the place of single occurrences of a repeating one.

use std::collections::BTreeSet;

use super::store::StoredEvent;
use crate::error::{Error, Result};
use crate::ical::Event;
use crate::platform::values;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::to_json;

impl Pod {
    /// The event whose occurrence another one is to take the place of.
    pub(super) fn series_of(&self, event: &Event) -> Result<Option<StoredEvent>> {
        event.recurrence.map_or(Ok(None), |_| self.event_of(&event.uid, None))
    }

    /// When the start of a repeating event moves, its occurrences go elsewhere: those that have stand-ins keep them, deleted or not.
    /// When a stand-in itself takes place is its own affair. Part of the caller's transaction.
    ///
    /// # Errors
    /// `invalid_request`: a stand-in would be that of nothing.
    pub(super) fn move_stand_ins(&self, was: &Event, event: &Event, now: Timestamp) -> Result<()> {
        const SELECT_OVERRIDES: &str = "
            SELECT seq, recurrence_at, deleted_at IS NULL FROM calendar_event
            WHERE uid = CAST(?1 AS TEXT) AND recurrence_at IS NOT NULL";
        // One may go to where another one still is.
        const UPDATE_OVERRIDE_UNSET: &str = "
            UPDATE calendar_event SET recurrence_at = -9007199254740991 - seq WHERE uid = ?1 AND recurrence_at IS NOT NULL";
        const UPDATE_OVERRIDE: &str = "
            UPDATE calendar_event SET recurrence_at = place.value ->> 1, sequence = sequence + 1,
              updated_at = max(updated_at, ?2)
            FROM json_each(?1) AS place WHERE seq = place.value ->> 0";
        if event.recurrence.is_some() || was.span.starts_as(&event.span) {
            return Ok(());
        }
        let rows = self.sql().all(SELECT_OVERRIDES, &values![&event.uid])?;
        let place = |at| was.span.moved(Timestamp::from_millis(at), &event.span).millis();
        let places: Vec<_> = rows.iter().map(|row| (row.integer(0), place(row.integer(1)))).collect();
        // An all-day event has dates for occurrences, another one times; a stand-in names its own in its own way.
        let turns = was.span.all_day != event.span.all_day && rows.iter().any(|row| row.integer(2) == 1);
        if turns || places.iter().map(|(_, at)| at).collect::<BTreeSet<_>>().len() < places.len() {
            return Err(Error::invalid(
                "Other events take the place of single occurrences, and would be left without one.",
            )
            .fix("Delete those first: GET /v1/calendar/events lists them with the same uid and a recurrence_id."));
        }
        if places.is_empty() {
            return Ok(());
        }
        self.sql().run(UPDATE_OVERRIDE_UNSET, &values![&event.uid])?;
        self.sql().run(UPDATE_OVERRIDE, &values![&to_json(&places)?, now]).map(drop)
    }
}
