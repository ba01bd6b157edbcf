//! Encrypted seeds that are stored without an account. A person who reads the mail of the address confirms them.

use axum::body::Body as Bytes;
use axum::http::{Response, StatusCode};
use futures_util::future::try_join_all;
use macros::operation;
use maud::html;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::link_pages::{Link, LinkForm, LinkPage};
use super::pages::text_page;
use super::recovery::{check_seed, hash};
use super::{Edge, Origin};
use crate::directory::{NewStoredSeed, Seed, UNCONFIRMED_TTL};
use crate::email::Email;
use crate::error::{Error, Result};
use crate::id::SeedId;
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::Timestamp;
use crate::wire::{Body, Json, Query};

/// Characters of a seed that is left without an account.
const MAX_SEED_CHARS: usize = 50 * 1_024;
/// Expired seeds that are deleted with a call, and in a round of the scheduled sweep; rounds of a sweep.
const SWEEP_BATCH_PER_CALL: u32 = 10;
const SWEEP_BATCH: u32 = 500;
const MAX_SWEEPS: usize = 20;

const TITLE: &str = "Confirm an encrypted seed";

/// A seed to store without an account.
#[derive(Deserialize, ToSchema)]
pub struct NewSeed {
    /// The encrypted seed in base64, base64url or hex, at most 51,200 characters.
    #[schema(min_length = 1, max_length = 51200, example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
    /// The address that can recover the seed.
    recovery_email: Email,
}

/// A stored seed.
#[derive(Serialize, ToSchema)]
pub struct StoredSeed {
    /// The seed's id.
    vault_id: SeedId,
    /// When it was stored.
    stored_at: Timestamp,
    /// When it is deleted, unless the link that was sent to `recovery_email` confirms it before.
    expires_at: Timestamp,
    /// What to do next.
    #[schema(example = "Open the link that was mailed to you.")]
    message: &'static str,
}

/// Store an encrypted seed without an account.
///
/// An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be recovered like any other, but is
/// deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT /v1/vault/{key}`).
///
/// Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address (IPv6: /64), 240 from one /24
/// (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number of bytes of unconfirmed seeds
/// (configurable); above it, the reply is 503.
#[operation(
    POST "/v1/vault/store", tag = "vault-legacy", caller = Anyone,
    reply = "The seed is stored.",
    errors(InvalidEmail, InvalidEncryptedSeed, VaultLimit, TooLarge = "The seed is too long.", RateLimited, StorageExhausted = "The deployment stores no more unconfirmed seeds at present."),
)]
pub async fn store_seed(edge: Edge, origin: Origin, Body(new): Body<NewSeed>) -> Result<Json<StoredSeed>> {
    check_seed(&new.encrypted_seed, MAX_SEED_CHARS)?;
    let (id, now, token) = (SeedId::generate()?, clock::now(), random::link_token()?);
    let email = edge.address_hash(&new.recovery_email).await?;
    let object = format!("seeds/{}", random::base36(24)?);
    let row = NewStoredSeed {
        id: &id,
        subjects: edge.rate_limit_subjects(&email, &origin),
        object: &object,
        length: new.encrypted_seed.len(),
        confirm_hash: &hash(&token),
        budget: edge.config.unconfirmed_seed_bytes,
        now,
    };
    let directory = edge.directory()?;
    // The row is written first. If the seed does not arrive in the bucket, or arrives late, it is deleted with the row after 30 days.
    let expired = directory.add_seed(&row, SWEEP_BATCH_PER_CALL).await?;
    edge.bindings.mail()?.put(&object, new.encrypted_seed.into_bytes()).await?;
    let text = format!(
        "Somebody, probably you, stored an encrypted seed for this address.\n\n\
         {}/store/confirm?token={token}\n\n\
         To keep it, press the button on that page within 30 days. Otherwise it is deleted. If it was not you, do nothing.\n",
        edge.config.public_url
    );
    let system_email =
        SystemEmail { to: new.recovery_email.into(), subject: "Confirm your encrypted seed".to_owned(), text };
    edge.mail_router()?.send(Some(&system_email)).await?;
    if !expired.is_empty() {
        edge.bindings.mail()?.delete(expired.iter().map(|seed| seed.object.clone()).collect()).await?;
        directory.delete_seeds(&expired, now).await?;
    }
    Ok(Json(StoredSeed {
        vault_id: id,
        stored_at: now,
        expires_at: now.plus(UNCONFIRMED_TTL),
        message: "The seed is deleted at expires_at unless you confirm it with the link in the email. \
                  To get it back, request a recovery link: POST /v1/vault/recover.",
    }))
}

/// Show the button that confirms a seed.
#[operation(GET "/store/confirm", page, caller = Anyone)]
pub async fn confirm_page(Query(link): Query<Link>) -> Response<Bytes> {
    LinkPage {
        title: TITLE,
        heading: TITLE,
        text: html! { "Somebody stored an encrypted seed for your address. If it was you, confirm it." },
        path: "/store/confirm",
        button: "Confirm",
        note: "If it was not you, close this page: the seed is deleted automatically.",
    }
    .show(&link)
}

/// Confirm a seed. A second use of the link changes nothing.
#[operation(POST "/store/confirm", page, caller = Anyone)]
pub async fn confirm_seed(edge: Edge, form: LinkForm) -> Result<Response<Bytes>> {
    let Link { token } = form.read(&edge).await?;
    let is_kept = !token.is_empty() && edge.directory()?.confirm_seed(&hash(&token), clock::now()).await?;
    let (status, heading, text) = match is_kept {
        true => (
            StatusCode::OK,
            "The seed is confirmed",
            "To get it back, request a recovery link: POST /v1/vault/recover.",
        ),
        false => {
            let text =
                "The seed is older than 30 days or does not exist, or the address already has 100 confirmed seeds.";
            (StatusCode::BAD_REQUEST, "Invalid link", text)
        }
    };
    Ok(text_page(status, TITLE, heading, &html! { p { (text) } }))
}

impl Edge {
    /// Reads seeds from the bucket. A seed that never arrived there is left out.
    pub(super) async fn fetch_seeds(&self, seeds: Vec<Seed>) -> Result<Vec<Seed>> {
        let bucket = self.bindings.mail()?;
        let fetched = seeds.into_iter().map(async |seed| match &seed.object {
            None => Ok::<_, Error>(Some(seed)),
            Some(object) => Ok(bucket.text(object).await?.map(|encrypted_seed| Seed { encrypted_seed, ..seed })),
        });
        Ok(try_join_all(fetched).await?.into_iter().flatten().collect())
    }

    /// Deletes seeds that nobody confirmed in time. A row is deleted after its object, so that no object stays behind.
    pub(super) async fn sweep_seeds(&self) -> Result<()> {
        let (directory, bucket) = (self.directory()?, self.bindings.mail()?);
        for _ in 0..MAX_SWEEPS {
            let now = clock::now();
            let expired = directory.expired_seeds(now, SWEEP_BATCH).await?;
            if !expired.is_empty() {
                bucket.delete(expired.iter().map(|seed| seed.object.clone()).collect()).await?;
                directory.delete_seeds(&expired, now).await?;
            }
            if expired.len() < SWEEP_BATCH as usize {
                break;
            }
        }
        Ok(())
    }
}
