//! The feed: the whole calendar as a file for subscribed calendars.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::{FromRow, operation};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Calendar;
use super::feed_chunk::FeedChunk;
use crate::audit_action::AuditAction;
use crate::credential::{Credential, KeyHash, Kind};
use crate::error::{Code, Error, Result};
use crate::ical::{self, Zone};
use crate::platform::values;
use crate::pod::Pod;
use crate::rate::{Period, Window};
use crate::time::{SECOND, Timestamp};
use crate::uri::path_segment;
use crate::wire::{FEED, Json, Permission, Principal, Query};

/// The context under which the token is sealed.
const TOKEN: &str = "calendar token";
/// Times a minute that the whole feed is sent.
const MAX_FETCHES_PER_MINUTE: u32 = 60;
const HOW_TO: &str = "Add url as a calendar by URL: in Google Calendar under Other calendars, From URL; in Apple Calendar under File, \
    New Calendar Subscription; in Outlook under Add calendar, Subscribe from web. Anyone who has the URL can read the calendar: \
    POST /v1/calendar/feed/rotate replaces it.";

const NOTE: &str = "Anyone who has this URL can read the whole calendar. Keep it secret.";

/// The number of recent fetches.
#[derive(Default)]
pub struct Fetches(Mutex<Window>);

/// The URL of the feed.
#[derive(Serialize, ToSchema)]
pub struct Feed {
    /// The URL that calendars subscribe to. It contains the token.
    #[schema(example = "https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3")]
    url: String,
    /// The same as `url`.
    #[schema(example = "https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3")]
    feed_url: String,
    /// The token in the URL. It gives access to the feed only.
    #[schema(example = "ct_p0a1b2c3")]
    cal_token: String,
    /// An explanation, for a person.
    #[schema(example = "Anyone who has the URL can read the calendar.")]
    note: &'static str,
    /// What to do with the URL, for a person.
    #[schema(example = "Add the URL to your calendar as a subscription.")]
    how_to_subscribe: &'static str,
}

impl Feed {
    fn of(pod: &Pod, cal_token: String) -> Self {
        let url = format!("{}{FEED}?cal_token={cal_token}", pod.config().public_url);
        Self { feed_url: url.clone(), url, cal_token, note: NOTE, how_to_subscribe: HOW_TO }
    }
}

/// Get the URL of the feed.
///
/// Any calendar application can subscribe to the URL (iCalendar, RFC 5545). The URL is created by the first request, and stays the same
/// until it is rotated. A person needs the permission `calendar:write`, because the URL still works when the person has left.
#[operation(GET "/v1/calendar/feed", tag = "calendar", permission = CalendarRead, reply = "The URL.")]
pub async fn get_feed(pod: Pod, caller: Principal) -> Result<Json<Feed>> {
    if caller.member.is_some() {
        caller.check_permission(Permission::CalendarWrite)?;
    }
    let token = match pod.calendar().feed_token()? {
        Some(token) => token,
        None => pod.calendar().new_feed_token()?,
    };
    Ok(Json(Feed::of(&pod, token)))
}

