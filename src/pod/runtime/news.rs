//! News for clients of the MCP server. The edge opens a socket for each of their streams.

use axum::body::Body;
use axum::http::{HeaderMap, Response};

use super::live;
use super::sockets::{self, Access, NewSocket, Purpose};
use crate::credential::KeyHash;
use crate::error::{Code, Error, Result};
use crate::pod::Pod;
use crate::rpc::WatchNews;
use crate::wire::Permission;

/// Open streams of a credential.
const MAX_STREAMS: usize = 20;
/// RFC 6455: the purpose is fulfilled.
const REPLACED: (u16, &str) = (1000, "replaced");

/// Opens a socket for a client that the edge has authenticated.
pub async fn watch(pod: &Pod, watch: &WatchNews) -> Result<Response<Body>> {
    let key = KeyHash::trusted(watch.key.clone());
    let grant = pod.grant(&key).await?;
    sockets::watch(pod, grant.expires_at).await?;
    // Checked again: the credential can have ended meanwhile. No await follows.
    let grant = pod.grant(&key).await?;
    grant.check_assigned(Permission::MailRead)?;
    let state = &pod.opened.state;
    let session = watch.session.as_ref().map(|session| format!("session {session}"));
    for socket in session.iter().flat_map(|session| state.get_websockets_with_tag(session)) {
        // A message is sent on one stream of a session.
        let _ = socket.close(Some(REPLACED.0), Some(REPLACED.1));
    }
    let is_open = |socket: &worker::WebSocket| sockets::is_open(pod, socket);
    if state.get_websockets_with_tag(&Purpose::News.tag(&key)).iter().filter(|socket| is_open(socket)).count()
        >= MAX_STREAMS
    {
        let message = format!("The credential has {MAX_STREAMS} open streams of the MCP server.");
        return Err(Error::new(Code::StreamLimit, message).fix("Close one of them first."));
    }
    let (response, server) = live::upgrade(&HeaderMap::new())?;
    let purpose = Purpose::News;
    let new = NewSocket { socket: &server, key: &key, grant: &grant, purpose, tag: session.as_deref(), position: None };
    sockets::accept(pod, new)?;
    let access = Access::of(&grant, pod, purpose);
    live::greet(pod, &server, watch.since, |event| access.shows(event, pod))?;
    Ok(response)
}

impl Pod {
    /// The version of the calendar, if somebody wants to hear when it changes.
    pub fn watched_calendar(&self) -> Result<Option<i64>> {
        if sockets::has_calendar_news(self) { self.calendar_version() } else { Ok(None) }
    }

    /// Says that the calendar has changed, if it has since it had a version.
    pub fn notify_calendar_changed(&self, since: i64) -> Result<()> {
        if self.calendar_version()?.is_some_and(|version| version != since) {
            sockets::notify_calendar_changed(self);
        }
        Ok(())
    }

    fn calendar_version(&self) -> Result<Option<i64>> {
        self.sql().value("SELECT version FROM calendar", &[])
    }
}
