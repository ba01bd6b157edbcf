//! Requests of devices (RFC 8628).

use serde::Deserialize;

use super::KEPT_AFTER_END;
use super::tokens::GrantTerms;
use crate::credential::KeyHash;
use crate::directory::Directory;
use crate::directory::rate_limits::{LimitedAction, from_networks};
use crate::error::{Code, Error, Result};
use crate::id::{DeviceRequestId, OauthGrantId};
use crate::oauth::{GrantSecret, REQUEST_TTL};
use crate::platform::{Handle, values};
use crate::time::{SECOND, Timestamp};

/// Seconds between two polls.
pub const POLL_INTERVAL_SECONDS: i64 = 5;
/// How much too early a poll can be, in milliseconds.
const POLL_TOLERANCE: i64 = SECOND / 2;
/// The longest interval. Each poll that comes too early makes the interval longer, up to this.
const MAX_POLL_INTERVAL_SECONDS: i64 = 60;
/// Requests that wait in the deployment.
const MAX_PENDING: u32 = 10_000;
/// Requests that wait from one network: the /16 of an IPv4 address, the /32 of an IPv6 address.
const MAX_PENDING_OF_NETWORK: u32 = 200;

/// A new request of a device.
pub struct NewDeviceRequest<'a> {
    pub id: &'a DeviceRequestId,
    pub code: &'a GrantSecret,
    pub user_code: &'a str,
    pub client_hash: &'a KeyHash,
    /// The authorization request.
    pub sealed: &'a str,
    /// The hashes of the device's networks, and how often the narrowest can ask in an hour.
    pub networks: &'a [String],
    pub allowed: u32,
    pub now: Timestamp,
}

/// A poll of a device.
pub struct DevicePoll<'a> {
    pub code: &'a GrantSecret,
    pub client_hash: &'a KeyHash,
    pub now: Timestamp,
}

/// What a poll finds.
pub enum DeviceOutcome {
    /// There is no such request of this client, or its grant has ended.
    NotFound,
    Pending,
    /// The poll came too early; the new interval in seconds.
    TooEarly(i64),
    Denied,
    Expired,
    Approved(OauthGrantId, GrantTerms),
}

impl Directory {
    /// Stores a request.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn add_device_request(&self, new: &NewDeviceRequest<'_>) -> Result<()> {
        const DELETE_OLD: &str = "DELETE FROM oauth_device WHERE expires_at <= ?1";
        const INSERT_REQUEST: &str = "
            INSERT INTO oauth_device (id, hash, user_code, client_hash, sealed, interval, created_at, expires_at, network)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
            WHERE ?10 > (SELECT count(*) FROM oauth_device WHERE status = 'pending' AND expires_at > ?7)
              AND ?11 > (SELECT count(*) FROM oauth_device WHERE status = 'pending' AND expires_at > ?7 AND network IS ?9)
            RETURNING id";
        let (hash, now) = (new.code.hash(), new.now);
        let values = values![
            new.id.as_str(),
            hash.as_str(),
            new.user_code,
            new.client_hash.as_str(),
            new.sealed,
            POLL_INTERVAL_SECONDS,
            now,
            now.plus(REQUEST_TTL),
            new.networks.last().map(String::as_str),
            MAX_PENDING,
            MAX_PENDING_OF_NETWORK,
        ];
        let checks: Vec<_> = from_networks(LimitedAction::DeviceRequest, new.networks, new.allowed).collect();
        let (done, inserted) = self
            .check_rate_limits(checks, now, |batch| {
                batch.run(DELETE_OLD, &values![now.plus(-KEPT_AFTER_END)])?;
                batch.add(INSERT_REQUEST, &values)
            })
            .await?;
        if done.exists(inserted)? {
            return Ok(());
        }
        Err(Error::new(
            Code::RateLimited,
            "Too many devices of your network, or of this deployment, wait for a person.",
        )
        .fix("Try again in a minute.")
        .retry_after(60))
    }

    /// The authorization request, sealed, with a code that a person types. Counts the attempt: codes are short.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn device_request(
        &self,
        user_code: &str,
        networks: &[String],
        allowed: u32,
        now: Timestamp,
    ) -> Result<Option<String>> {
        const SELECT_REQUEST: &str = "
            SELECT sealed FROM oauth_device WHERE user_code = ?1 AND status = 'pending' AND expires_at > ?2";
        let checks: Vec<_> = from_networks(LimitedAction::UserCode, networks, allowed).collect();
        let (done, found) =
            self.check_rate_limits(checks, now, |batch| batch.add(SELECT_REQUEST, &values![user_code, now])).await?;
        done.value(found)
    }

    /// Counts a poll, and finds what has become of the request.
    pub async fn poll_device(&self, poll: &DevicePoll<'_>) -> Result<DeviceOutcome> {
        #[derive(Deserialize)]
        struct State {
            status: String,
            interval: i64,
            is_hurried: i64,
            expires_at: i64,
            grant_id: Option<OauthGrantId>,
        }
        const IS_HURRIED: &str = "(polled_at IS NOT NULL AND ?4 < polled_at + interval * 1000 - ?5)";
        const IS_FOUND: &str = "id = ?1 AND hash = ?2 AND client_hash = ?3";
        let next_interval = format!("iif({IS_HURRIED}, min(interval + ?6, ?7), interval)");
        let select_state = format!(
            "SELECT status, {next_interval} AS interval, {IS_HURRIED} AS is_hurried, expires_at, grant_id
             FROM oauth_device WHERE {IS_FOUND}"
        );
        let count_poll = format!(
            "UPDATE oauth_device SET polled_at = ?4, interval = {next_interval}
             WHERE {IS_FOUND} AND status = 'pending' AND expires_at > ?4 AND NOT ({IS_HURRIED} AND interval >= ?7)"
        );
        let select_terms = format!(
            "SELECT pod_id, resource, scope FROM oauth_grant
             WHERE id = (SELECT grant_id FROM oauth_device WHERE {IS_FOUND}) AND expires_at > ?4"
        );
        let (id, hash, now) = (poll.code.device_request(), poll.code.hash(), poll.now);
        let (client, interval) = (poll.client_hash.as_str(), POLL_INTERVAL_SECONDS);
        let values =
            values![id.as_str(), hash.as_str(), client, now, POLL_TOLERANCE, interval, MAX_POLL_INTERVAL_SECONDS];
        let mut batch = self.db.batch();
        let state: Handle<State> = batch.add(&select_state, &values)?;
        batch.run(&count_poll, &values)?;
        let terms = batch.add(&select_terms, &values[..4])?;
        let done = batch.commit().await?;
        let Some(state) = done.row(state)? else { return Ok(DeviceOutcome::NotFound) };
        Ok(match (&*state.status, state.grant_id, done.row(terms)?) {
            ("denied", ..) => DeviceOutcome::Denied,
            ("approved", Some(grant), Some(terms)) => DeviceOutcome::Approved(grant, terms),
            ("pending", ..) if state.expires_at > now.millis() => match state.is_hurried {
                0 => DeviceOutcome::Pending,
                _ => DeviceOutcome::TooEarly(state.interval),
            },
            _ => DeviceOutcome::Expired,
        })
    }
}
