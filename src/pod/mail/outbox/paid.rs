//! Mail beyond the allowance, paid with x402.

use std::sync::OnceLock;

use axum::http::HeaderMap;

use super::no_outgoing;
use super::send::{Queued, Sending};
use super::sent_mail::SentMail;
use crate::config::Config;
use crate::directory::MailLeft;
use crate::error::{Code, Error, Result};
use crate::payments::{Checkout, PaymentIntent, PaymentState, Receipt};
use crate::platform::values;
use crate::pod::{Pod, Requester};
use crate::x402::{Offer, Payment, Seller, Unacceptable};

/// The payment of a request.
pub struct PaymentHeader {
    payment: Result<Payment, Unacceptable>,
    receipt: OnceLock<Receipt>,
}

impl PaymentHeader {
    /// Reads the payment of a request, if the deployment accepts payments.
    pub fn read(config: &Config, headers: &HeaderMap) -> Option<Self> {
        let payment = config.x402.as_ref()?.read(headers).transpose()?;
        Some(Self { payment, receipt: OnceLock::new() })
    }

    /// The receipt of the settled payment.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.get()
    }
}

impl Pod {
    /// Adds an offer to pay to the error of a used allowance, if payment is possible.
    pub(in crate::pod::mail::outbox) fn offered(&self, refusal: Error) -> Result<Error> {
        let offer = self.mail_offer()?;
        Ok(match &self.config().x402 {
            Some(seller) if refusal.code == Code::PaymentRequired => seller
                .ask(refusal, &offer, None)
                .fix("Pay for this message as `accepts` says (x402); or wait for the next hour, or for midnight UTC."),
            _ => refusal,
        })
    }

    fn mail_offer(&self) -> Result<Offer> {
        let config = self.config();
        Ok(Offer {
            resource: format!("{}{}", config.public_url, self.caller()?.uri.path()),
            description: "An email beyond the allowance",
            price: config.x402.as_ref().map_or(0, |seller| seller.email_price),
        })
    }

    /// Sends a message of a request with a payment: free while the allowance lasts, else for the payment. Even after an interrupted
    /// earlier request the message is sent once and paid once.
    pub(in crate::pod::mail::outbox) async fn dispatch_paid(
        &self,
        payment_header: &PaymentHeader,
        seller: &Seller,
        sending: &Sending,
        client_id: Option<&str>,
        fingerprint: &str,
    ) -> Result<SentMail> {
        let offer = self.mail_offer()?;
        let payment = payment_header.payment.as_ref().map_err(|bad| bad.refusal(seller, &offer))?;
        // If the id belongs to another message, no payment is claimed.
        let sent = self.sent_before(client_id, fingerprint)?;
        // No payment for a message that cannot be stored.
        if sent.is_none() {
            self.check_storage()?;
        }
        // Without a client_id: a payment that one message did not need can pay for another.
        let own_name = self.name_of_paid(&payment.id, fingerprint)?;
        let name = client_id.unwrap_or(&own_name);
        let Requester { grant, uri, .. } = self.caller()?;
        let route = format!("POST {}", uri.path());
        let intent = PaymentIntent {
            seller,
            payment,
            offer: &offer,
            route: &route,
            fingerprint,
            account: Some(&grant.account_id),
            pod: Some(self.id()),
        };
        let checkout = Checkout::new(intent, self.directory().payments()?);
        let claim = match checkout.open().await? {
            PaymentState::Paid(receipt, Some(id)) => {
                _ = payment_header.receipt.set(receipt);
                return self.sent_as(&id);
            }
            PaymentState::Paid(receipt, None) => {
                _ = payment_header.receipt.set(receipt);
                self.check_bounces()?;
                let left = self.mail_left().await?;
                return self.queue_paid(&checkout, sending, name, fingerprint, left).await;
            }
            PaymentState::Open(claim) => claim,
        };
        let unpaid = match claim.was_begun {
            // The payment may be settled already, so the allowance is not used.
            true => self.mail_left().await.map(|left| (None, left)),
            false => self.queue_free(sending, name, fingerprint).await,
        };
        let left = match unpaid {
            Ok((None, left)) => left,
            Ok((Some(queued), left)) => {
                checkout.leave(&claim).await;
                return self.start(queued, left).await;
            }
            Err(error) => {
                checkout.leave(&claim).await;
                return Err(error);
            }
        };
        let receipt = checkout.collect(&claim).await.map_err(|refusal| match serde_json::to_value(left) {
            Ok(left) if refusal.code == Code::PaymentRequired => refusal.with("rate_limit", left),
            _ => refusal,
        })?;
        _ = payment_header.receipt.set(receipt);
        self.queue_paid(&checkout, sending, name, fingerprint, left).await
    }

    /// The client id of a paid message whose request has none.
    fn name_of_paid(&self, payment: &str, fingerprint: &str) -> Result<String> {
        const SELECT_OUTGOING: &str = "SELECT 1 FROM outgoing WHERE client_id = ?";
        self.key().known_name(
            fingerprint.as_bytes(),
            |name| format!("\u{2}{payment} {name}"),
            |name| self.sql().exists(SELECT_OUTGOING, &values![name]),
        )
    }

    /// Stores a message within the allowance, or finds the stored one. `None` if the allowance is used up.
    async fn queue_free(&self, sending: &Sending, name: &str, fingerprint: &str) -> Result<(Option<Queued>, MailLeft)> {
        if let Some(seq) = self.sent_before(Some(name), fingerprint)? {
            return Ok((Some(Queued::Before(seq)), self.mail_left().await?));
        }
        self.check_bounces()?;
        let taken = self.now();
        let (left, is_taken) = self.directory().take_email(taken, self.limits()?).await?;
        let queued = match is_taken {
            true => Some(self.queue_with_allowance(sending, Some(name), fingerprint, taken).await?),
            false => None,
        };
        Ok((queued, left))
    }

    /// Stores a paid message and makes the first attempt to send it.
    async fn queue_paid(
        &self,
        checkout: &Checkout<'_>,
        sending: &Sending,
        name: &str,
        fingerprint: &str,
        left: MailLeft,
    ) -> Result<SentMail> {
        const SELECT_OUTGOING: &str = "SELECT id FROM outgoing WHERE seq = ?";
        let queued = self.queue(sending, Some(name), fingerprint).await?;
        let (Queued::Now(seq, _) | Queued::Before(seq)) = &queued;
        if let Some(id) = self.sql().value::<String>(SELECT_OUTGOING, &values![*seq])? {
            checkout.remember(&id).await;
        }
        self.start(queued, left).await
    }

    async fn mail_left(&self) -> Result<MailLeft> {
        self.directory().emails_left(self.now(), self.limits()?).await
    }

    /// The reply about a message that this payment paid for earlier.
    fn sent_as(&self, id: &str) -> Result<SentMail> {
        const SELECT_OUTGOING: &str = "SELECT seq FROM outgoing WHERE id = ?";
        let seq = self.sql().value(SELECT_OUTGOING, &values![id])?.ok_or_else(|| {
            no_outgoing().fix(
                "The message that this payment was for was sent, and deleted since. Make a new payment for another.",
            )
        })?;
        self.sent(seq, None)
    }
}
