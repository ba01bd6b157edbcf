//! Whether all migrations were applied to the database.

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
        const SELECT_MISSING: &str = "
            SELECT count(*) FROM json_each(?1) WHERE value NOT IN (SELECT name FROM d1_migrations)";
        Ok(self.db.value(SELECT_MISSING, &values![MIGRATIONS]).await?.unwrap_or(0))
    }
}
