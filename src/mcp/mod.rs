//! The Model Context Protocol, without the runtime: messages, eras, results, prompts.
//!
//! Two eras are spoken at one endpoint: *legacy* (2025-11-25 and before: a handshake, sessions) and *modern* (2026-07-28: each request
//! says all about itself). The specification is at <https://modelcontextprotocol.io/specification>.

pub mod era;
pub mod fence;
pub mod message;
pub mod prompts;
pub mod uri;

use crate::error::{Code, Error};

/// The error of a session that is over, or another's.
pub fn session_over() -> Error {
    Error::new(Code::SessionOver, "The session is over. Initialize again.")
}
