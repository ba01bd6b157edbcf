//! Waiting for what happens by itself, and the servers' clock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::Server;

/// What `probe` finds, as soon as it finds something, which it must within 30 seconds.
pub async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..1500 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not happen within 30 seconds")
}

/// A moment so far from now.
pub fn in_a_while(time: TimeDelta) -> DateTime<Utc> {
    Utc::now() + time
}

impl Server {
    /// Makes it be some other time for this server.
    pub async fn set_clock(&self, now: impl Serialize) {
        self.post("/dev/clock").json(json!({ "now": now })).send().await.expect(200);
    }

    /// The messages that this server wrote to its console in place of sending them, oldest first.
    pub async fn outbox(&self) -> Vec<Value> {
        self.get("/dev/outbox").send().await.expect(200)["messages"].as_array().unwrap().clone()
    }

    /// Those of them that went to one address.
    pub async fn outbox_to(&self, address: &str) -> Vec<Value> {
        let mut messages = self.outbox().await;
        messages.retain(|message| message["to"][0] == *address);
        messages
    }
}

/// The source of a message of the outbox, with the lines joined that quoted-printable folded.
pub fn unfolded(message: &Value) -> String {
    message["raw"].as_str().unwrap().replace("=\r\n", "").replace("=3D", "=")
}
