//! Approvals of charges: agents read their own, the account decides.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::approval::ApprovalRequest;
use super::charge::Charge;
use super::{Replayed, text};
use crate::directory::money::approval::{ApprovalFilter, Resolution};
use crate::directory::money::decision_link::DecisionLink;
use crate::directory::money::rows::{Approval, ApprovalStatus};
use crate::edge::Edge;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Both, Cursor, Json, Page, PageInfo, Paging, Path, Place, Principal, Query};

const MAX_REASON_CHARS: usize = 500;

/// Status of the approvals to list.
/// - `pending`: those that wait for a decision
/// - `approved`: those that were approved
/// - `rejected`: those that were rejected
/// - `expired`: those that nobody decided in time
/// - `all`: all
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatusFilter {
    Pending,
    Approved,
    Rejected,
    Expired,
    All,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListApprovals {
    /// Only approvals with this status; `all` lists all. Default: `pending`.
    #[param(inline)]
    status: Option<StatusFilter>,
}

/// A page of approvals.
#[derive(Serialize, ToSchema)]
pub struct Approvals {
    /// Newest first.
    approvals: Vec<ApprovalRequest>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List approvals.
///
/// A pod's key lists the approvals that the pod requested. The account lists those of all its pods.
#[operation(
    GET "/v1/approvals", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    reply = "A page of approvals.",
    errors(InvalidRequest),
)]
pub async fn list_approvals(
    edge: Edge,
    caller: Principal,
    Query(Both(ListApprovals { status }, Paging { limit, cursor })): Query<Both<ListApprovals, Paging<50, 200, Place>>>,
) -> Result<Json<Approvals>> {
    let filter = ApprovalFilter {
        account: &caller.account,
        pod: caller.confined(),
        status: match status {
            Some(StatusFilter::Pending) | None => Some(ApprovalStatus::Pending),
            Some(StatusFilter::Approved) => Some(ApprovalStatus::Approved),
            Some(StatusFilter::Rejected) => Some(ApprovalStatus::Rejected),
            Some(StatusFilter::Expired) => Some(ApprovalStatus::Expired),
            Some(StatusFilter::All) => None,
        },
        before: cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id)),
        limit: limit.get() + 1,
        now: clock::now(),
    };
    let confined = filter.pod.is_some();
    let approvals = edge.directory()?.approvals(&filter).await?;
    let page = Page::cut(approvals, limit.get(), |last| Place { number: last.created_at, id: last.id.to_string() });
    let approvals = page.items.iter().map(|approval| ApprovalRequest::new(approval, confined));
    Ok(Json(Approvals { approvals: approvals.collect::<Result<_>>()?, page: page.info(limit.get()) }))
}

/// Read an approval.
///
/// A pod's key reads only approvals that the pod requested.
#[operation(
    GET "/v1/approvals/{id}", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    path(id("The approval.", example = "apr_0a1b2c3d4e5f6g7h")),
    reply = "The approval. Its status is `expired` if nobody decided in time.",
    errors(NotFound),
)]
pub async fn get_approval(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Json<ApprovalRequest>> {
    let approval = edge.directory()?.approval(&caller.account, caller.confined(), &id, clock::now()).await?;
    ApprovalRequest::new(&approval, caller.confined().is_some()).map(Json)
}

/// A decided approval.
#[derive(Serialize, ToSchema)]
pub struct Resolved {
    /// Always true.
    ok: bool,
    #[serde(flatten)]
    approval: ApprovalRequest,
    /// The charge or hold that was made; absent after a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<Charge>,
}

/// Approve a charge.
///
/// Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the account's key or a session.
///
/// A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if a ceiling does not allow the run's
/// agent any more. It continues to wait.
///
/// With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that was requested before the key
/// became active; a signed-in person can.
///
/// Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.
#[operation(
    POST "/v1/approvals/{id}/approve", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The approval."),
    reply = "The charge is approved and made.",
    errors(SpendingCapExceeded = "The charge would exceed what its run may spend, or the total the largest number that can be counted.", CeilingExceeded, SelfApprovalForbidden, HoldLimit = "The charge is a hold, and too many holds are open.", NotFound = "There is no such approval, or its pod was removed.", AlreadyResolved, Expired),
    events(ApprovalResolved),
)]
pub async fn approve(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Replayed<Json<Resolved>>> {
    let resolution = edge.resolution(&caller, &id);
    let (approval, charge, is_replay) = edge.directory()?.approve(&resolution).await?;
    let created_at = Timestamp::from_millis(charge.created_at);
    let charge = Charge::new(charge, created_at)?;
    edge.resolved(approval, Some(charge), is_replay).await
}

/// A rejection of a charge.
#[derive(Deserialize, ToSchema)]
pub struct ApprovalRejection {
    /// Why. Shown to the agent. At most 500 characters.
    #[schema(max_length = 500, example = "Not needed any more.")]
    reason: Option<String>,
}

/// Reject a charge.
///
/// Nothing is spent. Needs the account's key or a session. The key that requested the charge may also withdraw it in this way.
/// Sends `approval.resolved` as an approval does.
#[operation(
    POST "/v1/approvals/{id}/reject", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The approval."),
    reply = "The charge is rejected.",
    errors(InvalidRequest, NotFound, AlreadyResolved, Expired),
    events(ApprovalResolved),
)]
pub async fn reject(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(rejection): Body<ApprovalRejection>,
) -> Result<Replayed<Json<Resolved>>> {
    let reason = text("reason", rejection.reason, MAX_REASON_CHARS)?;
    let (approval, is_replay) = edge.directory()?.reject(&edge.resolution(&caller, &id), reason.as_deref()).await?;
    edge.resolved(approval, None, is_replay).await
}

impl Edge {
    /// Decides as a link in an email does.
    ///
    /// # Errors
    /// Those of [`approve`] and [`reject`].
    pub(super) async fn decide_by_link(&self, link: &DecisionLink, is_approved: bool) -> Result<()> {
        let directory = self.directory()?;
        let DecisionLink { id: by, account_id: account, approval_id } = link;
        let resolution = Resolution { id: approval_id.as_str(), account, by, idempotent: None, now: clock::now() };
        let approval = match is_approved {
            true => directory.approve(&resolution).await?.0,
            false => directory.reject(&resolution, None).await?.0,
        };
        self.send_approval_event(&approval, EventKind::ApprovalResolved).await;
        Ok(())
    }

    fn resolution<'a>(&'a self, caller: &'a AccountPrincipal, id: &'a str) -> Resolution<'a> {
        Resolution { id, account: caller.id(), by: &caller.key_id, idempotent: self.idempotent(), now: clock::now() }
    }

    async fn resolved(
        &self,
        approval: Approval,
        charge: Option<Charge>,
        is_replay: bool,
    ) -> Result<Replayed<Json<Resolved>>> {
        if !is_replay {
            self.send_approval_event(&approval, EventKind::ApprovalResolved).await;
        }
        let reply = Json(Resolved { ok: true, approval: ApprovalRequest::new(&approval, false)?, charge });
        Ok(Replayed { reply, is_replay })
    }
}
