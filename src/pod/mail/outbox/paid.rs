//! Mail that is paid for: what goes beyond the allowance.

use std::sync::OnceLock;

use axum::http::HeaderMap;

use super::no_outgoing;
use super::send::{Kept, Sending, SentMail};
use crate::config::Config;
use crate::directory::MailLeft;
use crate::error::{Code, Error, Result};
use crate::payments::{Checkout, PaymentIntent, PaymentState, Receipt};
use crate::platform::values;
use crate::pod::{Pod, Requester};
use crate::x402::{Offer, Payment, Seller, Unacceptable};

/// What a request comes to pay with.
pub struct PaymentHeader {
    payment: Result<Payment, Unacceptable>,
    receipt: OnceLock<Receipt>,
}

impl PaymentHeader {
    /// What there is of it in a request, where payments are taken.
    pub fn read(config: &Config, headers: &HeaderMap) -> Option<Self> {
        let payment = config.x402.as_ref()?.read(headers).transpose()?;
        Some(Self { payment, receipt: OnceLock::new() })
    }

    /// What the payer is to be told.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.get()
    }
}

impl Pod {
    /// A refusal for want of allowance, with how to pay, if that is possible here.
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

    /// Sends a message that a payment came with: for nothing as long as the allowance lasts, else for the payment. Whatever happened to
    /// an earlier request with it, the message goes out once and is paid once.
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
        // Another message of that name is a mistake that nothing need be claimed for.
        let sent = self.sent_before(client_id, fingerprint)?;
        // Nothing is paid for a message that cannot be kept.
        if sent.is_none() {
            self.has_room()?;
        }
        // No client_id begins with this. A payment that was not needed for one message may be for another.
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
                self.is_trusted()?;
                let left = self.mail_left().await?;
                return self.keep_paid(&checkout, sending, name, fingerprint, left).await;
            }
            PaymentState::Open(claim) => claim,
        };
        // Money may have moved already: the allowance is not asked then.
        let free = if claim.was_begun { Ok(None) } else { self.keep_free(sending, name, fingerprint).await };
        let left = match free {
            Ok(Some((kept, left))) => {
                checkout.leave(&claim).await;
                return self.set_off(kept, left).await;
            }
            Ok(None) => self.mail_left().await,
            Err(error) => Err(error),
        };
        let left = match left {
            Ok(left) => left,
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
        self.keep_paid(&checkout, sending, name, fingerprint, left).await
    }

    /// What a message that is paid for is called where its sender does not call it anything.
    fn name_of_paid(&self, payment: &str, fingerprint: &str) -> Result<String> {
        const SELECT_OUTGOING: &str = "SELECT 1 FROM outgoing WHERE client_id = ?";
        self.key().known_name(
            fingerprint.as_bytes(),
            |name| format!("\u{2}{payment} {name}"),
            |name| Ok(self.sql().first(SELECT_OUTGOING, &values![name])?.is_some()),
        )
    }

    /// Keeps a message within the allowance, or finds that it was kept; nothing, if the allowance is used up.
    async fn keep_free(&self, sending: &Sending, name: &str, fingerprint: &str) -> Result<Option<(Kept, MailLeft)>> {
        if let Some(seq) = self.sent_before(Some(name), fingerprint)? {
            return Ok(Some((Kept::Before(seq), self.mail_left().await?)));
        }
        self.is_trusted()?;
        let taken = self.now();
        let (left, is_taken) = self.directory().take_email(taken, self.limits()?).await?;
        if !is_taken {
            return Ok(None);
        }
        Ok(Some((self.keep_taken(sending, Some(name), fingerprint, taken).await?, left)))
    }

    /// Keeps a message that is paid for.
    async fn keep_paid(
        &self,
        checkout: &Checkout<'_>,
        sending: &Sending,
        name: &str,
        fingerprint: &str,
        left: MailLeft,
    ) -> Result<SentMail> {
        const SELECT_OUTGOING: &str = "SELECT id FROM outgoing WHERE seq = ?";
        let kept = self.keep(sending, Some(name), fingerprint).await?;
        let (Kept::Now(seq, _) | Kept::Before(seq)) = &kept;
        if let Some(row) = self.sql().first(SELECT_OUTGOING, &values![*seq])? {
            checkout.remember(&row.text(0)).await;
        }
        self.set_off(kept, left).await
    }

    async fn mail_left(&self) -> Result<MailLeft> {
        self.directory().emails_left(self.now(), self.limits()?).await
    }

    /// A message that was paid for, as its sender was told of it.
    fn sent_as(&self, id: &str) -> Result<SentMail> {
        const SELECT_OUTGOING: &str = "SELECT seq FROM outgoing WHERE id = ?";
        let row = self.sql().first(SELECT_OUTGOING, &values![id])?.ok_or_else(|| {
            no_outgoing().fix(
                "The message that this payment was for was sent, and deleted since. Make a new payment for another.",
            )
        })?;
        self.sent(row.integer(0), None)
    }
}
