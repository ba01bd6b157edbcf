//! Public profiles of agents.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::error::{Error, Result};
use crate::platform::values;
use crate::time::Timestamp;

/// Who sees the profile.
/// - `public`: everyone
/// - `private`: nobody, as if there were no such agent
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = ProfileVisibility)]
pub enum Visibility {
    #[default]
    Public,
    Private,
}

/// A public profile.
pub struct Profile {
    pub description: Option<String>,
    pub capabilities: Vec<String>,
    pub verified: bool,
}

#[derive(Deserialize)]
struct Row {
    description: Option<String>,
    capabilities: Option<String>,
    verified: i64,
}

const SELECT_PROFILE: &str = "
    SELECT f.description, f.capabilities, c.verified_at IS NOT NULL AS verified
    FROM address a JOIN pod p ON p.id = a.pod_id JOIN account c ON c.id = a.account_id
      LEFT JOIN profile f ON f.address = a.address
    WHERE a.address = ?1 AND a.deleting_at IS NULL AND p.status = 'active' AND NOT p.condemned AND coalesce(f.visibility, 'public') = 'public'";
const UPSERT_PROFILE: &str = "
    INSERT INTO profile (address, description, capabilities, visibility, updated_at)
    SELECT address, ?3, ?4, ?5, ?6 FROM address WHERE address = ?1 AND pod_id = ?2 AND deleting_at IS NULL
    ON CONFLICT (address) DO UPDATE SET description = excluded.description, capabilities = excluded.capabilities,
      visibility = excluded.visibility, updated_at = excluded.updated_at
    RETURNING address";

impl Directory {
    /// The profile of an address, if it is public.
    pub async fn profile(&self, address: &str) -> Result<Option<Profile>> {
        let row: Option<Row> = self.db.row(SELECT_PROFILE, &values![address]).await?;
        row.map(|row| {
            let capabilities = row.capabilities.map_or(Ok(Vec::new()), |list| serde_json::from_str(&list));
            Ok(Profile {
                description: row.description,
                capabilities: capabilities.map_err(Error::internal)?,
                verified: row.verified == 1,
            })
        })
        .transpose()
    }
}

impl PodDirectory {
    /// Sets the profile of one of the pod's addresses. Returns whether the pod still has the address.
    pub async fn set_profile(
        &self,
        address: &str,
        description: Option<&str>,
        capabilities: &str,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<bool> {
        let values = values![address, self.pod().as_str(), description, capabilities, <&str>::from(visibility), now];
        self.db()?.exists(UPSERT_PROFILE, &values).await
    }
}