/// Replace the URL of the feed.
///
/// The old URL stops working before this call returns.
#[operation(
    POST "/v1/calendar/feed/rotate", tag = "calendar", permission = CalendarWrite,
    reply = "The new URL.",
    audit(CalendarFeedRotated),
)]
pub async fn rotate_feed(pod: Pod) -> Result<Json<Feed>> {
    let token = pod.sql().atomically(|| {
        pod.audit().record(AuditAction::CalendarFeedRotated, "feed")?;
        pod.calendar().new_feed_token()
    })?;
    Ok(Json(Feed::of(&pod, token)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Subscribe {
    /// `cal_token` of `GET /v1/calendar/feed`.
    #[param(example = "ct_p0a1b2c3")]
    cal_token: String,
}

/// Fetch the feed.
///
/// Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in the URL is the only credential. Times
/// are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for 30 days. With `If-None-Match` or
/// `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the reply has no
/// `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These requests do not count against the
/// allowance. The whole feed is sent at most 60 times a minute.
#[operation(
    GET "/v1/calendar/feed.ics", tag = "calendar", caller = FeedToken, headers("if-none-match", "if-modified-since"),
    replies((status = 200, description = "The calendar.", body = String, content_type = "text/calendar"), (status = 304, description = "Nothing has changed.")),
    errors(Unauthorized = "The token is missing, unknown or replaced."),
)]
pub async fn subscribe(pod: Pod, headers: HeaderMap, Query(asked): Query<Subscribe>) -> Result<Response<Body>> {
    let now = pod.now();
    pod.calendar().forget_deleted(now)?;
    let state = State::of(&pod)?;
    let mut response = if state.is_known(&headers) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        pod.opened.fetches.count(now)?;
        let token = KeyHash::of(&asked.cal_token);
        let pages = Pages { head: Some(head(&pod, &state.name, now)?), pod, token, after: Some(0) };
        let body = Body::from_stream(futures_util::stream::unfold(pages, |mut pages| async {
            pages.next().transpose().map(|page| (page, pages))
        }));
        let mut response = Response::new(body);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ETAG, HeaderValue::from_str(&state.tag).map_err(Error::internal)?);
    if let Some(date) = state.modified(now) {
        headers.insert(header::LAST_MODIFIED, HeaderValue::from_str(&http_date(date)).map_err(Error::internal)?);
    }
    Ok(response)
}

impl Fetches {
    fn count(&self, now: Timestamp) -> Result<()> {
        let mut window = self.0.lock();
        *window = window.at(now, Period::Minute);
        if window.left(MAX_FETCHES_PER_MINUTE) == 0 {
            return Err(Error::new(
                Code::RateLimited,
                format!("The feed is sent at most {MAX_FETCHES_PER_MINUTE} times a minute."),
            )
            .fix("Fetch it less often, for example once an hour, and send If-None-Match.")
            .retry_after(window.resets_in(now, Period::Minute)));
        }
        window.count(MAX_FETCHES_PER_MINUTE);
        Ok(())
    }
}

/// The state of the feed.
struct State {
    name: String,
    tag: String,
    changed: Timestamp,
}

impl State {
    fn of(pod: &Pod) -> Result<Self> {
        #[derive(FromRow)]
        struct CalendarRow {
            version: i64,
            changed_at: Timestamp,
            address: Option<String>,
        }
        const SELECT_CALENDAR: &str =
            "SELECT version, changed_at, (SELECT min(address) FROM address) AS address FROM calendar";
        let calendar: Option<CalendarRow> = pod.sql().row(SELECT_CALENDAR, &[])?;
        let calendar = calendar.ok_or_else(|| Error::internal("a pod without a calendar"))?;
        let name = calendar.address.unwrap_or_else(|| format!("Warren {}", pod.id()));
        let tag = format!("\"{}-{}-{}\"", calendar.version, ical::FORMAT_VERSION, path_segment(&name));
        Ok(Self { name, tag, changed: calendar.changed_at })
    }

    /// Whether the client has this state already (RFC 9110, 13.2.2).
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        if let Some(known) = text(header::IF_NONE_MATCH) {
            let same = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag;
            return known.split(',').map(str::trim).any(same);
        }
        let since = text(header::IF_MODIFIED_SINCE).and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        since.is_some_and(|since| since.timestamp_millis() / SECOND >= self.changed.millis() / SECOND)
    }

    /// When the feed last changed. None within the same second: another change in it would not be noticed.
    fn modified(&self, now: Timestamp) -> Option<Timestamp> {
        (self.changed.millis() / SECOND < now.millis() / SECOND).then_some(self.changed)
    }
}

