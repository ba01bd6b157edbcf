//! Warren: what an agent needs at work, in sealed namespaces. This file holds the doors.

pub mod api;
pub mod config;
pub mod credential;
pub mod crypto;
mod directory;
mod edge;
pub mod email;
pub mod error;
pub mod id;
pub mod limits;
pub mod mail;
pub mod money;
mod platform;
mod pod;
pub mod random;
pub mod rate;
pub mod slug;
pub mod time;
pub mod wire;

use worker::{Context, Env, ForwardableEmailMessage, Request, Response, event};

pub use error::{Error, Result};

/// A request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> worker::Result<Response> {
    edge::fetch(request, env).await
}

/// A message.
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, _: Context) -> worker::Result<()> {
    edge::inbound::receive(&message, env).await
}

/// The worker starts.
#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}
