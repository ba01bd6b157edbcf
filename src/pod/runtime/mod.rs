//! How a pod runs: who may call it, what it remembers of a call, what it pushes, and when it wakes.

mod alarms;
pub mod authentication;
pub mod bounds;
pub mod entries;
pub mod events;
pub mod fingerprint;
pub mod idempotency;
pub mod key_uses;
pub mod live;
pub mod news;
pub mod sockets;
pub mod subscriptions;
