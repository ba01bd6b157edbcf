//! Encrypted seeds that anybody leaves without an account, until a person who reads the mail of their address confirms them.

use axum::body::Body as Bytes;
use axum::http::{Response, StatusCode};
use futures_util::future::try_join_all;
use macros::operation;
use maud::html;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::{form_page, page};
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
use crate::wire::{Body, BodyOrForm, Json, Query};

/// Characters of a seed that is left without an account.
const MAX_SEED_CHARS: usize = 50 * 1_024;
/// Characters of a token: 165 bits.
const TOKEN_CHARS: usize = 32;
/// Expired seeds that are removed along with a call, and in one round of a scheduled sweep; and such rounds.
const SWEEP_BATCH_PER_CALL: u32 = 10;
const SWEEP_BATCH: u32 = 500;
const MAX_SWEEPS: usize = 20;

/// A seed to leave without an account.
#[derive(Deserialize, ToSchema)]
pub struct NewSeed {
    /// What you encrypted, in base64, base64url or hex: at most 51,200 characters.
    #[schema(min_length = 1, max_length = 51200, example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
    /// Where to mail a link to the seed.
    #[schema(value_type = String, format = Email)]
    recovery_email: Email,
}

/// A seed that was stored.
#[derive(Serialize, ToSchema)]
pub struct StoredSeed {
    vault_id: SeedId,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    stored_at: Timestamp,
    /// When it is deleted, unless somebody confirms it with the link that was mailed to `recovery_email`.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// What to do next, for a person.
    #[schema(example = "Open the link that was mailed to you.")]
    message: &'static str,
}

/// Store an encrypted seed without an account (legacy).
///
/// A letter to `recovery_email` leads to a page with a button that confirms the seed. An unconfirmed seed can be recovered like any
/// other, and is deleted after 30 days (`expires_at`). The vault (`PUT /v1/vault/{key}`) is the better place.
///
/// Limits: five a day (UTC) for one address, and 100 confirmed ones; 30 an hour from one IP address (of IPv6, a /64), 240 from a /24
/// (a /48) and 1,920 from a /16 (a /32), configurable. The unconfirmed seeds of the deployment have a budget of bytes
/// (configurable); beyond it the answer is 503.
#[operation(
    POST "/v1/vault/store", tag = "vault-legacy", caller = Anyone,
    reply = "It is stored.",
    errors(InvalidEmail, InvalidEncryptedSeed, VaultLimit, TooLarge = "The seed.", RateLimited, StorageExhausted = "The deployment's budget for unconfirmed seeds is used up."),
)]
pub async fn store_seed(edge: Edge, origin: Origin, Body(new): Body<NewSeed>) -> Result<Json<StoredSeed>> {
    check_seed(&new.encrypted_seed, MAX_SEED_CHARS)?;
    let (id, now, token) = (SeedId::generate()?, clock::now(), random::base36(TOKEN_CHARS)?);
    let email = edge.address_hash(&new.recovery_email).await?;
    let object = format!("seeds/{}", random::base36(24)?);
    let row = NewStoredSeed {
        id: &id,
        asked: edge.asked(&email, &origin),
        object: &object,
        length: new.encrypted_seed.len(),
        confirm_hash: &hash(&token),
        budget: edge.config.unconfirmed_seed_bytes,
        now,
    };
    let directory = edge.directory()?;
    // The row comes first. Should the seed never arrive in the bucket, the row ends after 30 days all the same, and what may have
    // arrived late with it.
    let expired = directory.add_seed(&row, SWEEP_BATCH_PER_CALL).await?;
    edge.bindings.mail()?.put(&object, new.encrypted_seed.into_bytes()).await?;
    let text = format!(
        "Somebody, probably you, left an encrypted seed for this address.\n\n\
         {}/store/confirm?token={token}\n\n\
         Press the button on that page within 30 days to keep it; else it is deleted. If it was not you, nothing needs to be \
         done.\n",
        edge.config.public_url
    );
    let system_email =
        SystemEmail { to: new.recovery_email.into(), subject: "Confirm your encrypted seed".to_owned(), text };
    edge.mail_router()?.write(Some(&system_email)).await?;
    if !expired.is_empty() {
        edge.bindings.mail()?.delete(expired.iter().map(|seed| seed.object.clone()).collect()).await?;
        directory.forget_seeds(&expired, now).await?;
    }
    Ok(Json(StoredSeed {
        vault_id: id,
        stored_at: now,
        expires_at: now.plus(UNCONFIRMED_TTL),
        message: "Confirm it with the link that was mailed, or it is deleted at expires_at. \
                  POST /v1/vault/recover brings it back by mail.",
    }))
}

/// The token of a link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// Shows the button that confirms a seed. Opening the page changes nothing: programs that look at mail open links, too.
#[operation(GET "/store/confirm", page, caller = Anyone)]
pub async fn confirm_page(Query(link): Query<Link>) -> Response<Bytes> {
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { "Keep an encrypted seed" }
            p { "Somebody left an encrypted seed for your address. If it was you, confirm it; else it is deleted by itself." }
            form method="post" action="/store/confirm" {
                input type="hidden" name="token" value=(link.token);
                button.main { "Keep it" }
            }
        }
    };
    form_page(TITLE, &content)
}

const TITLE: &str = "Keep an encrypted seed";

/// Confirms a seed. Pressed twice, it is confirmed once.
#[operation(POST "/store/confirm", page, caller = Anyone)]
pub async fn confirm_seed(edge: Edge, origin: Origin, BodyOrForm(link): BodyOrForm<Link>) -> Result<Response<Bytes>> {
    edge.count_link_use(&origin).await?;
    let is_kept = !link.token.is_empty() && edge.directory()?.confirm_seed(&hash(&link.token), clock::now()).await?;
    let (status, heading, text) = match is_kept {
        true => (StatusCode::OK, "It is kept", "POST /v1/vault/recover brings it back by mail."),
        false => {
            let text = "It is older than 30 days, or never was; or 100 seeds are kept for the address already.";
            (StatusCode::BAD_REQUEST, "Invalid link", text)
        }
    };
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { (heading) }
            p { (text) }
        }
    };
    Ok(page(status, TITLE, &content))
}

impl Edge {
    /// Fetches seeds that lie in the bucket. One that never arrived there is left out.
    pub(super) async fn fetched(&self, seeds: Vec<Seed>) -> Result<Vec<Seed>> {
        let bucket = self.bindings.mail()?;
        let fetched = seeds.into_iter().map(async |seed| match &seed.object {
            None => Ok::<_, Error>(Some(seed)),
            Some(object) => Ok(bucket.text(object).await?.map(|encrypted_seed| Seed { encrypted_seed, ..seed })),
        });
        Ok(try_join_all(fetched).await?.into_iter().flatten().collect())
    }

    /// Removes seeds that nobody confirmed in time, from the bucket first: a row remains until its seed is gone.
    pub(super) async fn sweep_seeds(&self) -> Result<()> {
        let (directory, bucket) = (self.directory()?, self.bindings.mail()?);
        for _ in 0..MAX_SWEEPS {
            let now = clock::now();
            let expired = directory.expired_seeds(now, SWEEP_BATCH).await?;
            if !expired.is_empty() {
                bucket.delete(expired.iter().map(|seed| seed.object.clone()).collect()).await?;
                directory.forget_seeds(&expired, now).await?;
            }
            if expired.len() < SWEEP_BATCH as usize {
                break;
            }
        }
        Ok(())
    }
}