fn http_date(at: Timestamp) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn head(pod: &Pod, name: &str, now: Timestamp) -> Result<String> {
    #[derive(FromRow)]
    struct ZoneRow {
        timezone: String,
        first_start: Timestamp,
    }
    const SELECT_ZONES: &str = "
        SELECT timezone, min(start_at) AS first_start FROM calendar_event
        WHERE timezone IS NOT NULL AND (rrule IS NOT NULL OR recurrence_at IS NOT NULL) GROUP BY timezone";
    let rows: Vec<ZoneRow> = pod.sql().rows(SELECT_ZONES, &[])?;
    let from = rows.iter().map(|row| row.first_start).min().unwrap_or(now);
    let zones: Vec<_> = rows.iter().filter_map(|row| Zone::parse(&row.timezone).flatten()).collect();
    Ok(ical::header(name, &zones, from, now))
}

/// The feed in chunks: the whole might not fit into memory.
struct Pages {
    pod: Pod,
    /// Checked before each chunk: a slow reader gets no more after the token has ended.
    token: KeyHash,
    head: Option<String>,
    /// The event after which the next chunk begins; None after the end.
    after: Option<i64>,
}

impl Pages {
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(after) = self.after.take() else { return Ok(None) };
        self.pod.calendar().follow(&self.token)?;
        let mut text = self.head.take().unwrap_or_default().into_bytes();
        match FeedChunk::after(&self.pod, after)? {
            Some(chunk) => {
                text.extend(chunk.text);
                self.after = Some(chunk.last);
            }
            None => text.extend(ical::footer().as_bytes()),
        }
        Ok(Some(text))
    }
}

impl Calendar<'_> {
    /// Seals the feed's token under the current key. Returns the number of the key that tagged it, if there is a token: 0 if the number
    /// is not known any more. Part of the caller's transaction.
    pub fn reseal_feed_token(self) -> Result<Option<i64>> {
        let Some(token) = self.feed_token()? else { return Ok(None) };
        let sealed = self.pod.key().seal(TOKEN, token.as_bytes())?;
        self.pod.sql().run("UPDATE calendar SET token = ?", &values![&sealed[..]])?;
        let tagged = Credential::parse(&token, &self.pod.config().tagger).map(|token| token.key_number());
        Ok(Some(tagged.map_or(0, i64::from)))
    }

    /// Authenticates the feed's token.
    pub(in crate::pod) fn follow(self, token: &KeyHash) -> Result<()> {
        const SELECT_CALENDAR: &str = "SELECT 1 FROM calendar WHERE token_hash = CAST(? AS TEXT)";
        if !self.pod.sql().exists(SELECT_CALENDAR, &values![token.as_str()])? {
            return Err(Error::unauthorized().fix("Send the cal_token of GET /v1/calendar/feed."));
        }
        if self.pod.is_suspended()? {
            return Err(Error::new(Code::PodSuspended, "This pod is suspended.")
                .fix("Its account can resume it with POST /v1/pods/{pod_id}/resume."));
        }
        Ok(())
    }

    fn feed_token(self) -> Result<Option<String>> {
        let token: Option<Vec<u8>> = self.pod.sql().value("SELECT token FROM calendar WHERE token IS NOT NULL", &[])?;
        let token = token.map(|token| self.pod.key().open(TOKEN, &token)).transpose()?;
        token.map(|token| String::from_utf8(token).map_err(Error::internal)).transpose()
    }

    fn new_feed_token(self) -> Result<String> {
        let token = Credential::issue(Kind::Feed, self.pod.id(), &self.pod.config().tagger)?;
        let sealed = self.pod.key().seal(TOKEN, token.reveal().as_bytes())?;
        let hash = token.hash();
        let values = values![hash.as_str(), &sealed[..], self.pod.now()];
        self.pod.sql().run("UPDATE calendar SET token_hash = ?, token = ?, token_since = ?", &values)?;
        self.pod.opened.resealing.report_again(self.pod.sql(), Some(token.key_number()))?;
        Ok(token.reveal().to_owned())
    }
}
