//! The accounts of the deployment, as a list.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Operator;
use crate::directory::operator::{AccountFilter, AccountSummary};
use crate::edge::Edge;
use crate::error::Result;
use crate::id::AccountId;
use crate::limits::Tier;
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{Cursor, Json, Limit, Page, PageInfo, Place, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAccounts {
    /// Part of the name or of the email, or the id.
    q: Option<String>,
    /// Only accounts of this tier.
    tier: Option<Tier>,
    /// Accounts on a page.
    #[serde(default)]
    #[param(inline)]
    limit: Limit<100, 500>,
    /// Start of the page: `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<Place>>,
}

/// An account in the operator's list.
#[derive(Serialize, ToSchema)]
pub struct ListedAccount {
    /// The account's id.
    id: AccountId,
    /// The account's name.
    #[schema(example = "default")]
    name: String,
    /// The account's tier, which sets its limits.
    tier: Tier,
    /// The address that receives links to sign in.
    #[schema(example = "you@example.com")]
    email: Option<String>,
    /// Pods, the home pod included.
    pods: i64,
    /// Requests today (UTC), as far as pods have reported them.
    requests_today: i64,
    /// Emails sent today (UTC).
    emails_today: i64,
    /// Money spent today (UTC), in atomic USDC.
    spent_today_usdc: i64,
    /// Bytes of mail, as pods last reported them.
    storage_bytes: i64,
    /// When the account was created.
    created_at: Timestamp,
}

/// Accounts of the deployment.
#[derive(Serialize, ToSchema)]
pub struct ListedAccounts {
    /// Newest first.
    accounts: Vec<ListedAccount>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List accounts.
///
/// Lists the accounts of the deployment with their usage of today, newest first. A search by name or email reads all accounts.
#[operation(
    GET "/admin/accounts", tag = "admin", caller = Operator,
    reply = "A page of accounts.",
    errors(InvalidRequest, Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn list_accounts(edge: Edge, _: Operator, Query(list): Query<ListAccounts>) -> Result<Json<ListedAccounts>> {
    let ListAccounts { q, tier, limit, cursor } = list;
    let text = q.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
    let place = cursor.map_or(Place::END, |Cursor(place)| place);
    let filter = AccountFilter {
        text: text.as_deref(),
        tier,
        before: (place.number, &place.id),
        limit: limit.get() + 1,
        now: clock::now(),
    };
    let accounts = edge.directory()?.account_summaries(&filter).await?;
    let page = Page::cut(accounts, limit.get(), |last| Place { number: last.created_at, id: last.id.to_string() });
    Ok(Json(ListedAccounts { page: page.info(limit.get()), accounts: page.items.into_iter().map(listed).collect() }))
}

fn listed(account: AccountSummary) -> ListedAccount {
    ListedAccount {
        id: account.id,
        name: account.name,
        tier: account.tier,
        email: account.email,
        pods: account.pods,
        requests_today: account.requests_today,
        emails_today: account.emails_today,
        spent_today_usdc: account.spent_today,
        storage_bytes: account.storage_bytes,
        created_at: Timestamp::from_millis(account.created_at),
    }
}
