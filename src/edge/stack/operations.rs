//! What the APIs of stacks and of domains do with a custom domain.

use crate::directory::{self, GRACE, NewStack, StackScope};
use crate::domain::Domain;
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::id::{PodId, StackId};
use crate::mail::dns::RECORDS;
use crate::platform::{clock, log, resolver};
use crate::time::Timestamp;
use crate::wire::Principal;

impl Edge {
    /// Adds a domain to the caller's account, for all of its pods or for one. Also returns whether it is new.
    pub(super) async fn add_stack(
        &self,
        caller: &Principal,
        pod: Option<&PodId>,
        domain: &str,
    ) -> Result<(directory::Stack, bool)> {
        let domain = &Domain::parse(domain).map_err(|reason| invalid(format!("The domain {reason}.")))?;
        let ours = &self.config.mail_domain;
        if domain.is_within(ours) {
            return Err(invalid(format!(
                "{ours} is this deployment's own domain. You can claim addresses there without a stack."
            )));
        }
        let (account, limits) = (&caller.account, self.config.limits(caller.tier));
        let limit = limits.stacks.min(limits.dns_records / RECORDS);
        let (id, proof) = (&StackId::generate()?, &self.new_proof(account, domain.as_str()));
        let new = NewStack { id, account, pod, domain, proof, limit, now: clock::now() };
        self.directory()?.create_stack(&new).await
    }

    /// Looks up the records of a domain, and decides whether it is proved. Makes the zone of a proved one, where this deployment makes
    /// zones.
    pub(super) async fn verify_domain(&self, scope: StackScope<'_>, id: &StackId) -> Result<directory::Stack> {
        let (account, directory) = (scope.account(), self.directory()?);
        let stack = directory.stack(scope, id).await?;
        let id = id.as_str();
        let records = self.records(account, &stack.domain, stack.proof.as_deref()).ok_or_else(|| unknown_proof(id))?;
        let seen = resolver::look_up(&self.config.resolver, &records).await?;
        let stack = self.decide(account, id, &records, &seen).await?;
        // A failed email is sent again later.
        log::logged(self.send_domain_emails().await);
        if let Some(claimed_at) = stack.claimed_at {
            return Err(taken(Timestamp::from_millis(claimed_at).plus(GRACE)));
        }
        if let (Some(api), Some(_)) = (&self.config.cloudflare, stack.verified_at) {
            self.provision(api, &stack, &records).await?;
            return directory.stack(scope, &stack.id).await;
        }
        Ok(stack)
    }

    /// Removes a domain. Returns it, and how many addresses were released.
    pub(super) async fn remove_stack(
        &self,
        scope: StackScope<'_>,
        id: &StackId,
        release: bool,
    ) -> Result<(directory::Stack, usize)> {
        let directory = self.directory()?;
        let stack = directory.stack(scope, id).await?;
        let deletion = directory.delete_stack(scope, id, release).await?;
        if !deletion.deleted {
            let message = format!("{} addresses exist at {}.", deletion.addresses, stack.domain);
            return Err(Error::new(Code::DomainInUse, message)
                .fix("Send release_addresses=true to release them; mail to them is then refused.")
                .with("addresses", deletion.addresses));
        }
        let released = deletion.released.len();
        self.notify_released(deletion.released).await?;
        Ok((stack, released))
    }
}

/// The proof depends on a master key that is not listed, so nothing can be decided about the domain.
pub(super) fn unknown_proof(stack: &str) -> Error {
    log::error(&format!(
        "the proof of {stack} is derived from master key number 1, which MASTER_KEY does not list: list it again"
    ));
    Error::new(
        Code::Misconfigured,
        "The proof of this domain is not known: the deployment's MASTER_KEY lacks key number 1.",
    )
}

fn invalid(message: String) -> Error {
    Error::new(Code::InvalidDomain, message)
        .fix("Send a domain that you have registered, such as myagent.dev, not a URL.")
}

fn taken(transfers_at: Timestamp) -> Error {
    let message =
        format!("Another account has this domain. Your proof is recorded: on {transfers_at} the domain becomes yours.");
    Error::new(Code::DomainTaken, message)
        .fix("Leave your record in place until then. Both accounts get an email.")
        .with("transfers_at", transfers_at.to_string())
}
