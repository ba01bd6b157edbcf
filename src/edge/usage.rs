//! Usage and limits of an account.

use futures_util::future::join_all;
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use crate::directory::usage::{Day, PodUsage};
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::limits::{Inbound, Tier};
use crate::money::Amount;
use crate::platform::clock;
use crate::rpc::ReadUsage;
use crate::time::{DAY, Timestamp};
use crate::wire::{AccountPrincipal, Cursor, Json, Page, Query};
use crate::x402::{DEFAULT_EMAIL_PRICE, Network, Seller, Version};

const SERIES_DAYS: i64 = 30;
/// Pods on a page. Each is asked for what it has reserved but not used.
const MAX_PAGE_SIZE: u32 = 100;

/// How usage is broken down.
/// - `pod`: also what each pod used today
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Pod,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UsageQuery {
    /// `pod`: also lists what each pod has used today.
    #[param(inline)]
    by: Option<By>,
    /// With `by=pod`: start of the page: `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<String>>,
}

/// Requests today (UTC).
#[derive(Serialize, ToSchema)]
pub struct UsedRequests {
    /// Requests that were made.
    used: i64,
    /// The maximum number of requests a day.
    limit: u32,
}

/// The account's custom domains.
#[derive(Serialize, ToSchema)]
pub struct UsedStacks {
    /// Domains that were added.
    used: u32,
    /// The maximum number of domains.
    limit: u32,
}

/// Emails that were sent.
#[derive(Serialize, ToSchema)]
pub struct UsedEmails {
    /// Emails sent today (UTC).
    daily_used: u32,
    /// The maximum number of emails a day.
    daily_limit: u32,
    /// Emails that can still be sent today.
    daily_remaining: u32,
    /// Emails sent in this clock hour.
    hourly_used: u32,
    /// The maximum number of emails an hour.
    hourly_limit: u32,
    /// When the next day begins (UTC).
    reset_at: Timestamp,
}

/// Stored mail, received and sent.
#[derive(Serialize, ToSchema)]
pub struct UsedStorage {
    /// Bytes stored by all pods. Up to date for up to 100 pods that were active today; for others as they last reported.
    storage_bytes: i64,
    /// The maximum number of bytes that one pod can store.
    limit_per_pod: i64,
}

/// Mail received today (UTC).
#[derive(Serialize, ToSchema)]
pub struct UsedInbound {
    /// Messages received.
    messages: i64,
    /// The maximum number of messages a day.
    messages_limit: u32,
    /// Bytes received.
    bytes: i64,
    /// The maximum number of bytes a day.
    bytes_limit: i64,
    /// When the next day begins (UTC).
    reset_at: Timestamp,
}

/// Usage on a day (UTC).
#[derive(Serialize, ToSchema)]
pub struct UsedOnDay {
    /// The day.
    #[schema(example = "2026-04-01")]
    date: String,
    /// Requests that were made.
    requests: i64,
    /// Emails that were sent.
    emails: i64,
    /// Money that was spent, in atomic USDC.
    spent_usdc: i64,
}

/// Usage of an account.
#[derive(Serialize, ToSchema)]
pub struct Usage {
    /// The account's id.
    account_id: AccountId,
    /// The account's tier, which sets the limits.
    tier: Tier,
    /// Always `active`.
    #[schema(example = "active")]
    status: &'static str,
    /// Today (UTC).
    #[schema(example = "2026-04-01")]
    period: String,
    /// Requests today.
    requests: UsedRequests,
    /// The account's custom domains.
    stacks: UsedStacks,
    /// Emails sent.
    emails: UsedEmails,
    /// Stored mail.
    storage: UsedStorage,
    /// Mail received today.
    inbound: UsedInbound,
    /// The last 30 days, oldest first; the last one is today.
    days: Vec<UsedOnDay>,
    /// With `by=pod`: the pods that were active today, in the order of their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pods: Option<Vec<PodUsage>>,
    /// With `by=pod`: the maximum number of pods on a page. Always 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// With `by=pod`: the `cursor` of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "pod_0a1b2c3d4e5f6g7h")]
    next_cursor: Option<Cursor<String>>,
}

