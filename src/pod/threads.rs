//! Conversations. A message joins the one of any message it refers to, or that referred to it before it came.

use super::Pod;
use crate::error::{Error, Result};
use crate::id::ThreadId;
use crate::platform::values;

/// The conversation of a message that is arriving. Part of the caller's transaction.
///
/// References are remembered, so that a root that comes after its replies finds them; where a message connects two
/// conversations, they become one.
pub fn join(pod: &Pod, message_id: &str, references: &[String]) -> Result<String> {
    const KNOWN: &str = "
        SELECT DISTINCT thread_id FROM thread_member WHERE message_id IN (SELECT value FROM json_each(?))";
    const REMEMBER: &str = "
        INSERT INTO thread_member (message_id, thread_id) SELECT value, ?2 FROM json_each(?1) WHERE true
        ON CONFLICT (message_id) DO NOTHING";
    let members: Vec<&str> = references.iter().map(String::as_str).chain([message_id]).collect();
    let members = serde_json::to_string(&members).map_err(Error::internal)?;
    let mut known = pod.sql().all(KNOWN, &values![&members])?.into_iter().map(|row| row.text(0));
    let thread = match known.next() {
        Some(thread) => thread,
        None => ThreadId::generate()?.to_string(),
    };
    for other in known {
        merge(pod, &other, &thread)?;
    }
    pod.sql().run(REMEMBER, &values![&members, &thread])?;
    Ok(thread)
}

fn merge(pod: &Pod, from: &str, into: &str) -> Result<()> {
    pod.sql().run("UPDATE thread_member SET thread_id = ?2 WHERE thread_id = ?1", &values![from, into])?;
    pod.sql().run(
        "UPDATE message SET thread_id = ?2, item = json_set(item, '$.thread_id', ?2) WHERE thread_id = ?1",
        &values![from, into],
    )?;
    pod.sql().run(
        "UPDATE outgoing SET thread_id = ?2, item = json_set(item, '$.thread_id', ?2) WHERE thread_id = ?1",
        &values![from, into],
    )?;
    Ok(())
}
