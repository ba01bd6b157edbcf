//! The operator's log.

/// Something failed that should not have.
pub fn error(text: &str) {
    worker::console_error!("{text}");
}
