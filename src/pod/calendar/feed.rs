//! The feed: the whole calendar as a file that other calendars fetch again and again.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::feed_chunk::FeedChunk;
use crate::audit_action::AuditAction;
use crate::credential::{Credential, KeyHash, Kind};
use crate::error::{Code, Error, Result};
use crate::ical::{self, Zone};
use crate::platform::values;
use crate::pod::Pod;
use crate::rate::{Period, Window};
use crate::time::{SECOND, Timestamp};
use crate::wire::{FEED, Json, Query, path_segment};

/// What the token is sealed as.
const TOKEN: &str = "calendar token";
/// Times a minute that the whole feed is sent.
const MAX_FETCHES_PER_HOUR: u32 = 60;
const HOW_TO: &str = "Add url as a calendar by URL: in Google Calendar under Other calendars, From URL; in Apple Calendar under File, \
    New Calendar Subscription; in Outlook under Add calendar, Subscribe from web. Whoever has the URL can read the calendar: \
    POST /v1/calendar/feed/rotate makes it worthless.";

const NOTE: &str = "Anyone who has this URL can read the whole calendar. Keep it secret.";

/// How often the feed was sent lately.
#[derive(Default)]
pub struct Fetches(Mutex<Window>);

/// How others follow the calendar.
#[derive(Serialize, ToSchema)]
pub struct Feed {
    /// The URL that calendars subscribe to. It contains the token.
    #[schema(example = "https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3")]
    url: String,
    /// The same as `url`.
    #[schema(example = "https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3")]
    feed_url: String,
    /// Opens the feed, and nothing else.
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

/// Get the address of the feed.
///
/// An address to which any calendar application can subscribe (iCalendar, RFC 5545). It is made when it is first asked for, and
/// stays the same until it is rotated.
#[operation(GET "/v1/calendar/feed", tag = "calendar", permission = CalendarRead, reply = "The address.")]
pub async fn get_feed(pod: Pod) -> Result<Json<Feed>> {
    let token = match pod.feed_token()? {
        Some(token) => token,
        None => pod.new_feed_token()?,
    };
    Ok(Json(Feed::of(&pod, token)))
}

/// Replace the address of the feed.
///
/// The old one answers 401 before this does.
#[operation(
    POST "/v1/calendar/feed/rotate", tag = "calendar", permission = CalendarWrite,
    reply = "The new address.",
    audit(CalendarFeedRotated),
)]
pub async fn rotate_feed(pod: Pod) -> Result<Json<Feed>> {
    let token = pod.sql().atomically(|| {
        pod.audit(AuditAction::CalendarFeedRotated, "feed")?;
        pod.new_feed_token()
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
/// The whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in the URL is all it takes. Times are in
/// UTC, but where an event repeats by the clock of a place. A deleted event is `STATUS:CANCELLED` for 30 days. `If-None-Match` and
/// `If-Modified-Since` are answered with 304 while nothing has changed. Within the second of a change the reply has no
/// `Last-Modified`, since another change may follow in the same second; the `ETag` is exact. These requests do not count against any allowance; the
/// whole feed is sent at most 60 times a minute.
#[operation(
    GET "/v1/calendar/feed.ics", tag = "calendar", caller = FeedToken, headers("if-none-match", "if-modified-since"),
    replies((status = 200, description = "The calendar.", body = String, content_type = "text/calendar"), (status = 304, description = "Nothing has changed.")),
    errors(Unauthorized = "The token is missing, unknown or replaced."),
)]
pub async fn subscribe(pod: Pod, headers: HeaderMap, Query(asked): Query<Subscribe>) -> Result<Response<Body>> {
    let now = pod.now();
    pod.forget_events(now)?;
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
        if window.left(MAX_FETCHES_PER_HOUR) == 0 {
            return Err(Error::new(
                Code::RateLimited,
                format!("The feed is sent at most {MAX_FETCHES_PER_HOUR} times a minute."),
            )
            .fix("Calendars fetch it once an hour; send If-None-Match.")
            .retry_after(window.resets_in(now, Period::Minute)));
        }
        window.count(MAX_FETCHES_PER_HOUR);
        Ok(())
    }
}

/// What tells one state of the feed from another.
struct State {
    name: String,
    tag: String,
    changed: Timestamp,
}

