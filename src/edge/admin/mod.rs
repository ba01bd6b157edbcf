//! Operations for the operator of the deployment.

pub mod accounts;
pub mod overview;
pub mod sessions;

use futures_util::{StreamExt, stream};
use macros::operation;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::Edge;
use super::origin::Origin;
use crate::ceiling::{GivenCeilings, Names};
use crate::config::Config;
use crate::credential::KeyHash;
use crate::directory::{ChangedAccount, PodApi, PodsOf};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId, SessionId};
use crate::limits::Tier;
use crate::platform::{clock, log};
use crate::rpc::AccessChanged;
use crate::wire::{Body, Call, FromCall, Json, Path, no_such_path};

const CONCURRENT_CALLS: usize = 16;
const PAGE_SIZE: u32 = 1_000;

/// The operator of the deployment, authenticated by `ADMIN_TOKEN` or by a session.
#[derive(Clone)]
pub struct Operator {
    /// None for `ADMIN_TOKEN` itself.
    pub session: Option<SessionId>,
}

impl Operator {
    /// Whether the credential is the operator's token.
    fn is(config: &Config, token: Option<&str>) -> bool {
        let (Some(token), Some(admin_token)) = (token, &config.admin_token) else { return false };
        // Hashes have the same length whatever was sent, so the comparison takes constant time.
        let (sent, expected) = (KeyHash::of(token), KeyHash::of(admin_token));
        sent.as_str().as_bytes().ct_eq(expected.as_str().as_bytes()).into()
    }
}

impl FromCall for Operator {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}

/// Changes to an account. Absent fields do not change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChanges {
    /// The new tier.
    tier: Option<Tier>,
    /// Names of tools that agents of the account may use at most. Empty: all. If one ceiling is given, all three are replaced.
    ceiling_tools: Option<Names>,
    /// Names of models. Empty: all.
    #[schema(example = json!([]))]
    ceiling_models: Option<Names>,
    /// Names of skills. Empty: all.
    #[schema(example = json!([]))]
    ceiling_skills: Option<Names>,
}

/// A changed account.
#[derive(Serialize, ToSchema)]
pub struct UpdatedAccount {
    /// The account's id.
    id: AccountId,
    /// The same as `id`.
    account_id: AccountId,
    /// The account's tier.
    tier: Tier,
    /// The tools that agents of the account may use at most. Empty: all.
    ceiling_tools: Names,
    /// The models. Empty: all.
    #[schema(example = json!([]))]
    ceiling_models: Names,
    /// The skills. Empty: all.
    #[schema(example = json!([]))]
    ceiling_skills: Names,
    /// Always true.
    updated: bool,
    /// Names the ceilings that were emptied because only others were given. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ceiling_models was not given and is now empty: it does not restrict.")]
    warning: Option<String>,
}

/// Change an account's tier or ceilings.
///
/// Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes apply to the next request. Needs
/// `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
#[operation(
    PATCH "/admin/accounts/{id}", tag = "admin", caller = Operator,
    path(id = "The account."),
    reply = "The changed account.",
    errors(InvalidRequest, MissingFields, Unauthorized = "The token is wrong.", NotFound = "There is no such account, or the deployment has no `ADMIN_TOKEN`."),
)]
pub async fn update_account(
    edge: Edge,
    _: Operator,
    Path(id): Path<String>,
    Body(changes): Body<AccountChanges>,
) -> Result<Json<UpdatedAccount>> {
    let AccountChanges { tier, ceiling_tools, ceiling_models, ceiling_skills } = changes;
    let given = GivenCeilings { tools: ceiling_tools, models: ceiling_models, skills: ceiling_skills };
    let (warning, ceiling) = (given.warning(), given.ceiling());
    if tier.is_none() && ceiling.is_none() {
        return Err(Error::new(Code::MissingFields, "Send tier, ceiling_tools, ceiling_models or ceiling_skills."));
    }
    let changed = edge.directory()?.change_account(&id, tier, ceiling.as_ref()).await?;
    let ChangedAccount { id, tier, tools, models, skills } = changed.ok_or_else(|| Error::not_found("account"))?;
    edge.notify_pods(&id).await?;
    Ok(Json(UpdatedAccount {
        account_id: id.clone(),
        id,
        tier,
        ceiling_tools: tools.0,
        ceiling_models: models.0,
        ceiling_skills: skills.0,
        updated: true,
        warning,
    }))
}

impl Edge {
    /// The hash of `ADMIN_TOKEN`.
    fn admin_hash(&self) -> Result<KeyHash> {
        self.config.admin_token.as_deref().map(KeyHash::of).ok_or_else(no_such_path)
    }

    /// Compares the credential with the operator's token and sessions. Wrong ones are counted by network; after too many, the right one is refused, too.
    ///
    /// # Errors
    /// `not_found` if the deployment has no such token, `unauthorized`, `rate_limited`.
    pub(super) async fn operator(&self, token: Option<&str>) -> Result<Operator> {
        if self.config.admin_token.is_none() {
            return Err(no_such_path());
        }
        let session = match token.filter(|token| token.starts_with("ops_")) {
            Some(token) => {
                self.directory()?.operator_session(&KeyHash::of(token), &self.admin_hash()?, clock::now()).await?
            }
            None => None,
        };
        let is_right = session.is_some() || Operator::is(self.config, token);
        if token.is_some() {
            let origin = Origin::of(self.ip.map(|ip| ip.to_string()).as_deref());
            let allowed = self.config.unauthenticated_requests_per_hour;
            self.directory()?.check_operator_token(origin.networks(), allowed, is_right, clock::now()).await?;
        }
        let refused = || {
            Error::unauthorized()
                .fix("Send `Authorization: Bearer <ADMIN_TOKEN>`, or a key if accounts can call this, too.")
        };
        if is_right { Ok(Operator { session }) } else { Err(refused()) }
    }

    /// Tells the pods of an account to read their limits again. A pod that cannot be reached does so within a minute.
    async fn notify_pods(&self, account: &AccountId) -> Result<()> {
        let (directory, rpc) = (self.directory()?, self.internal_rpc()?);
        let mut pods = vec![account.home_pod()];
        let mut after: Option<(i64, PodId)> = None;
        loop {
            let page = directory
                .pods(
                    PodApi::Pods,
                    PodsOf::Account(account),
                    after.as_ref().map(|(created_at, id)| (*created_at, id.as_str())),
                    PAGE_SIZE,
                )
                .await?;
            after = page.last().map(|pod| (pod.created_at, pod.id.clone()));
            let has_more = page.len() == PAGE_SIZE as usize;
            pods.extend(page.into_iter().map(|pod| pod.id));
            let notifications = pods.drain(..).map(|pod| {
                let rpc = &rpc;
                async move { log::logged(rpc.call(&pod, &AccessChanged::default()).await) }
            });
            stream::iter(notifications).buffer_unordered(CONCURRENT_CALLS).collect::<Vec<_>>().await;
            if !has_more {
                return Ok(());
            }
        }
    }
}
