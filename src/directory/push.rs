//! Browsers that get notifications, and how they get them (Web Push, RFC 8030).

use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use worker::Method;

use super::Directory;
use super::money::principal::is_decider;
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject};
use crate::config::Config;
use crate::crypto::web_push::{SenderKey, Subscriber};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, MemberId, PushSubscriptionId};
use crate::outbound_url::OutboundUrl;
use crate::platform::fetch::{self, Outgoing};
use crate::platform::{Bindings, clock, log, timer, values};
use crate::time::{HOUR, SECOND, Timestamp};

/// Browsers of one person.
const MAX_SUBSCRIPTIONS: u32 = 10;
/// Browsers that get one notification.
const MAX_RECIPIENTS: u32 = 20;
/// Notifications of an account in a day (UTC).
const MAX_PER_DAY: u32 = 200;
/// Messages that are sent at the same time.
const CONCURRENCY: usize = 6;
const TIMEOUT: u64 = 2_500;
/// The agent that causes a notification waits for it no longer than this, in milliseconds.
const DEADLINE: u64 = 3_000;
/// How long a push service keeps a message for a browser that is not there, in seconds: as long as most requests wait.
const TTL: &str = "86400";
/// The purpose for which the key of the deployment is derived.
const PURPOSE: &str = "web push";

/// A browser of a person.
#[derive(Deserialize)]
pub struct PushSubscription {
    pub id: PushSubscriptionId,
    pub endpoint: String,
    pub created_at: i64,
}

/// A browser to add.
pub struct NewPushSubscription<'a> {
    pub account: &'a AccountId,
    pub member: &'a MemberId,
    /// The session of the person.
    pub session: &'a KeyId,
    pub endpoint: &'a str,
    pub p256dh: &'a str,
    pub auth: &'a str,
    pub now: Timestamp,
}

/// What a browser shows.
#[derive(Serialize)]
pub struct Notification<'a> {
    pub title: &'a str,
    pub body: &'a str,
    /// Where a click leads, within the deployment.
    pub url: &'a str,
    /// A newer notification with the same tag replaces it.
    pub tag: &'a str,
}

#[derive(Deserialize)]
struct Recipient {
    id: PushSubscriptionId,
    endpoint: String,
    p256dh: String,
    auth: String,
}

/// The deployment's key, by which push services know it. It changes with the master key; then browsers subscribe again when the console is
/// next opened.
pub fn sender_key(config: &Config) -> Result<SenderKey> {
    let secret = config.master_key.derive(PURPOSE).next().ok_or_else(|| Error::internal("there is no master key"))?;
    SenderKey::new(&secret)
}

