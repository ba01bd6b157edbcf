//! How the worker is configured on a developer's machine.

/// Variables of `cargo xtask dev`, beside the secrets and the address it is served at.
pub const VARIABLES: &[(&str, &str)] =
    &[("DEV_ENDPOINTS", "true"), ("DEFAULT_TIER", "paid"), ("MAIL_PROVIDER", "log"), ("POD_SUBDOMAINS", "true")];
