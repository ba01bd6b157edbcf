//! Mail from outside.

use crate::directory::{Envelope, MailRouter, RoutingOutcome};
use crate::platform::http::MessageBody;
use crate::platform::{Bindings, log};

/// Receives a message from the platform. After an error the sending server tries again.
pub async fn receive(message: &worker::ForwardableEmailMessage, env: worker::Env) -> worker::Result<()> {
    let envelope = Envelope { from: message.from(), to: message.to(), internal: false };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let size = message.raw_size() as usize;
    let body = MessageBody::stream(Some(message.raw()), Some(size));
    let delivered = match MailRouter::new(&Bindings::new(env)) {
        Ok(router) => router.deliver(&envelope, body).await,
        Err(error) => Err(error),
    };
    match delivered {
        Ok(RoutingOutcome::Accepted) => Ok(()),
        Ok(RoutingOutcome::Refused(reason)) => {
            message.set_reject(&reason);
            Ok(())
        }
        Err(error) => {
            log::error(&error.to_string());
            Err(error.to_string().into())
        }
    }
}
