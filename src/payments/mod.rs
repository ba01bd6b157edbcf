//! Payments by x402, in the edge and in pods.
//!
//! A payment is claimed in the directory, verified and settled by the facilitator, and recorded; only then is the request carried out. If a
//! step is lost, the same payment can be sent again: it continues from the last step and moves no money a second time.

mod facilitator;

use axum::http::{HeaderName, HeaderValue, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::directory::payments::{ClaimOutcome, NewPayment, PaymentClaim, Payments};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::platform::{clock, log};
use crate::x402::{self, Offer, Payment, Seller, Settlement, Verdict, Version};

/// A request and the payment for it.
pub struct PaymentIntent<'a> {
    pub seller: &'a Seller,
    pub payment: &'a Payment,
    pub offer: &'a Offer,
    /// Method and path.
    pub route: &'a str,
    /// The fingerprint of the request's content.
    pub fingerprint: &'a str,
    pub account: Option<&'a AccountId>,
    pub pod: Option<&'a PodId>,
}

/// The state of a payment.
pub enum PaymentState {
    /// The payment is claimed and can be settled.
    Open(PaymentClaim),
    /// The payment was settled before. If there is a result, the request was carried out too.
    Paid(Receipt, Option<String>),
}

/// The response header that reports a settlement.
#[derive(Clone, Debug)]
pub struct Receipt(&'static str, String);

impl Receipt {
    /// Adds the header to a response.
    pub fn on<B>(&self, mut response: Response<B>) -> Response<B> {
        if let Ok(value) = HeaderValue::from_str(&self.1) {
            response.headers_mut().insert(HeaderName::from_static(self.0), value);
        }
        response
    }
}

/// The steps of one payment.
pub struct Checkout<'a> {
    intent: PaymentIntent<'a>,
    payments: Payments,
}

impl<'a> Checkout<'a> {
    /// The checkout of one payment.
    pub fn new(intent: PaymentIntent<'a>, payments: Payments) -> Self {
        Self { intent, payments }
    }

    /// Claims the payment, or finds that it was settled.
    ///
    /// # Errors
    /// `payment_required` with the reason; `payment_mismatch`, `in_progress`.
    pub async fn open(&self) -> Result<PaymentState> {
        let PaymentIntent { seller, payment, offer, route, .. } = self.intent;
        let now = clock::now();
        let refusal = payment.refusal(offer.price, now);
        let bound = self.bound();
        let new = NewPayment {
            id: &payment.id,
            bound: &bound,
            route,
            account: self.intent.account,
            pod: self.intent.pod,
            network: seller.network.name(Version::Two),
            payer: &payment.payer,
            price: offer.price,
            // A payment of less is not valid, so no row is made for it.
            amount: payment.amount.max(offer.price),
            is_valid: refusal.is_none(),
        };
        match self.payments.claim(&new, now).await? {
            ClaimOutcome::Claimed(claim) => Ok(PaymentState::Open(claim)),
            ClaimOutcome::Settled { transaction, result } => {
                Ok(PaymentState::Paid(self.receipt(transaction.as_deref()), result))
            }
            ClaimOutcome::InProgress => Err(in_progress()),
            ClaimOutcome::Mismatch => {
                Err(Error::new(Code::PaymentMismatch, "This payment was already used for a different request.")
                    .fix("Send exactly the request for which the payment was made, or make a new payment."))
            }
            ClaimOutcome::Unknown => Err(self.refused(refusal.unwrap_or("no_reason_given"))),
        }
    }

    /// Verifies and settles a claimed payment.
    ///
    /// # Errors
    /// `payment_required` with the reason; `facilitator_failed`: nothing was paid; `payment_pending`: it is not known whether it was paid; `in_progress`.
    pub async fn collect(&self, claim: &PaymentClaim) -> Result<Receipt> {
        if !claim.was_begun {
            self.check(claim).await?;
        }
        if !self.payments.begin(claim, clock::now()).await? {
            return Err(in_progress());
        }
        let transaction = match facilitator::settle(self.intent.seller, self.intent.payment, &self.requirement(claim))
            .await
        {
            Settlement::Done(transaction) => transaction,
            // An earlier attempt settled it: its nonce was unused until then.
            Settlement::Spent(_) if claim.was_begun => None,
            Settlement::Spent(reason) | Settlement::Refused(reason) if !claim.was_begun => {
                self.payments.failed(claim, &reason).await?;
                return Err(self.refused(&reason).headers([self.no_receipt(&reason)]));
            }
            Settlement::Spent(reason) | Settlement::Refused(reason) => {
                // An earlier attempt may have settled it, so it stays open.
                self.payments.release(claim).await?;
                let refusal = self.refused(&reason).headers([self.no_receipt(&reason)]);
                return Err(refusal.fix("An earlier attempt may have settled it. Check whether its nonce is used on the chain before you make a new payment."));
            }
            Settlement::Unknown => {
                self.payments.release(claim).await?;
                return Err(Error::new(
                    Code::PaymentPending,
                    "The facilitator did not say whether the payment was settled.",
                )
                .fix("Send the same request with the same payment again. It is settled only once.")
                .retry_after(5));
            }
        };
        self.payments.settled(claim, transaction.as_deref(), clock::now()).await?;
        Ok(self.receipt(transaction.as_deref()))
    }

    async fn check(&self, claim: &PaymentClaim) -> Result<()> {
        let refusal = match facilitator::verify(self.intent.seller, self.intent.payment, &self.requirement(claim)).await
        {
            Verdict::Good => return Ok(()),
            Verdict::Bad(reason) => self.refused(&reason),
            Verdict::None => {
                Error::new(Code::FacilitatorFailed, "The facilitator did not say whether the payment is valid.")
                    .fix("Nothing was done and nothing was paid. Send the same request again.")
                    .retry_after(5)
            }
        };
        self.payments.release(claim).await?;
        Err(refusal)
    }

    /// Releases the claim, because the request was not carried out. If that fails, the claim expires.
    pub async fn leave(&self, claim: &PaymentClaim) {
        log::logged(self.payments.release(claim).await);
    }

    /// Stores the result of the request. If that fails, the caller must be able to find the result again.
    pub async fn remember(&self, result: &str) {
        log::logged(self.payments.store_result(&self.intent.payment.id, result, clock::now()).await);
    }

    fn requirement(&self, claim: &PaymentClaim) -> serde_json::Value {
        let offer = Offer { price: claim.price, ..self.intent.offer.clone() };
        self.intent.seller.requirement(self.intent.payment.version, &offer)
    }

    fn bound(&self) -> String {
        let pod = self.intent.pod.map_or("", PodId::as_str);
        let parts = [pod, self.intent.route, self.intent.fingerprint, &self.intent.payment.digest];
        HEXLOWER.encode(&Sha256::digest(parts.join("\n")))
    }

    fn refused(&self, reason: &str) -> Error {
        self.intent.seller.refused(self.intent.offer, reason)
    }

    fn receipt(&self, transaction: Option<&str>) -> Receipt {
        let (name, value) = x402::receipt(self.intent.seller.network, self.intent.payment, Ok(transaction));
        Receipt(name, value)
    }

    fn no_receipt(&self, reason: &str) -> (&'static str, String) {
        x402::receipt(self.intent.seller.network, self.intent.payment, Err(reason))
    }
}

fn in_progress() -> Error {
    Error::new(Code::InProgress, "This payment is being settled for another, identical request.")
        .fix("Send the same request again in a second.")
        .retry_after(1)
}
