//! OAuth 2.1: grants, tokens, and the requests of people and devices.

mod consents;
mod devices;
mod grants;
mod tokens;

pub use consents::{ConsentChoices, NewGrant};
pub use devices::{DeviceOutcome, DevicePoll, NewDeviceRequest, POLL_INTERVAL_SECONDS};
pub use grants::{EndedGrant, OauthClient, OauthGrant};
pub use tokens::{CodeRedemption, GrantTerms, IssuedToken, NewTokens, Redeemed, Rotation, TokenInfo};

use super::Directory;
use super::rate_limits::{LimitedAction, from_networks};
use crate::error::Result;
use crate::platform::values;
use crate::time::{HOUR, Timestamp};

/// Grants of a person.
const MAX_GRANTS: u32 = 100;
/// Rows that one scheduled run deletes from a table.
const MAX_SWEPT: u32 = 5_000;
/// Grants and tokens stay for an hour after their end, so that a request that could not tell all pods of it is sent again; requests of
/// devices, so that a late poll is told that its time is over, and an approval of the last second is not lost.
const KEPT_AFTER_END: i64 = HOUR;

impl Directory {
    /// Counts a fetch of a client's metadata.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_client_fetch(&self, networks: &[String], allowed: u32, now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::ClientMetadata, networks, allowed).collect();
        self.check_rate_limits(checks, now, |_| Ok(())).await.map(drop)
    }

    /// Deletes what is over.
    pub async fn sweep_oauth(&self, now: Timestamp) -> Result<()> {
        let mut batch = self.db.batch();
        for (table, key, kept) in [
            ("oauth_token", "hash", KEPT_AFTER_END),
            ("oauth_grant", "id", KEPT_AFTER_END),
            ("oauth_request", "link_hash", 0),
            ("oauth_device", "id", KEPT_AFTER_END),
        ] {
            let delete = format!(
                "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE expires_at <= ?1 LIMIT {MAX_SWEPT})"
            );
            batch.run(&delete, &values![now.plus(-kept)])?;
        }
        batch.commit().await.map(drop)
    }
}
