//! What tests are written with: servers, requests, and the people who use them.

mod actors;
mod browser;
mod contract;
pub mod facilitator;
mod fixtures;
mod http;
mod mail;
mod money;
mod programs;
mod real_runner;
mod receiver;
mod runner;
mod server;
mod socket;
mod spender;
mod time;
mod wire;
pub mod world;

pub use actors::{Account, PodKey, text, unique};
pub use browser::Browser;
pub use contract::schema_faults;
pub use fixtures::Fixture;
pub use http::{Reply, Request};
pub use mail::{Mailbox, encoded, is_on_disk, letter, noise};
pub use money::Purse;
pub use programs::built;
pub use real_runner::{RealRunner, Repository};
pub use receiver::{Answer, Post, Receiver};
pub use runner::{Org, ScriptedRunner, ended, exit, state};
pub use server::{Server, TEST_MASTER_KEY, in_databases};
pub use socket::Socket;
pub use spender::{Spender, Taken};
pub use time::{eventually, in_a_while, unfolded};
pub use wire::Wire;
