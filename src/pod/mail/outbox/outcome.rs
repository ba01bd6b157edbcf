//! The outcome of a delivery.

/// How an attempt ended for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// Accepted, with the provider's id of the message.
    Delivered(Option<String>),
    /// A temporary error.
    Later(String),
    /// A permanent error.
    Refused(String),
    /// A permanent error of the recipient's server.
    Bounced(String),
}
