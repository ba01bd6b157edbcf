//! What agents say of themselves in public.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::error::{Error, Result};
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// Who sees the profile.
/// - `public`: everyone
/// - `private`: nobody, as if there were no such agent
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProfileVisibility)]
pub enum Visibility {
    #[default]
    Public,
    Private,
}

impl Visibility {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

/// What an agent says of itself.
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
    WHERE a.address = ?1 AND p.status = 'active' AND NOT p.condemned AND coalesce(f.visibility, 'public') = 'public'";
const INSERT_PROFILE: &str = "
    INSERT INTO profile (address, description, capabilities, visibility, updated_at)
    SELECT address, ?3, ?4, ?5, ?6 FROM address WHERE address = ?1 AND pod_id = ?2
    ON CONFLICT (address) DO UPDATE SET description = excluded.description, capabilities = excluded.capabilities,
      visibility = excluded.visibility, updated_at = excluded.updated_at
    RETURNING address";

impl Directory {
    /// The profile of an address, if it is anybody's business.
    pub async fn profile(&self, address: &str) -> Result<Option<Profile>> {
        let row: Option<Row> = self.db.first(SELECT_PROFILE, &values![address]).await?;
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
    /// Sets the profile of one of the pod's addresses. Whether it is still one.
    pub async fn set_profile(
        &self,
        address: &str,
        description: Option<&str>,
        capabilities: &str,
        visibility: Visibility,
        now: Timestamp,
    ) -> Result<bool> {
        let set = values![address, self.pod().as_str(), description, capabilities, visibility.as_str(), now];
        let done = self.db()?.batch([self.db()?.statement(INSERT_PROFILE, &set)?]).await?;
        done.first().map_or(Ok(false), Rows::any)
    }
}
