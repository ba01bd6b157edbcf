//! Resources that sessions of MCP clients follow.

use super::Pod;
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::rpc::FollowResources;

/// Resources that a session can follow, and all sessions of a pod together.
const MAX_OF_SESSION: u32 = 100;
const MAX_OF_POD: u32 = 1_000;

/// Changes what a session follows. Returns all of it.
pub fn follow(pod: &Pod, request: &FollowResources) -> Result<Vec<String>> {
    const DELETE_OVER: &str = "DELETE FROM followed_resource WHERE until <= ?";
    const DELETE_ONE: &str = "DELETE FROM followed_resource WHERE session = ? AND uri = ?";
    const INSERT: &str = "
        INSERT INTO followed_resource (session, uri, until) SELECT ?1, ?2, ?3
        WHERE (SELECT count(*) FROM followed_resource WHERE session = ?1) < ?4 AND (SELECT count(*) FROM followed_resource) < ?5
        ON CONFLICT (session, uri) DO UPDATE SET until = excluded.until RETURNING 1";
    const SELECT_ALL: &str = "SELECT uri FROM followed_resource WHERE session = ? ORDER BY uri";
    let FollowResources { session, until, add, remove } = request;
    let sql = pod.sql();
    sql.atomically(|| {
        if let Some(uri) = add {
            sql.run(DELETE_OVER, &values![pod.now()])?;
            if !sql.exists(INSERT, &values![session, uri, *until, MAX_OF_SESSION, MAX_OF_POD])? {
                let message =
                    format!("A session can follow {MAX_OF_SESSION} resources, all sessions together {MAX_OF_POD}.");
                return Err(Error::new(Code::StreamLimit, message).fix("Unsubscribe from others first."));
            }
        }
        if let Some(uri) = remove {
            sql.run(DELETE_ONE, &values![session, uri])?;
        }
        sql.values(SELECT_ALL, &values![session])
    })
}
