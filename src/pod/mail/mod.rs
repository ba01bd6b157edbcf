//! Mail of a pod: its addresses, what it received and sent, and the lists and searches over both.

pub mod address;
pub mod addresses;
pub mod correspondence;
pub mod e2e;
pub mod inbox;
pub mod inbox_changes;
pub mod inboxes;
pub mod index;
pub mod labels;
pub mod moved_inboxes;
pub mod outbox;
pub mod receive;
pub mod rules;
pub mod search;
pub mod threads;
pub mod timeline;
