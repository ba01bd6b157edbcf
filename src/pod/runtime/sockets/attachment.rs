//! What is stored with a socket, for the time when the object sleeps.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use worker::WebSocket;

use crate::credential::KeyHash;
use crate::error::Result;
use crate::grant::Grant;
use crate::pod::Pod;
use crate::pod::runtime::events;
use crate::wire::Permission;

/// What a socket was opened with, for the time when the object sleeps.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// When the credential expires, in milliseconds since the epoch.
    pub expires_at: Option<i64>,
    /// Its networks. A socket is not checked again against other ones; it is closed.
    ip_ranges: String,
    /// Whether events about approvals are not for it.
    #[serde(default)]
    pub hides_approvals: bool,
    #[serde(default)]
    pub purpose: Purpose,
    /// For news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<NewsAccess>,
}

/// What of the news a credential may hear.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsAccess {
    /// Events about mail and runs.
    events: bool,
    pub calendar: bool,
    /// A digest of its permissions. When it changes, the client is told.
    permissions: String,
}

impl NewsAccess {
    fn of(grant: &Grant, pod: &Pod) -> Self {
        let permitted =
            format!("{:?} {:?} {:?}", grant.permissions_in(pod.id()), grant.tenant_tools, grant.account_tools);
        Self {
            events: grant.check_events().is_ok(),
            calendar: grant.permissions_in(pod.id()).contains(Permission::CalendarRead) && grant.inboxes().is_none(),
            permissions: HEXLOWER.encode(&Sha256::digest(permitted)[..8]),
        }
    }
}

/// What a socket is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// It receives events.
    #[default]
    Events,
    /// It receives what a client of the MCP server wants to hear.
    News,
    /// It is the connection of a runner.
    Runner,
    /// It shows the terminal of a run.
    Terminal {
        /// Whether it also types.
        types: bool,
    },
}

impl Purpose {
    /// The tag of sockets of a credential.
    pub fn tag(self, key: &KeyHash) -> String {
        match self {
            Self::Events | Self::Runner => key.as_str().to_owned(),
            Self::News => format!("news {}", key.as_str()),
            Self::Terminal { types: false } => format!("terminal {}", key.as_str()),
            Self::Terminal { types: true } => format!("typing {}", key.as_str()),
        }
    }
}

/// The tags that sockets of a credential can have.
pub fn tags(key: &KeyHash) -> [String; 4] {
    [Purpose::Events, Purpose::News, Purpose::Terminal { types: false }, Purpose::Terminal { types: true }]
        .map(|of| of.tag(key))
}

/// The credential of sockets with a tag.
pub fn key_of(tag: &str) -> KeyHash {
    KeyHash::trusted(tag.rsplit(' ').next().unwrap_or(tag).to_owned())
}

/// How much of a terminal a socket has been sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub run: String,
    /// The offset of the next byte.
    pub next: i64,
    /// The client has read up to this offset.
    pub acknowledged: i64,
    /// Whether it was told that it has to acknowledge.
    pub is_told: bool,
}

/// What is stored with a socket.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Attachment {
    #[serde(flatten)]
    pub access: Access,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// Reads what is stored with a socket.
pub fn attachment(socket: &WebSocket) -> Attachment {
    socket.deserialize_attachment().ok().flatten().unwrap_or_default()
}

/// How much of a terminal a socket has been sent, and whether it may type. None if it does not show one.
pub fn position(socket: &WebSocket) -> Option<(Position, bool)> {
    let Attachment { access, position } = attachment(socket);
    Some((position?, access.purpose == Purpose::Terminal { types: true }))
}

/// Stores how much of a terminal a socket has been sent.
pub fn set_position(socket: &WebSocket, position: Position) -> Result<()> {
    let attachment = Attachment { position: Some(position), ..attachment(socket) };
    Ok(socket.serialize_attachment(attachment)?)
}

impl Access {
    /// What a credential permits.
    pub fn of(grant: &Grant, pod: &Pod, purpose: Purpose) -> Self {
        let hides_approvals = !grant.sees_approvals(pod.id());
        let news = (purpose == Purpose::News).then(|| NewsAccess::of(grant, pod));
        Self { expires_at: grant.expires_at, ip_ranges: grant.ip_ranges(), hides_approvals, purpose, news }
    }

    /// Whether it shows an event of the pod.
    pub fn shows(&self, event: &str, pod: &Pod) -> bool {
        match (events::is_about_approval(event), &self.news) {
            (true, Some(_)) => !self.hides_approvals || events::pod_of_approval(event).as_ref() == Some(pod.id()),
            (true, None) => !self.hides_approvals,
            (false, Some(news)) => news.events,
            (false, None) => true,
        }
    }

    /// Whether sockets receive events.
    pub fn receives_events(&self) -> bool {
        matches!(self.purpose, Purpose::Events | Purpose::News)
    }

    /// Checks that sockets that were opened with it may stay open under a newer grant.
    pub fn check(&self, grant: &Grant, pod: &Pod) -> Result<()> {
        pod.check_run(grant)?;
        match self.purpose {
            Purpose::Events => grant.check_events()?,
            // Each of the news is for those who may know of it.
            Purpose::News => grant.check_assigned(Permission::MailRead)?,
            Purpose::Runner => {}
            Purpose::Terminal { types } => grant.check_runs(types, pod.id())?,
        }
        if self.ip_ranges == grant.ip_ranges() { Ok(()) } else { grant.check_ip(None) }
    }
}
