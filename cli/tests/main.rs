//! `warren` as a process, against a server in this process. Names are sentences that must be true.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod approvals;
mod arguments;
mod calendar;
mod errors;
mod login;
mod mail;
mod refresh;
mod runs;
mod vault;
mod wait;
