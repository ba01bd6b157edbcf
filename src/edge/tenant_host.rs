//! The host of a request, which can select a tenant before any authentication.

use std::collections::HashMap;
use std::sync::LazyLock;

use parking_lot::Mutex;

use crate::credential::{Credential, Kind};
use crate::directory::{Directory, Tenant};
use crate::error::{Error, Result};
use crate::platform::clock;
use crate::time::{MINUTE, Timestamp};

/// Tenants that are remembered.
const MAX_CACHED: usize = 10_000;

type Tenants = HashMap<String, (Tenant, Timestamp)>;

/// The pods and accounts of tenants, which stay the same while the tenant exists. Whether it is active is never taken from here.
static CACHE: LazyLock<Mutex<Tenants>> = LazyLock::new(Mutex::default);

/// Finds the tenant with a label. Its pod judges the tenant's own credentials: what it says is newer than any answer of the directory.
/// For others, the tenant has to be active.
///
/// # Errors
/// `unknown_host`.
pub async fn find(directory: &Directory, label: &str, credential: Option<&Credential>) -> Result<Tenant> {
    let is_own = |tenant: &Tenant| credential.is_some_and(|credential| tenant.has(credential));
    if let Some(tenant) = cached(label).filter(is_own) {
        return Ok(tenant);
    }
    match directory.tenant_of_host(label).await? {
        Some(tenant) if tenant.is_active != 0 || is_own(&tenant) => {
            store(label, &tenant);
            Ok(tenant)
        }
        _ => Err(Error::unknown_host()),
    }
}

impl Tenant {
    /// Whether a credential is one of the tenant's pod, or a session of its account. The pod decides whether it still works, and whether
    /// the person acts there.
    pub fn has(&self, credential: &Credential) -> bool {
        let is_of_account = credential.kind() == Kind::Session && *credential.pod() == self.account.home_pod();
        is_of_account || *credential.pod() == self.pod
    }
}

fn cached(label: &str) -> Option<Tenant> {
    let tenants = CACHE.lock();
    tenants.get(label).filter(|(_, until)| clock::now() < *until).map(|(tenant, _)| tenant.clone())
}

fn store(label: &str, tenant: &Tenant) {
    let mut tenants = CACHE.lock();
    if tenants.len() >= MAX_CACHED {
        tenants.clear();
    }
    tenants.insert(label.to_owned(), (tenant.clone(), clock::now().plus(MINUTE)));
}
