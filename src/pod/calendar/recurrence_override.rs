//! Overrides: events that replace single occurrences of a repeating event.

use std::collections::BTreeSet;

use macros::FromRow;

use super::Calendar;
use super::store::StoredEvent;
use crate::error::{Error, Result};
use crate::ical::Event;
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::to_json;

impl Calendar<'_> {
    /// The repeating event that an override belongs to.
    pub(super) fn series_of(self, event: &Event) -> Result<Option<StoredEvent>> {
        event.recurrence.map_or(Ok(None), |_| self.find_uid(&event.uid, None))
    }

    /// Moves the overridden occurrences of a repeating event whose start moves, also those of deleted overrides. The overrides keep their
    /// own times. Part of the caller's transaction.
    ///
    /// # Errors
    /// `invalid_request`: an override would have no occurrence.
    pub(super) fn move_overrides(self, was: &Event, event: &Event, now: Timestamp) -> Result<()> {
        #[derive(FromRow)]
        struct OverrideRow {
            seq: i64,
            recurrence_at: Timestamp,
            is_live: bool,
        }
        const SELECT_OVERRIDES: &str = "
            SELECT seq, recurrence_at, deleted_at IS NULL AS is_live FROM calendar_event
            WHERE uid = CAST(?1 AS TEXT) AND recurrence_at IS NOT NULL";
        // An occurrence can move to a place that another one still has.
        const UPDATE_OVERRIDE_UNSET: &str = "
            UPDATE calendar_event SET recurrence_at = -9007199254740991 - seq WHERE uid = ?1 AND recurrence_at IS NOT NULL";
        const UPDATE_OVERRIDE: &str = "
            UPDATE calendar_event SET recurrence_at = place.value ->> 1, sequence = sequence + 1,
              updated_at = max(updated_at, ?2)
            FROM json_each(?1) AS place WHERE seq = place.value ->> 0";
        if event.recurrence.is_some() || was.span.has_same_start(&event.span) {
            return Ok(());
        }
        let rows: Vec<OverrideRow> = self.pod.sql().rows(SELECT_OVERRIDES, &values![&event.uid])?;
        let place = |at| was.span.moved(at, &event.span).millis();
        let places: Vec<_> = rows.iter().map(|row| (row.seq, place(row.recurrence_at))).collect();
        // The occurrences of an all-day event are dates, those of other events are times; an override keeps its own kind.
        let changes_kind = was.span.all_day != event.span.all_day && rows.iter().any(|row| row.is_live);
        if changes_kind || places.iter().map(|(_, at)| at).collect::<BTreeSet<_>>().len() < places.len() {
            return Err(Error::invalid(
                "Imported events override single occurrences of this event, and after this change they would match no occurrence.",
            )
            .fix("Delete those events first: GET /v1/calendar/events lists them with the same uid and a recurrence_id."));
        }
        if places.is_empty() {
            return Ok(());
        }
        self.pod.sql().run(UPDATE_OVERRIDE_UNSET, &values![&event.uid])?;
        self.pod.sql().run(UPDATE_OVERRIDE, &values![&to_json(&places)?, now]).map(drop)
    }
}
