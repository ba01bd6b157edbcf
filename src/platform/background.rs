//! Work that outlives the reply to its request.

use std::sync::Arc;

use worker::Context;

use super::log;
use crate::error::Result;

/// The runtime's care for it.
#[derive(Clone)]
pub struct Background(Arc<Context>);

impl Background {
    /// That of one request.
    pub fn new(context: worker::worker_sys::Context) -> Self {
        Self(Arc::new(Context::new(context)))
    }

    /// Begins work that nobody waits for. What fails is logged.
    pub fn begin(&self, work: impl Future<Output = Result<()>> + 'static) {
        self.0.wait_until(async move {
            if let Err(error) = work.await {
                log::error(&error.to_string());
            }
        });
    }
}
