//! What all APIs of pods share: making, changing, suspending and erasing one, and telling it.

use serde::{Deserialize, Deserializer, de};

use super::Edge;
use crate::directory::{Authority, DeletedCounts, NewPod, Pod, PodApi, PodPatch};
use crate::egress::EgressFqdns;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::metadata::Metadata;
use crate::money::Caps;
use crate::platform::{clock, log};
use crate::rate::Rates;
use crate::rpc::{AccessChanged, Erase, Erased};
use crate::slug::EnvSlug;

/// Interrupted deletions that one scheduled run finishes.
const MAX_DELETIONS: u32 = 5;

/// A pod to be made without a key.
pub struct NewNamespace<'a> {
    pub name: &'a str,
    pub slug: &'a EnvSlug,
    pub plan: Option<&'a str>,
    pub metadata: &'a Metadata,
    pub egress: &'a EgressFqdns,
}

/// A slug in a change. It is refused, also null.
#[derive(Default)]
pub struct SlugChange;

impl<'de> Deserialize<'de> for SlugChange {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(de::Error::custom(Error::invalid("slug never changes")))
    }
}

/// Checks that it is not the account's home pod, which has the account's keys, and ends with the account only.
///
/// # Errors
/// `forbidden`.
pub fn check_not_default(account: &AccountId, pod: &PodId, noun: &str) -> Result<()> {
    if *pod != account.home_pod() {
        return Ok(());
    }
    let message = format!("The default {noun} cannot be disabled or deleted, and has no keys but the account's.");
    Err(Error::new(Code::Forbidden, message))
}

impl Edge {
    /// Makes a pod without a key. The limit of pods does not bind the operator of the deployment.
    pub(super) async fn create_namespace(
        &self,
        account: &AccountId,
        by: Authority<'_>,
        new: &NewNamespace<'_>,
    ) -> Result<Pod> {
        let slug = match (&self.config.tenant_hosts, new.slug.label()) {
            (None, _) => None,
            (Some(_), Some(slug)) => Some(slug),
            (Some(_), None) => return Err(Error::invalid("slug has at most 63 characters: it is part of a domain")),
        };
        let new = NewPod {
            id: PodId::generate()?,
            account,
            by,
            name: Some(new.name),
            env_slug: new.slug,
            slug: slug.as_ref(),
            rates: Rates::default(),
            caps: Caps::default(),
            plan: new.plan,
            metadata: new.metadata,
            egress: new.egress,
            key: None,
            limit: self.config.tenant_limit.filter(|_| matches!(by, Authority::Credential(_))),
            sealed_under: self.config.master_key.number(),
            now: clock::now(),
        };
        self.directory()?.create_pod(&new).await
    }

    /// Changes the settings of a pod. They apply to its next request.
    pub(super) async fn patch_pod(
        &self,
        api: PodApi,
        account: &AccountId,
        by: Authority<'_>,
        pod: &PodId,
        patch: PodPatch,
    ) -> Result<Pod> {
        let status = patch.suspended.is_some();
        let pod = self.directory()?.patch_pod(api, account, by, pod, patch, clock::now()).await?;
        self.tell(pod, status).await
    }

    /// Suspends a pod, or ends its suspension. Its keys have stopped working when this returns, and its sockets are closed.
    pub(super) async fn suspend_pod(
        &self,
        account: &AccountId,
        pod: &PodId,
        suspended: bool,
        by: Authority<'_>,
    ) -> Result<Pod> {
        let pod = self.directory()?.suspend_pod(account, pod, suspended, by, clock::now()).await?;
        self.tell(pod, true).await
    }

    /// Deletes a pod as an environment or a tenant. Its data stays. If the pod was not told, it can be repeated.
    pub(super) async fn mark_pod_deleted(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
    ) -> Result<Pod> {
        let pod = self.directory()?.mark_pod_deleted(api, account, pod, by, clock::now()).await?;
        self.tell(pod, true).await
    }

    /// Takes back that a pod was deleted.
    pub(super) async fn restore_pod(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
    ) -> Result<Pod> {
        let pod = self.directory()?.restore_pod(api, account, pod, by, clock::now()).await?;
        self.tell(pod, true).await
    }

    /// Erases a pod and all its data. If it is interrupted, it can be repeated.
    pub(super) async fn erase_pod(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
    ) -> Result<(Pod, DeletedCounts, Erased)> {
        let pod = self.directory()?.mark_pod_deleting(api, account, pod, by, clock::now()).await?;
        // It lets people in no longer.
        self.internal_rpc()?.call(&account.home_pod(), &AccessChanged::default()).await?;
        let (deleted, erased) = self.finish_deletion(&pod.id).await?;
        Ok((pod, deleted, erased))
    }

    /// Finishes some deletions of pods that were interrupted.
    pub(super) async fn finish_deletions(&self) -> Result<()> {
        for pod in self.directory()?.pods_being_deleted(MAX_DELETIONS).await? {
            log::logged(self.finish_deletion(&pod).await);
        }
        Ok(())
    }

    async fn finish_deletion(&self, pod: &PodId) -> Result<(DeletedCounts, Erased)> {
        let (directory, rpc) = (self.directory()?, self.internal_rpc()?);
        let mut vault_versions = 0;
        let erased = loop {
            let erased = rpc.call(pod, &Erase {}).await?;
            vault_versions += erased.vault_versions;
            if erased.complete {
                break Erased { vault_versions, ..erased };
            }
        };
        Ok((directory.delete_pod(pod, clock::now()).await?, erased))
    }

    /// Tells a pod that its settings have changed, and whether its status has.
    async fn tell(&self, pod: Pod, status: bool) -> Result<Pod> {
        self.internal_rpc()?.call(&pod.id, &AccessChanged { revoked: Vec::new(), status }).await?;
        Ok(pod)
    }
}
