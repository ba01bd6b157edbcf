//! The operator's log.

/// Something happened that a developer wants to see.
pub fn info(text: &str) {
    worker::console_log!("{text}");
}

/// Something works now, and will not for long.
pub fn warn(text: &str) {
    worker::console_warn!("{text}");
}

/// Something failed that should not have.
pub fn error(text: &str) {
    worker::console_error!("{text}");
}
