//! Charges that wait for approval.

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use serde_json::json;

use crate::{
    api::{Api, path},
    list::{List, Page},
    output::{self, cell, minute},
    usdc,
};

#[derive(Subcommand)]
pub enum ApprovalsCommand {
    /// List approvals.
    List {
        /// Only approvals with this status.
        #[arg(long, value_enum, default_value_t = Status::Pending)]
        status: Status,
        #[command(flatten)]
        page: Page,
    },
    /// Approve a charge. Needs the account's key.
    Approve { id: String },
    /// Reject a charge. Needs the account's key.
    Reject {
        id: String,
        /// Why. Shown to the agent.
        #[arg(long)]
        reason: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Status {
    Pending,
    Approved,
    Rejected,
    Expired,
    All,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::All => "all",
        }
    }
}

pub fn run(api: &Api, json: bool, command: &ApprovalsCommand) -> Result<()> {
    match command {
        ApprovalsCommand::List { status, page } => {
            let list = List {
                items: "approvals",
                cursor: "cursor",
                headings: ["ID", "REQUESTED", "STATUS", "AMOUNT", "CATEGORY", "PAYEE", "DESCRIPTION"],
                row: |approval| {
                    let [id, status, category] = ["id", "status", "category"].map(|field| cell(&approval[field]));
                    let [payee, description] = ["payee", "description"].map(|field| cell(&approval[field]));
                    let (requested, amount) = (minute(&approval["created_at"]), usdc::shown(&approval["amount_usdc"]));
                    [id, requested, status, amount, category, payee, description]
                },
            };
            list.print(json, page, || api.get("/v1/approvals").query("status", Some(status.name())))
        }
        ApprovalsCommand::Approve { id } => {
            let reply = api.post(&path("/v1/approvals/", id, "/approve"))?.send()?;
            let amount = usdc::shown(&reply.json()?["amount_usdc"]);
            output::line(&if json { reply.body } else { format!("approved {id}: {amount}") })
        }
        ApprovalsCommand::Reject { id, reason } => {
            let reply = api.post(&path("/v1/approvals/", id, "/reject"))?.json(json!({ "reason": reason })).send()?;
            let amount = usdc::shown(&reply.json()?["amount_usdc"]);
            output::line(&if json { reply.body } else { format!("rejected {id}: {amount}") })
        }
    }
}