/// Read usage.
///
/// Counts the account and all of its pods. Pods reserve a share of the daily requests in advance. Today's count excludes requests that
/// up to 100 pods have reserved but not used; the counts of earlier days and of other pods include them.
#[operation(
    GET "/v1/usage", tag = "billing", caller = Account, permission = UsageRead,
    reply = "The usage.",
    errors(InvalidRequest),
)]
pub async fn get_usage(edge: Edge, caller: AccountPrincipal, Query(query): Query<UsageQuery>) -> Result<Json<Usage>> {
    if query.cursor.is_some() && query.by.is_none() {
        return Err(Error::invalid("cursor needs by=pod."));
    }
    let (directory, now, limits) = (edge.directory()?, clock::now(), edge.config.limits(caller.tier));
    let (account, today) = (caller.id(), now.day());
    let since = today - SERIES_DAYS + 1;
    let used = directory.usage(account, since, now).await?;
    let stacks = directory.stacks(account).await?.len();
    // The first pods are asked on every page, because today's number depends on them.
    let first = edge.without_reserved(directory.usage_by_pod(account, today, "", MAX_PAGE_SIZE + 1).await?).await?;
    let page = match &query.cursor {
        None => first.pods,
        Some(Cursor(cursor)) => {
            let further = directory.usage_by_pod(account, today, cursor, MAX_PAGE_SIZE + 1).await?;
            edge.without_reserved(further).await?.pods
        }
    };
    let page = Page::cut(page, MAX_PAGE_SIZE, |pod| pod.pod_id.to_string());
    let mut days: Vec<UsedOnDay> = (since..=today)
        .map(|day| {
            used.days
                .iter()
                .find(|used| used.day == day)
                .map_or_else(|| used_on_day(day, &Day::default()), |used| used_on_day(day, used))
        })
        .collect();
    if let Some(day) = days.last_mut() {
        day.requests = (day.requests - first.unused).max(0);
    }
    let stored = directory.stored(account, today).await?;
    let inbound = stored.inbound().less(first.unused_inbound);
    let reset_at = Timestamp::from_millis((today + 1) * DAY);
    let emails = UsedEmails {
        daily_used: used.emails.in_day,
        daily_limit: limits.emails_per_day,
        daily_remaining: limits.emails_per_day.saturating_sub(used.emails.in_day),
        hourly_used: used.emails.in_hour,
        hourly_limit: limits.emails_per_hour,
        reset_at,
    };
    Ok(Json(Usage {
        account_id: account.clone(),
        tier: caller.tier,
        status: "active",
        period: date(today),
        requests: UsedRequests { used: days.last().map_or(0, |day| day.requests), limit: limits.requests_per_day },
        stacks: UsedStacks { used: u32::try_from(stacks).map_err(Error::internal)?, limit: limits.stacks },
        emails,
        storage: UsedStorage {
            storage_bytes: (stored.storage + first.stored_since).max(0),
            limit_per_pod: limits.storage_bytes,
        },
        inbound: UsedInbound {
            messages: inbound.messages,
            messages_limit: limits.inbound_emails_per_day,
            bytes: inbound.bytes,
            bytes_limit: limits.inbound_bytes_per_day,
            reset_at,
        },
        days,
        limit: query.by.map(|By::Pod| MAX_PAGE_SIZE),
        next_cursor: page.next_cursor.filter(|_| query.by.is_some()),
        pods: query.by.map(|By::Pod| page.items),
    }))
}

/// What pods have used, and what they have reserved but not used.
struct KnownUsage {
    pods: Vec<PodUsage>,
    unused: i64,
    unused_inbound: Inbound,
    /// Bytes that they have stored since they last reported.
    stored_since: i64,
}

impl Edge {
    /// Asks pods for what they have reserved but not used, and subtracts it.
    async fn without_reserved(&self, mut pods: Vec<PodUsage>) -> Result<KnownUsage> {
        let rpc = self.internal_rpc()?;
        let used =
            async |pod: &PodUsage| if pod.exists() { rpc.call(&pod.pod_id, &ReadUsage {}).await.ok() } else { None };
        let asked = join_all(pods.iter().take(MAX_PAGE_SIZE as usize).map(used)).await;
        let (mut unused, mut unused_inbound, mut stored_since) = (0, Inbound::default(), 0);
        for (pod, used) in pods.iter_mut().zip(asked) {
            // A pod that does not answer counts as having used all that it reserved.
            let Some(used) = used else { continue };
            let left = i64::from(used.unused_requests).min(pod.requests);
            pod.requests -= left;
            unused += left;
            unused_inbound = unused_inbound.plus(used.unused_inbound);
            stored_since += used.storage_bytes - pod.storage_bytes;
            pod.storage_bytes = used.storage_bytes;
            (pod.inbound_messages, pod.inbound_bytes) = (used.inbound.messages, used.inbound.bytes);
        }
        Ok(KnownUsage { pods, unused, unused_inbound, stored_since })
    }
}

fn used_on_day(day: i64, used: &Day) -> UsedOnDay {
    UsedOnDay { date: date(day), requests: used.requests, emails: used.emails, spent_usdc: used.spent }
}

fn date(day: i64) -> String {
    Timestamp::from_millis(day * DAY).to_string().chars().take(10).collect()
}

/// Payments by x402 above the limits.
#[derive(Serialize, ToSchema)]
pub struct Payments {
    /// Whether this deployment accepts payments.
    supported: bool,
    /// The chain.
    #[schema(example = "base")]
    network: &'static str,
    /// The token.
    #[schema(example = "USDC")]
    asset: &'static str,
    /// Price of an email above the limit.
    #[schema(example = "0.01 USDC")]
    email_price: String,
    /// The address that receives payments; null if the deployment accepts none.
    #[schema(example = "0x209693bc6afc0c5328ba36faf03c514ef312287c")]
    pay_to: Option<String>,
}

impl Payments {
    fn of(seller: Option<&Seller>) -> Self {
        let (network, price) =
            seller.map_or((Network::Base, DEFAULT_EMAIL_PRICE), |seller| (seller.network, seller.email_price));
        Self {
            supported: seller.is_some(),
            network: network.name(Version::One),
            asset: "USDC",
            email_price: Amount::stored(price).to_string(),
            pay_to: seller.map(|seller| seller.pay_to.clone()),
        }
    }
}

/// Plan and payments of an account.
#[derive(Serialize, ToSchema)]
pub struct Billing {
    /// The account's id.
    account_id: AccountId,
    /// The account's tier.
    tier: Tier,
    /// The same as `tier`.
    plan: Tier,
    /// How to pay for emails above the limit.
    x402: Payments,
    /// The console. Only the operator of the deployment changes the tier.
    #[schema(example = "https://warren.example/console")]
    upgrade_url: String,
}

/// Read billing.
///
/// Returns the account's tier and how payments work.
#[operation(
    GET "/v1/billing", tag = "billing", caller = Account, permission = UsageRead,
    reply = "Tier and payments.",
)]
pub async fn get_billing(edge: Edge, caller: AccountPrincipal) -> Result<Json<Billing>> {
    let tier = caller.tier;
    Ok(Json(Billing {
        account_id: caller.id().clone(),
        tier,
        plan: tier,
        x402: Payments::of(edge.config.x402.as_ref()),
        upgrade_url: format!("{}/console", edge.config.public_url),
    }))
}