impl State {
    fn of(pod: &Pod) -> Result<Self> {
        const SELECT_CALENDAR: &str = "SELECT version, changed_at, (SELECT min(address) FROM address) FROM calendar";
        let row = pod.sql().first(SELECT_CALENDAR, &[])?.ok_or_else(|| Error::internal("a pod without a calendar"))?;
        let name = row.optional_text(2).unwrap_or_else(|| format!("Warren {}", pod.id()));
        let tag = format!("\"{}-{}-{}\"", row.integer(0), ical::FORM, path_segment(&name));
        Ok(Self { name, tag, changed: Timestamp::from_millis(row.integer(1)) })
    }

    /// Whether the caller has it already (RFC 9110, 13.2.2).
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        if let Some(known) = text(header::IF_NONE_MATCH) {
            let same = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag;
            return known.split(',').map(str::trim).any(same);
        }
        let since = text(header::IF_MODIFIED_SINCE).and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        since.is_some_and(|since| since.timestamp_millis() / SECOND >= self.changed.millis() / SECOND)
    }

    /// When it last changed. In the same second it can change again, of which nobody would learn.
    fn modified(&self, now: Timestamp) -> Option<Timestamp> {
        (self.changed.millis() / SECOND < now.millis() / SECOND).then_some(self.changed)
    }
}

fn http_date(at: Timestamp) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn head(pod: &Pod, name: &str, now: Timestamp) -> Result<String> {
    const SELECT_ZONES: &str = "
        SELECT timezone, min(start_at) FROM calendar_event
        WHERE timezone IS NOT NULL AND (rrule IS NOT NULL OR recurrence_at IS NOT NULL) GROUP BY timezone";
    let rows = pod.sql().all(SELECT_ZONES, &[])?;
    let from = rows.iter().map(|row| row.integer(1)).min().map_or(now, Timestamp::from_millis);
    let zones: Vec<_> = rows.iter().filter_map(|row| Zone::parse(&row.text(0)).flatten()).collect();
    Ok(ical::header(name, &zones, from, now))
}

/// The feed, piece by piece: all at once might not fit into memory.
struct Pages {
    pod: Pod,
    /// Looked up before each piece: whoever reads slowly reads no further than the token is good.
    token: KeyHash,
    head: Option<String>,
    /// The event after which the next piece begins; none after the end.
    after: Option<i64>,
}

impl Pages {
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(after) = self.after.take() else { return Ok(None) };
        self.pod.follow(&self.token)?;
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

/// Seals the feed's token under the present key. The number of the key that tagged it, if there is one: 0 if that is not known any
/// more. Part of the caller's transaction.
pub fn reseal_token(pod: &Pod) -> Result<Option<i64>> {
    let Some(token) = pod.feed_token()? else { return Ok(None) };
    let sealed = pod.key().seal(TOKEN, token.as_bytes())?;
    pod.sql().run("UPDATE calendar SET token = ?", &values![&sealed[..]])?;
    let tagged = Credential::parse(&token, &pod.config().tagger).map(|token| token.key_number());
    Ok(Some(tagged.map_or(0, i64::from)))
}

impl Pod {
    /// Lets in who has the token of the feed.
    pub(in crate::pod) fn follow(&self, token: &KeyHash) -> Result<()> {
        const SELECT_CALENDAR: &str = "SELECT 1 FROM calendar WHERE token_hash = CAST(? AS TEXT)";
        if !self.sql().exists(SELECT_CALENDAR, &values![token.as_str()])? {
            return Err(Error::unauthorized().fix("Send cal_token as GET /v1/calendar/feed tells it."));
        }
        if self.is_suspended()? {
            return Err(Error::new(Code::PodSuspended, "This pod is suspended.")
                .fix("Its account can resume it with POST /v1/pods/{pod_id}/resume."));
        }
        Ok(())
    }

    fn feed_token(&self) -> Result<Option<String>> {
        let row = self.sql().first("SELECT token FROM calendar WHERE token IS NOT NULL", &[])?;
        let token = row.map(|row| self.key().open(TOKEN, &row.bytes(0))).transpose()?;
        token.map(|token| String::from_utf8(token).map_err(Error::internal)).transpose()
    }

    fn new_feed_token(&self) -> Result<String> {
        let token = Credential::issue(Kind::feed_of(self.id()), self.id(), &self.config().tagger)?;
        let sealed = self.key().seal(TOKEN, token.reveal().as_bytes())?;
        let hash = token.hash();
        let values = values![hash.as_str(), &sealed[..], self.now()];
        self.sql().run("UPDATE calendar SET token_hash = ?, token = ?, token_since = ?", &values)?;
        self.opened.resealing.report_again(self.sql(), Some(token.key_number()))?;
        Ok(token.reveal().to_owned())
    }
}
