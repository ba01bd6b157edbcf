//! Whether the database has the shape that this code needs.

use serde::Deserialize;

use super::Directory;
use crate::error::Result;
use crate::platform::values;

/// The names of all migrations, as JSON.
const MIGRATIONS: &str = env!("MIGRATIONS");

impl Directory {
    /// How many migrations are still to be applied.
    ///
    /// # Errors
    /// The database does not answer, or none was ever applied to it.
    pub async fn missing_migrations(&self) -> Result<u32> {
        #[derive(Deserialize)]
        struct Missing {
            missing: u32,
        }
        const SELECT_MISSING: &str = "
            SELECT count(*) AS missing FROM json_each(?1) WHERE value NOT IN (SELECT name FROM d1_migrations)";
        let found: Option<Missing> = self.db.first(SELECT_MISSING, &values![MIGRATIONS]).await?;
        Ok(found.map_or(0, |found| found.missing))
    }
}
