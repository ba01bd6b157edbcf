//! The till: what can be paid for by x402 is paid for here, in either plane.
//!
//! A payment is claimed in the directory, checked and settled by the facilitator, written down, and only then is the thing done. Whatever
//! is lost in between, the same payment sent again goes on where it was, and moves no money a second time.

mod facilitator;

use axum::http::{HeaderName, HeaderValue, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::directory::payments::{ClaimOutcome, NewPayment, PaymentClaim, Payments};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::platform::{clock, log};
use crate::x402::{self, Offer, Payment, Seller, Settlement, Verdict, Version};

/// Something that a payment came for.
pub struct PaymentIntent<'a> {
    pub seller: &'a Seller,
    pub payment: &'a Payment,
    pub offer: &'a Offer,
    /// Method and path.
    pub route: &'a str,
    /// What tells the request from others of that route.
    pub fingerprint: &'a str,
    pub account: Option<&'a AccountId>,
    pub pod: Option<&'a PodId>,
}

/// How a sale stands.
pub enum PaymentState {
    /// It is to be paid for.
    Open(PaymentClaim),
    /// It is paid for; and done, if there is a result.
    Paid(Receipt, Option<String>),
}

/// A header that tells of a settlement.
#[derive(Clone, Debug)]
pub struct Receipt(&'static str, String);

impl Receipt {
    /// A reply that bears it.
    pub fn on<B>(&self, mut response: Response<B>) -> Response<B> {
        if let Ok(value) = HeaderValue::from_str(&self.1) {
            response.headers_mut().insert(HeaderName::from_static(self.0), value);
        }
        response
    }
}

/// Where payments are taken.
pub struct Checkout<'a> {
    intent: PaymentIntent<'a>,
    payments: Payments,
}

impl<'a> Checkout<'a> {
    /// For one sale.
    pub fn new(intent: PaymentIntent<'a>, payments: Payments) -> Self {
        Self { intent, payments }
    }

    /// Claims the payment, or finds that it was made.
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
            // Of one that moves less, no row is made.
            amount: payment.amount.max(offer.price),
            is_fit: refusal.is_none(),
        };
        match self.payments.claim(&new, now).await? {
            ClaimOutcome::Yours(claim) => Ok(PaymentState::Open(claim)),
            ClaimOutcome::Settled { transaction, result } => {
                Ok(PaymentState::Paid(self.receipt(transaction.as_deref()), result))
            }
            ClaimOutcome::InProgress => Err(in_progress()),
            ClaimOutcome::Elsewhere => {
                Err(Error::new(Code::PaymentMismatch, "This payment was used for another request.")
                    .fix("Send exactly the request that it was made for, or make a new payment."))
            }
            ClaimOutcome::Unknown => Err(self.refused(refusal.unwrap_or("no_reason_given"))),
        }
    }

    /// Has a claimed payment checked and settled.
    ///
    /// # Errors
    /// `payment_required` with the reason; `facilitator_failed`: nothing was paid; `payment_pending`: it is not known; `in_progress`.
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
            // It was to be settled before, and its nonce was unused until then.
            Settlement::Spent(_) if claim.was_begun => None,
            Settlement::Spent(reason) | Settlement::Refused(reason) if !claim.was_begun => {
                self.payments.failed(claim, &reason).await?;
                return Err(self.refused(&reason).headers([self.no_receipt(&reason)]));
            }
            Settlement::Spent(reason) | Settlement::Refused(reason) => {
                // An earlier attempt may have settled it all the same: it stays open.
                self.payments.leave(claim).await?;
                let refusal = self.refused(&reason).headers([self.no_receipt(&reason)]);
                return Err(refusal.fix("It was to be settled before. See whether its nonce is used on the chain before you make a new payment."));
            }
            Settlement::Unknown => {
                self.payments.leave(claim).await?;
                return Err(Error::new(
                    Code::PaymentPending,
                    "The facilitator did not say whether the payment was settled.",
                )
                .fix("Send the same request with the same payment again. It is settled once.")
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
                Error::new(Code::FacilitatorFailed, "The facilitator did not say whether the payment is good.")
                    .fix("Nothing was done and nothing was paid. Send the same request again.")
                    .retry_after(5)
            }
        };
        self.payments.leave(claim).await?;
        Err(refusal)
    }

    /// Gives the payment back, as nothing was sold for it. Should that fail, its claim ends by itself.
    pub async fn leave(&self, claim: &PaymentClaim) {
        if let Err(error) = self.payments.leave(claim).await {
            log::error(&error.to_string());
        }
    }

    /// Remembers what was sold. Should that fail, whoever sells must find it.
    pub async fn remember(&self, result: &str) {
        if let Err(error) = self.payments.remember(&self.intent.payment.id, result, clock::now()).await {
            log::error(&error.to_string());
        }
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
    Error::new(Code::InProgress, "This payment is being settled for another request like this.")
        .fix("Send it again in a second.")
        .retry_after(1)
}
