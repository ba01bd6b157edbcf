//! Who manages tenants.

use crate::directory::PodApi;
use crate::edge::Edge;
use crate::edge::admin::Operator;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::wire::{AccountPrincipal, Call, FromCall};

/// The operator of the deployment, who manages the tenants of all accounts, or an account, which manages its own.
pub enum TenantAdmin {
    Operator,
    Account(Box<AccountPrincipal>),
}

impl TenantAdmin {
    /// The account's credential.
    pub fn key(&self) -> Option<&KeyId> {
        match self {
            Self::Operator => None,
            Self::Account(account) => Some(&account.key_id),
        }
    }

    /// The account whose tenants are meant. None: the operator has named none.
    ///
    /// # Errors
    /// `not_found` if an account names another one.
    pub fn account(&self, named: Option<String>) -> Result<Option<AccountId>> {
        match (self, named) {
            (Self::Operator, None) => Ok(None),
            (Self::Operator, Some(named)) => Ok(Some(AccountId::named(named))),
            (Self::Account(account), Some(named)) if named != account.id().as_str() => Err(Error::not_found("account")),
            (Self::Account(account), _) => Ok(Some(account.id().clone())),
        }
    }
}

impl FromCall for TenantAdmin {
    fn from_call(call: &mut Call) -> Result<Self> {
        if !call.extension::<Edge>()?.config.multi_tenant {
            return Err(Error::new(Code::EntitlementRequired, "This deployment has not enabled tenants.").fix(
                "Use pods: POST /v1/pods. The operator of the deployment enables tenants with MULTI_TENANT=true.",
            ));
        }
        match call.extension::<Operator>() {
            Ok(_) => Ok(Self::Operator),
            Err(_) => AccountPrincipal::from_call(call).map(|account| Self::Account(Box::new(account))),
        }
    }
}

impl Edge {
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