impl Directory {
    /// Adds a browser, or replaces its keys.
    ///
    /// # Errors
    /// `push_limit_reached`: the person has ten browsers, or the session has just ended.
    pub async fn add_push_subscription(&self, new: &NewPushSubscription<'_>) -> Result<PushSubscription> {
        const INSERT_SUBSCRIPTION: &str = "
            INSERT INTO push_subscription (id, account_id, member_id, endpoint, p256dh, auth, created_at, session_id)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
            WHERE EXISTS (SELECT 1 FROM session WHERE id = ?8 AND member_id = ?3 AND expires_at > ?7)
              AND (SELECT count(*) FROM push_subscription WHERE member_id = ?3 AND endpoint <> ?4) < ?9
            ON CONFLICT (member_id, endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, session_id = excluded.session_id
            RETURNING id, endpoint, created_at";
        let id = PushSubscriptionId::generate()?;
        let (account, member) = (new.account.as_str(), new.member.as_str());
        let row = values![
            id.as_str(),
            account,
            member,
            new.endpoint,
            new.p256dh,
            new.auth,
            new.now,
            new.session.as_str(),
            MAX_SUBSCRIPTIONS
        ];
        self.db.row(INSERT_SUBSCRIPTION, &row).await?.ok_or_else(|| {
            Error::new(Code::PushLimit, format!("A person can have {MAX_SUBSCRIPTIONS} browsers with notifications."))
                .fix("Turn notifications off in another browser: DELETE /v1/push/subscriptions/{id}.")
        })
    }

    /// The browsers of a person, the newest first.
    pub async fn push_subscriptions(&self, member: &MemberId) -> Result<Vec<PushSubscription>> {
        const SELECT_SUBSCRIPTIONS: &str = "
            SELECT id, endpoint, created_at FROM push_subscription WHERE member_id = ?1 ORDER BY created_at DESC, id";
        self.db.rows(SELECT_SUBSCRIPTIONS, &values![member.as_str()]).await
    }

    /// Removes a browser of a person. Returns whether there was one.
    pub async fn delete_push_subscription(&self, member: &MemberId, id: &str) -> Result<bool> {
        const DELETE_SUBSCRIPTION: &str = "DELETE FROM push_subscription WHERE id = ?1 AND member_id = ?2 RETURNING 1";
        self.db.exists(DELETE_SUBSCRIPTION, &values![id, member.as_str()]).await
    }

    /// The browsers of the people who decide for an account.
    async fn push_recipients(&self, account: &AccountId) -> Result<Vec<Recipient>> {
        let select = format!(
            "SELECT s.id, s.endpoint, s.p256dh, s.auth FROM push_subscription s JOIN member m ON m.id = s.member_id
             WHERE s.account_id = ?1 AND {} ORDER BY s.created_at DESC LIMIT ?2",
            is_decider("m")
        );
        self.db.rows(&select, &values![account.as_str(), MAX_RECIPIENTS]).await
    }

    /// Counts a notification. False if the account has had as many as it can have in a day.
    async fn may_notify(&self, account: &AccountId) -> Result<bool> {
        let action = LimitedAction::Notification;
        let check = RateLimitCheck { action, subject: Subject::Account(account.as_str()), allowed: MAX_PER_DAY };
        match self.check_rate_limits([check], clock::now(), |_| Ok(())).await {
            Ok(_) => Ok(true),
            Err(refusal) if refusal.code == Code::RateLimited => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn delete_unreachable(&self, ids: &[PushSubscriptionId]) -> Result<()> {
        let mut batch = self.db.batch();
        for id in ids {
            batch.run("DELETE FROM push_subscription WHERE id = ?1", &values![id.as_str()])?;
        }
        batch.commit().await.map(drop)
    }
}

/// Shows a notification in the browsers of the people who decide for an account. What waits for them is stored already, so failures are only
/// logged. A browser that the push service no longer knows is removed.
pub async fn notify(bindings: &Bindings, account: &AccountId, notification: &Notification<'_>) {
    let sent = async {
        let (directory, config) = (Directory::new(bindings.directory()?), bindings.config()?);
        let recipients = directory.push_recipients(account).await?;
        if recipients.is_empty() || !directory.may_notify(account).await? {
            return Ok(());
        }
        let (key, message) = (&sender_key(config)?, &serde_json::to_vec(notification).map_err(Error::internal)?);
        let sendings =
            recipients.iter().map(|recipient| async move { (recipient, recipient.send(config, key, message).await) });
        let results: Vec<_> = stream::iter(sendings).buffer_unordered(CONCURRENCY).collect().await;
        let mut gone = Vec::new();
        for (recipient, result) in results {
            match result {
                Ok(true) => {}
                Ok(false) => gone.push(recipient.id.clone()),
                Err(error) => log::error(&format!("{}: {error}", recipient.id)),
            }
        }
        if gone.is_empty() { Ok(()) } else { directory.delete_unreachable(&gone).await }
    };
    if let Some(sent) = timer::within(DEADLINE, sent).await {
        log::logged(sent);
    }
}

impl Recipient {
    /// Sends a message. False if the push service does not know the browser any more, or not with this key.
    async fn send(&self, config: &Config, key: &SenderKey, message: &[u8]) -> Result<bool> {
        // The policy may have changed since.
        let Ok(target) = config.outbound_url(&self.endpoint) else { return Ok(false) };
        let Some(subscriber) = Subscriber::parse(&self.p256dh, &self.auth) else { return Ok(false) };
        let contact = format!("mailto:postmaster@{}", config.mail_domain);
        let expires_at = (clock::system() + HOUR) / SECOND;
        let authorization = key.authorization(&origin(&target), &contact, expires_at)?;
        let body = subscriber.encrypt(message)?;
        let headers = [
            ("authorization", &*authorization),
            ("content-encoding", "aes128gcm"),
            ("content-type", "application/octet-stream"),
            ("ttl", TTL),
            ("urgency", "high"),
        ];
        let outgoing = Outgoing {
            method: Method::Post,
            target: &target,
            headers: &headers,
            body: Some(&body),
            timeout: TIMEOUT,
            keep: 0,
        };
        match fetch::send(&outgoing).await {
            // 403: subscribed with a key of the deployment that it has no longer.
            Ok(answer) if matches!(answer.status, 403 | 404 | 410) => Ok(false),
            Ok(answer) if answer.status < 300 => Ok(true),
            Ok(answer) => Err(Error::internal(format!("the push service answered {}", answer.status))),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

/// Scheme, host and port.
fn origin(target: &OutboundUrl) -> String {
    let url = target.as_str();
    let host_at = url.find("://").map_or(0, |at| at + 3);
    let end = url[host_at..].find('/').map_or(url.len(), |at| host_at + at);
    url[..end].to_owned()
}
