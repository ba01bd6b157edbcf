//! What is done by the clock: the triggers in wrangler.toml say when.

use super::Edge;
use crate::platform::{Bindings, log};

/// Does a bounded part of what is due. The rest is done by the next run.
pub async fn run(env: worker::Env) {
    let done = async {
        let edge = Edge::of_deployment(Bindings::new(env))?;
        edge.check_due_domains().await
    };
    if let Err(error) = done.await {
        log::error(&error.to_string());
    }
}
