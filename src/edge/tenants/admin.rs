//! Who manages tenants.

use crate::config::Config;
use crate::directory::{Authority, PodApi};
use crate::edge::Edge;
use crate::edge::admin::Operator;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::platform::log;
use crate::wire::{AccountPrincipal, Call, FromCall};

/// The operator of the deployment, who manages the tenants of all accounts, or an account, which manages its own.
pub enum TenantAdmin {
    Operator,
    Account(Box<AccountPrincipal>),
}

impl TenantAdmin {
    /// On whose authority it changes tenants.
    pub fn authority(&self) -> Authority<'_> {
        match self {
            Self::Operator => Authority::Operator,
            Self::Account(account) => Authority::Credential(&account.key_id),
        }
    }

    /// Checks that it makes keys for tenants of an account. A key opens mail and vault, which the operator has no access to.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn check_keys_of(&self, account: &AccountId) -> Result<()> {
        if matches!(self, Self::Account(_)) || *account == AccountId::operator() {
            return Ok(());
        }
        Err(Error::new(Code::Forbidden, "Only the account makes keys for its tenants: they open mail and vault.")
            .fix("Let the account send this request with its key."))
    }

    /// The account whose tenants are meant. None: the operator has named none.
    ///
    /// # Errors
    /// `not_found` if an account names another one.
    pub fn account(&self, named: Option<String>) -> Result<Option<AccountId>> {
        match (self, named) {
            (Self::Operator, None) => Ok(None),
            (Self::Operator, Some(named)) => Ok(Some(AccountId::of_any(&named))),
            (Self::Account(account), Some(named)) if AccountId::of_any(&named) != *account.id() => {
                Err(Error::not_found("account"))
            }
            (Self::Account(account), _) => Ok(Some(account.id().clone())),
        }
    }
}

impl FromCall for TenantAdmin {
    fn from_call(call: &mut Call) -> Result<Self> {
        check_entitlement(call.extension::<Edge>()?.config)?;
        match call.extension::<Operator>() {
            Ok(_) => Ok(Self::Operator),
            Err(_) => AccountPrincipal::from_call(call).map(|account| Self::Account(Box::new(account))),
        }
    }
}

/// Checks that the deployment has tenants.
///
/// # Errors
/// `entitlement_required`.
pub fn check_entitlement(config: &Config) -> Result<()> {
    if config.multi_tenant {
        return Ok(());
    }
    Err(Error::new(Code::EntitlementRequired, "This deployment has not enabled tenants.")
        .fix("Use pods: POST /v1/pods. The operator of the deployment enables tenants with MULTI_TENANT=true."))
}

impl Edge {
    /// As [`tenant`](Self::tenant), for an operation that changes it.
    pub(super) async fn tenant_to_change(
        &self,
        admin: &TenantAdmin,
        operation: &str,
        id: &str,
    ) -> Result<(AccountId, PodId)> {
        let (account, pod) = self.tenant(admin, id).await?;
        self.log_change(admin, operation, &pod);
        Ok((account, pod))
    }

    /// Logs what the operator does to tenants, which no account sees.
    pub(super) fn log_change(&self, admin: &TenantAdmin, operation: &str, pod: &PodId) {
        if matches!(admin, TenantAdmin::Operator) {
            log::info(&format!("{} {operation} of {pod} as the operator (with ADMIN_TOKEN)", self.request_id));
        }
    }

    /// The account and the pod of a tenant, by an id of any form. For an account, the directory is not asked whether it exists.
    pub(super) async fn tenant(&self, admin: &TenantAdmin, id: &str) -> Result<(AccountId, PodId)> {
        match admin {
            TenantAdmin::Account(account) => Ok((account.id().clone(), PodId::of_any(id, account.id()))),
            TenantAdmin::Operator => {
                let owner = self.directory()?.owner_of_either(&PodId::either(id)).await?;
                owner.ok_or_else(|| PodApi::Tenants.not_found())
            }
        }
    }
}
