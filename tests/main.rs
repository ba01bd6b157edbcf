//! Black-box tests: they speak HTTP to the built worker on the local runtime, as a client does.
//!
//! All of them are one program, so that they share one server; each makes its own accounts and sees nobody else's.
//! `cargo test --test api NAME` runs a few; it builds the worker first when it changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod accounts;
mod addresses;
mod approvals;
mod attachments;
mod audit;
mod authentication;
mod authors;
mod budget;
mod calendar;
mod calendar_feed;
mod calendar_import;
mod calendar_moves;
mod charges;
mod corpus;
mod cost;
mod credentials;
mod dashboard;
mod document;
mod drafts;
mod e2e;
mod e2e_keys;
mod health;
mod idempotency;
mod inbox;
mod invitations;
mod isolation;
mod keys;
mod labels;
mod large;
mod limits;
mod link_pages;
mod live;
mod malformed;
mod message_ids;
mod migration;
mod money_storm;
mod observations;
mod open_access;
mod outbox;
mod payments;
mod pods;
mod profiles;
mod quickstart;
mod restart;
mod rules;
mod search;
mod second_principal;
mod sending;
mod sessions;
mod stack;
mod stack_checks;
mod stack_mail;
mod stack_zone;
mod storage;
mod sweep;
mod threads;
mod transport;
mod trust;
mod unknown_fields;
mod usage;
mod vault;
mod vault_crypto;
mod vault_limits;
mod vault_loss;
mod vault_recovery;
mod wait;
mod webhook_verification;
mod webhooks;
mod wire;
