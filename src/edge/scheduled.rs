//! Scheduled work. The triggers in wrangler.toml define the times.

use super::Edge;
use crate::platform::{Bindings, log};

/// Does a limited part of the due work. The next run continues.
pub async fn run(env: worker::Env) {
    let done = async {
        let edge = Edge::of_deployment(Bindings::new(env))?;
        log::logged(edge.check_due_domains().await);
        log::logged(edge.reseal_any().await);
        log::logged(edge.sweep_seeds().await);
        log::logged(edge.sweep_oauth().await);
        log::logged(edge.sweep_errors().await);
        log::logged(edge.sweep_decision_links().await);
        log::logged(edge.finish_deletions().await);
        log::logged(edge.wake_moves().await);
        log::logged(edge.finish_inbox_deletions().await);
        Ok(())
    };
    log::logged(done.await);
}
