//! The environment that a request names with `X-Environment`.

use crate::credential::{Credential, Kind};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::rpc::{EnterEnvironment, InternalRpc};

/// The pod that a request is for: that of its credential or, for a person, the one that the request names.
pub fn target(credential: &Credential, named: Option<&str>) -> Result<PodId> {
    let own = credential.pod();
    let Some(named) = named else { return Ok(own.clone()) };
    let pod = PodId::of_any(named, &AccountId::of_home(own));
    match credential.kind() {
        Kind::Session => Ok(pod),
        _ if pod == *own => Ok(pod),
        Kind::Account => {
            Err(Error::new(Code::PodAuthForbidden, "The account's key acts in the account's default environment only.")
                .fix("Use a key of the environment, or the session of a person who is assigned to it."))
        }
        _ => Err(Error::invalid("X-Environment names another environment than that of the key.")
            .fix("Leave the header out: the key names its environment.")),
    }
}

/// Asks the home pod of a session whether the person acts in another pod of the account.
///
/// # Errors
/// `not_found`, `unauthorized`, `rate_limited`.
pub async fn enter(rpc: &InternalRpc, credential: &Credential, pod: &PodId) -> Result<()> {
    if pod == credential.pod() {
        return Ok(());
    }
    let enter = EnterEnvironment { key: credential.hash().as_str().to_owned(), pod: pod.clone() };
    rpc.call(credential.pod(), &enter).await
}
