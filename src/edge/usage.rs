//! What an account uses, and what it may use.

use futures_util::future::join_all;
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use crate::directory::usage::{Day, PodUsage};
use crate::error::{Error, Result};
use crate::id::{AccountId, PodId};
use crate::limits::{Inbound, Tier};
use crate::money::Amount;
use crate::platform::clock;
use crate::rpc::ReadUsage;
use crate::time::{DAY, Timestamp};
use crate::wire::{AccountPrincipal, Json, Query};
use crate::x402::{DEFAULT_EMAIL_PRICE, Network, Seller, Version};

/// Days of the series.
const SERIES_DAYS: i64 = 30;
/// Pods a page; each is asked what it has not used.
const MAX_PAGE_SIZE: u32 = 100;

/// What usage is broken down by.
/// - `pod`: also what each pod used today
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Pod,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UsageQuery {
    /// `pod`: also what each pod has used today.
    #[param(inline)]
    by: Option<By>,
    /// With `by=pod`: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Requests of today.
#[derive(Serialize, ToSchema)]
pub struct UsedRequests {
    /// Requests made today.
    used: i64,
    /// Requests that the account may make in a day.
    limit: u32,
}

/// Domains of one's own.
#[derive(Serialize, ToSchema)]
pub struct UsedStacks {
    /// Domains that the account has.
    used: u32,
    /// Domains that the account may have.
    limit: u32,
}

/// Emails of today.
#[derive(Serialize, ToSchema)]
pub struct UsedEmails {
    /// Emails sent today.
    daily_used: u32,
    /// Emails that the account may send in a day.
    daily_limit: u32,
    /// Emails that the account may still send today.
    daily_remaining: u32,
    /// Emails sent in this hour.
    hourly_used: u32,
    /// Emails that the account may send in an hour.
    hourly_limit: u32,
    /// When the counters start again: midnight UTC.
    #[schema(value_type = String, format = DateTime)]
    reset_at: Timestamp,
}

/// Stored mail, received and sent, in all its parts.
#[derive(Serialize, ToSchema)]
pub struct UsedStorage {
    /// Bytes stored by all pods: current for up to 100 pods active today, for others as last reported.
    storage_bytes: i64,
    /// Bytes that one pod may store.
    limit_per_pod: i64,
}

/// Mail received today (UTC).
#[derive(Serialize, ToSchema)]
pub struct UsedInbound {
    /// Messages received.
    messages: i64,
    /// Messages that the account may receive in a day.
    messages_limit: u32,
    /// Bytes received.
    bytes: i64,
    /// Bytes that the account may receive in a day.
    bytes_limit: i64,
    /// When the counters start again: midnight UTC.
    #[schema(value_type = String, format = DateTime)]
    reset_at: Timestamp,
}

/// What was used on a day (UTC).
#[derive(Serialize, ToSchema)]
pub struct UsedOnDay {
    /// The day (UTC).
    #[schema(example = "2026-04-01")]
    date: String,
    /// Requests made.
    requests: i64,
    /// Emails sent.
    emails: i64,
    /// Atomic USDC.
    spent_usdc: i64,
}

/// What a pod has used today.
#[derive(Serialize, ToSchema)]
pub struct UsedByPod {
    pod_id: PodId,
    /// Requests made today.
    requests: i64,
    /// Emails sent today.
    emails: i64,
    /// Atomic USDC.
    spent_usdc: i64,
    /// Bytes it stores.
    storage_bytes: i64,
    /// Messages received.
    inbound_messages: i64,
    /// Bytes of mail received today.
    inbound_bytes: i64,
}

/// What an account has used.
#[derive(Serialize, ToSchema)]
pub struct Usage {
    account_id: AccountId,
    tier: Tier,
    /// Always `active`.
    #[schema(example = "active")]
    status: &'static str,
    /// Today, in UTC.
    #[schema(example = "2026-04-01")]
    period: String,
    requests: UsedRequests,
    stacks: UsedStacks,
    emails: UsedEmails,
    storage: UsedStorage,
    inbound: UsedInbound,
    /// The last 30 days, today last.
    days: Vec<UsedOnDay>,
    /// With `by=pod`: those that have used anything today, in the order of their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pods: Option<Vec<UsedByPod>>,
    /// With `by=pod`: the `cursor` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// Read usage.
///
/// Of the account with all of its pods. Pods take requests from the daily allowance in advance, some at a time. What 100 of them have
/// not used is taken off today's number; in those of earlier days, and of further pods, it is contained.
#[operation(
    GET "/v1/usage", tag = "billing", caller = Account, permission = AccountRead,
    reply = "What is used.",
    errors(InvalidRequest),
)]
pub async fn get_usage(edge: Edge, caller: AccountPrincipal, Query(of): Query<UsageQuery>) -> Result<Json<Usage>> {
    if of.cursor.is_some() && of.by.is_none() {
        return Err(Error::invalid("cursor belongs to by=pod."));
    }
    let (directory, now, limits) = (edge.directory()?, clock::now(), edge.config.limits(caller.tier));
    let (account, today) = (caller.id(), now.day());
    let since = today - SERIES_DAYS + 1;
    let used = directory.usage(account, since, now).await?;
    let stacks = directory.stacks(account).await?.len();
    // The first pods are asked whatever is wanted: they make today's number true.
    let first = edge.known_use(directory.usage_by_pod(account, today, "", MAX_PAGE_SIZE + 1).await?).await?;
    let (page, next_cursor) = match &of.cursor {
        None => paged(&first.pods),
        Some(cursor) => {
            let further = directory.usage_by_pod(account, today, cursor, MAX_PAGE_SIZE + 1).await?;
            paged(&edge.known_use(further).await?.pods)
        }
    };
    let mut days: Vec<UsedOnDay> = (since..=today)
        .map(|day| {
            used.days
                .iter()
                .find(|used| used.day == day)
                .map_or_else(|| on_day(day, &Day::default()), |used| on_day(day, used))
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
        next_cursor: next_cursor.filter(|_| of.by.is_some()),
        pods: of.by.map(|By::Pod| page),
    }))
}

