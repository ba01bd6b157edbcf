//! Daily checks of the proofs of domains.

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;

use super::operations::unknown_proof;
use crate::directory::{self, DueStack, Lookup};
use crate::edge::Edge;
use crate::error::{Code, Result};
use crate::id::{AccountId, PodId};
use crate::mail::dns::{self, Purpose, Record, Seen};
use crate::platform::{clock, log, resolver};
use crate::rpc::AccessChanged;
use crate::wire::to_json;

/// Domains that are looked at in one run, with two questions to the resolver each. The others have their turn in the next run.
const MAX_CHECKED_DOMAINS: u32 = 100;
/// Of these at a time: the platform lets six connections wait for an answer.
const CONCURRENT_CHECKS: usize = 3;

impl Edge {
    /// Checks the domains that are due, and sends the emails that follow.
    pub async fn check_due_domains(&self) -> Result<()> {
        let due = self.directory()?.lease_due_stacks(clock::now(), MAX_CHECKED_DOMAINS).await?;
        let checks = due.iter().map(|due| async move {
            match self.check_domain(due).await {
                // Nothing is decided. The domain is due again in an hour.
                Err(error) if error.code == Code::DnsFailed => log::info(&error.to_string()),
                Err(error) => log::error(&error.to_string()),
                Ok(()) => {}
            }
        });
        stream::iter(checks).buffer_unordered(CONCURRENT_CHECKS).collect::<()>().await;
        self.send_domain_emails().await
    }

    async fn check_domain(&self, due: &DueStack) -> Result<()> {
        let records = self.records(&due.account_id, &due.domain, due.proof.as_deref());
        let mut records = records.ok_or_else(|| unknown_proof(due.id.as_str()))?;
        records.retain(|record| matches!(record.purpose, Purpose::Ownership | Purpose::Mx));
        let seen = resolver::look_up(&self.config.resolver, &records).await?;
        self.decide(&due.account_id, due.id.as_str(), &records, &seen).await.map(drop)
    }

    /// Decides about a stack from its DNS records. Returns the stack after the decision.
    pub(super) async fn decide(
        &self,
        account: &AccountId,
        id: &str,
        records: &[Record],
        seen: &Seen,
    ) -> Result<directory::Stack> {
        let lookup = Lookup {
            seen: &to_json(seen)?,
            is_proved: dns::is_proved(records, seen),
            comes_here: dns::comes_here(records, seen),
        };
        let checked = self.directory()?.check_stack(account, id, &lookup, clock::now()).await?;
        self.notify_released(checked.released).await?;
        Ok(checked.stack)
    }

    /// Notifies pods of released addresses, so that they read their list of addresses again.
    pub(super) async fn notify_released(&self, mut pods: Vec<PodId>) -> Result<()> {
        pods.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        pods.dedup();
        let rpc = self.internal_rpc()?;
        let change = AccessChanged::default();
        for notified in join_all(pods.iter().map(|pod| rpc.call(pod, &change))).await {
            log::logged(notified);
        }
        Ok(())
    }
}
