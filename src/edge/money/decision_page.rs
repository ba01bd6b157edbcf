//! The page behind the link in an email about an approval. It shows the request; a button decides.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::{Markup, html};
use serde::Deserialize;

use super::notices::reason_text;
use crate::credential::KeyHash;
use crate::directory::money::decision_link::DecisionLink;
use crate::directory::money::rows::{Approval, ApprovalStatus};
use crate::edge::Edge;
use crate::edge::link_pages::{Link, LinkForm, invalid_link};
use crate::edge::pages::{form_page, text_page};
use crate::error::{Code, Result};
use crate::money::Amount;
use crate::platform::clock;
use crate::time::{DAY, Timestamp};
use crate::wire::Query;

/// How long a link still shows what was decided, after the approval's time.
const KEPT: i64 = 7 * DAY;
const DECIDE: &str = "Decide about a charge";

/// What the reader decided.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Approve,
    Reject,
}

/// The form of the page.
#[derive(Deserialize)]
pub struct DecisionForm {
    #[serde(default)]
    token: String,
    decision: Decision,
}

/// Show a charge that waits, and buttons to approve and to reject it.
#[operation(GET "/decide", page, caller = Anyone)]
pub async fn decision_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    let Some((_, approval)) = edge.linked_approval(&link.token).await? else { return Ok(invalid_decision_link()) };
    if approval.status != ApprovalStatus::Pending {
        return decided(&approval);
    }
    let content = html! {
        p { "An agent of your account asks to spend this. Text in quotation marks was written by the agent." }
        (facts(&approval)?)
        form method="post" action="/decide" {
            input type="hidden" name="token" value=(link.token);
            button.main name="decision" value="approve" { "Approve" }
            " "
            button name="decision" value="reject" { "Reject" }
        }
        p.dim { "If nobody decides before it expires, nothing is spent." }
    };
    Ok(form_page(DECIDE, &format!("{} waits for your approval", Amount::stored(approval.amount)), &content))
}

/// Approve or reject the charge that a link is for.
#[operation(POST "/decide", page, caller = Anyone)]
pub async fn submit_decision(edge: Edge, form: LinkForm<DecisionForm>) -> Result<Response<Body>> {
    let DecisionForm { token, decision } = form.read(&edge).await?;
    let Some((link, approval)) = edge.linked_approval(&token).await? else { return Ok(invalid_decision_link()) };
    // Pressed twice, or decided elsewhere meanwhile: the page says what holds.
    if approval.status == ApprovalStatus::Pending {
        match edge.decide_by_link(&link, decision == Decision::Approve).await {
            Err(error)
                if !matches!(error.code, Code::AlreadyResolved | Code::Expired | Code::SelfApprovalForbidden) =>
            {
                return Err(error);
            }
            _ => {}
        }
    }
    match edge.linked_approval(&token).await? {
        Some((_, approval)) => decided(&approval),
        None => Ok(invalid_decision_link()),
    }
}

/// Says what was decided.
fn decided(approval: &Approval) -> Result<Response<Body>> {
    let heading = match approval.status {
        ApprovalStatus::Approved => "The charge is approved",
        ApprovalStatus::Rejected => "The charge is rejected",
        ApprovalStatus::Expired | ApprovalStatus::Pending => "The request has expired",
    };
    let content = html! {
        (facts(approval)?)
        p { a href="/console" { "Open the console" } }
    };
    Ok(text_page(StatusCode::OK, DECIDE, heading, &content))
}

fn facts(approval: &Approval) -> Result<Markup> {
    let quoted = |text: &Option<String>| match text {
        Some(text) => format!("“{text}”"),
        None => "not given".to_owned(),
    };
    let facts = [
        ("Amount", Amount::stored(approval.amount).to_string()),
        ("Description", quoted(&approval.description)),
        ("Category", format!("“{}”", approval.category)),
        ("Payee", quoted(&approval.payee)),
        ("Reason for this request", reason_text(approval)?),
        ("Pod", approval.pod_id.to_string()),
        ("Expires", Timestamp::from_millis(approval.expires_at).to_string()),
    ];
    Ok(html! {
        dl {
            @for (name, value) in facts {
                dt { (name) }
                dd { (value) }
            }
        }
    })
}

fn invalid_decision_link() -> Response<Body> {
    invalid_link(DECIDE, &html! { "Requests that wait are in the " a href="/console" { "console" } "." })
}

impl Edge {
    /// Deletes links a week after their approvals' time.
    pub(in crate::edge) async fn sweep_decision_links(&self) -> Result<()> {
        self.directory()?.sweep_decision_links(clock::now().plus(-KEPT)).await
    }

    /// The approval that a link is for, if the link still belongs to the account's operator.
    async fn linked_approval(&self, token: &str) -> Result<Option<(DecisionLink, Approval)>> {
        if token.is_empty() {
            return Ok(None);
        }
        let directory = self.directory()?;
        let Some(link) = directory.decision_link(&KeyHash::of(token)).await? else { return Ok(None) };
        let approval = directory.approval(&link.account_id, None, link.approval_id.as_str(), clock::now()).await?;
        Ok(Some((link, approval)))
    }
}