/// What pods have used, and what they have taken and not used.
struct KnownUsage {
    pods: Vec<PodUsage>,
    unused: i64,
    unused_inbound: Inbound,
    /// Bytes that they store beyond what they have reported.
    stored_since: i64,
}

impl Edge {
    /// Asks pods what they use, and what they have taken and not used, and takes that off.
    async fn known_use(&self, mut pods: Vec<PodUsage>) -> Result<KnownUsage> {
        let rpc = self.internal_rpc()?;
        let used =
            async |pod: &PodUsage| if pod.is_there() { rpc.call(&pod.pod_id, &ReadUsage {}).await.ok() } else { None };
        let asked = join_all(pods.iter().take(MAX_PAGE_SIZE as usize).map(used)).await;
        let (mut unused, mut unused_inbound, mut stored_since) = (0, Inbound::default(), 0);
        for (pod, used) in pods.iter_mut().zip(asked) {
            // One that does not answer has used it all, as far as is known.
            let Some(used) = used else { continue };
            let left = i64::from(used.unused_requests).min(pod.requests);
            pod.requests -= left;
            unused += left;
            unused_inbound = unused_inbound.plus(used.unused_inbound);
            stored_since += used.storage_bytes - pod.stored;
            (pod.stored, pod.inbound) = (used.storage_bytes, used.inbound);
        }
        Ok(KnownUsage { pods, unused, unused_inbound, stored_since })
    }
}

fn paged(pods: &[PodUsage]) -> (Vec<UsedByPod>, Option<String>) {
    let page = &pods[..pods.len().min(MAX_PAGE_SIZE as usize)];
    let next = page.last().filter(|_| pods.len() > page.len()).map(|pod| pod.pod_id.to_string());
    let shown = |pod: &PodUsage| UsedByPod {
        pod_id: pod.pod_id.clone(),
        requests: pod.requests,
        emails: pod.emails,
        spent_usdc: pod.spent,
        storage_bytes: pod.stored,
        inbound_messages: pod.inbound.messages,
        inbound_bytes: pod.inbound.bytes,
    };
    (page.iter().map(shown).collect(), next)
}

fn on_day(day: i64, used: &Day) -> UsedOnDay {
    UsedOnDay { date: date(day), requests: used.requests, emails: used.emails, spent_usdc: used.spent }
}

fn date(day: i64) -> String {
    Timestamp::from_millis(day * DAY).to_string().chars().take(10).collect()
}

/// How to pay for going on where a limit is reached.
#[derive(Serialize, ToSchema)]
pub struct Payments {
    /// Whether this deployment takes payments.
    supported: bool,
    /// The network of the payment.
    #[schema(example = "base")]
    network: &'static str,
    /// The token of the payment.
    #[schema(example = "USDC")]
    asset: &'static str,
    /// Of an email beyond the allowance.
    #[schema(example = "0.01 USDC")]
    email_price: String,
    /// The address that is paid; null where no payments are taken.
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

/// What an account has paid for.
#[derive(Serialize, ToSchema)]
pub struct Billing {
    account_id: AccountId,
    tier: Tier,
    /// The same as `tier`.
    plan: Tier,
    x402: Payments,
    /// Where another tier can be asked for: the operator of the deployment sets it.
    #[schema(example = "https://warren.example/dashboard")]
    upgrade_url: String,
}

/// Read billing.
#[operation(
    GET "/v1/billing", tag = "billing", caller = Account, permission = AccountRead,
    reply = "The plan, and how to pay.",
)]
pub async fn get_billing(edge: Edge, caller: AccountPrincipal) -> Result<Json<Billing>> {
    let tier = caller.tier;
    Ok(Json(Billing {
        account_id: caller.id().clone(),
        tier,
        plan: tier,
        x402: Payments::of(edge.config.x402.as_ref()),
        upgrade_url: format!("{}/dashboard", edge.config.public_url),
    }))
}
