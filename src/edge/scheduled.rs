//! Scheduled work. The triggers in wrangler.toml define the times.

use super::Edge;
use crate::error::Result;
use crate::platform::{Bindings, log};

/// Does a limited part of the due work. The next run continues.
pub async fn run(env: worker::Env) {
    let done = async {
        let edge = Edge::of_deployment(Bindings::new(env))?;
        logged(edge.check_due_domains().await);
        logged(edge.reseal_any().await);
        logged(edge.sweep_seeds().await);
        Ok(())
    };
    logged(done.await);
}

fn logged(done: Result<()>) {
    if let Err(error) = done {
        log::error(&error.to_string());
    }
}
