//! Inboxes of the account's environments. What they contain is read in their pods.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use macros::operation;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::register::checked_name;
use crate::directory::inboxes::{self as stored, NewInbox, Visible, other_client_request};
use crate::domain::Domain;
use crate::error::{Code, Error, Result};
use crate::id::{InboxId, PodId};
use crate::mail::address::Address;
use crate::platform::clock;
use crate::pod::{claimable, random_local_part};
use crate::rpc::InboxChanged;
use crate::time::Timestamp;
use crate::wire::{
    Body, Both, Created, Cursor, EnvironmentRequest, Json, Page, PageInfo, Paging, Patch, Path, Place, Principal,
    Query, to_json,
};

const MAX_CLIENT_ID_BYTES: usize = 255;

/// An inbox of an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvironmentInbox)]
pub struct Inbox {
    id: InboxId,
    /// The whole address.
    #[schema(example = "support@warren.example")]
    address: String,
    /// The part before the `@`.
    #[schema(example = "support")]
    username: String,
    /// The name of the sender in mail from this inbox.
    #[schema(example = "Acme Support")]
    display_name: Option<String>,
    /// The environment that the inbox belongs to.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    /// Your id of the inbox.
    #[schema(example = "support-1")]
    client_id: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<stored::Inbox> for Inbox {
    fn from(inbox: stored::Inbox) -> Self {
        Self {
            id: inbox.id,
            username: inbox.address.rsplit_once('@').map_or("", |(local, _)| local).to_owned(),
            address: inbox.address,
            display_name: inbox.display_name,
            environment_id: inbox.pod_id.environment(),
            client_id: inbox.client_id,
            created_at: Timestamp::from_millis(inbox.created_at),
        }
    }
}

/// An inbox to create.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = NewEnvironmentInbox)]
pub struct NewApiInbox {
    /// The part before the `@`. Default: a random one.
    #[schema(example = "support")]
    username: Option<String>,
    /// A domain of this deployment, or a domain of your account that serves the environment. Default: the domain of the environment's pod.
    #[schema(example = "warren.example")]
    domain: Option<String>,
    /// The name of the sender in mail from this inbox, at most 100 characters.
    #[schema(example = "Acme Support")]
    display_name: Option<String>,
    /// The environment, if your key or `X-Environment` does not name it. Default: the default environment.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
    /// Your id of the inbox, 1 to 255 bytes. A repeated request with the same id returns the inbox that the first one created.
    #[schema(example = "support-1")]
    client_id: Option<String>,
}

/// Create an inbox.
///
/// Claims an address for an environment. The environment is that of the key, of the header `X-Environment`, or of `environment_id`; two
/// that differ are refused. The account's key and persons can name any environment of the account. An account can have 10 addresses
/// (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.
///
/// With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.
#[operation(
    POST "/api/v1/inboxes", tag = "inboxes", caller = Pod, permission = MailWrite, per_inbox,
    replies((status = 201, description = "The inbox.", body = Inbox), (status = 200, description = "The inbox that was created with this `client_id`.", body = Inbox)),
    errors(InvalidRequest = "Also if the request names two environments.", InvalidAddress, AddressReserved, AddressLimit, AddressNotYours = "Your key is restricted to other addresses.", DomainUnverified, DomainNotYours, NotFound, AddressTaken, AddressQuarantined, IdempotencyMismatch = "Another inbox has this `client_id`, or another request this `Idempotency-Key`."),
    audit(AddressClaimed),
)]
pub async fn create_api_inbox(
    edge: Edge,
    request: EnvironmentRequest,
    Body(new): Body<NewApiInbox>,
) -> Result<Response> {
    let (pod, caller) = (request.named_or_own(new.environment_id.as_deref())?, request.caller);
    check_client_id(new.client_id.as_deref())?;
    let request = to_json(&(&new.username, &new.domain, &new.display_name))?;
    let request = HEXLOWER.encode(&Sha256::digest(request));
    let client = new.client_id.as_deref().map(|id| (id, &*request));
    if let Some(first) = edge.created_before(&caller, &pod, client).await? {
        return Ok((StatusCode::OK, Json(first)).into_response());
    }
    match edge.create_inbox(&caller, &pod, &new, client).await {
        Err(error) if matches!(error.code, Code::IdempotencyMismatch | Code::AddressTaken) => {
            // A concurrent request with the same id may have been the first.
            let first = edge.created_before(&caller, &pod, client).await?.ok_or(error)?;
            Ok((StatusCode::OK, Json(first)).into_response())
        }
        created => Ok(Created(created?).into_response()),
    }
}

fn check_client_id(id: Option<&str>) -> Result<()> {
    match id {
        Some(id) if id.is_empty() || id.len() > MAX_CLIENT_ID_BYTES || id.chars().any(char::is_control) => {
            Err(Error::invalid(format!(
                "client_id must have 1 to {MAX_CLIENT_ID_BYTES} bytes, without control characters."
            )))
        }
        _ => Ok(()),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListApiInboxes {
    /// The environment, if your key or `X-Environment` does not name it. Default: the default environment.
    #[param(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
}

/// The inboxes of an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvironmentInboxes)]
pub struct Inboxes {
    /// The oldest first.
    inboxes: Vec<Inbox>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List inboxes.
///
/// Lists the inboxes of one environment, the oldest first. These are all its addresses, also those that were claimed with
/// `POST /v1/email/claim`. A key that is restricted to some addresses sees these only.
#[operation(
    GET "/api/v1/inboxes", tag = "inboxes", caller = Pod, permission = MailRead, per_inbox,
    reply = "A page of inboxes.",
    errors(InvalidRequest = "Also if the request names two environments.", NotFound),
)]
pub async fn list_api_inboxes(
    edge: Edge,
    request: EnvironmentRequest,
    Query(Both(list, paging)): Query<Both<ListApiInboxes, Paging<100, 100, Place>>>,
) -> Result<Json<Inboxes>> {
    let (pod, caller) = (request.named_or_own(list.environment_id.as_deref())?, request.caller);
    let directory = edge.directory()?;
    directory.inbox_home(&caller.account, &pod).await?;
    let after = paging.cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let limit = paging.limit.get();
    let inboxes = directory.inboxes(&visible(&caller, Some(&pod)), after, limit + 1).await?;
    let page = Page::cut(inboxes, limit, |inbox| Place { number: inbox.created_at, id: inbox.id.to_string() });
    let info = page.info(limit);
    Ok(Json(Inboxes { inboxes: page.items.into_iter().map(Inbox::from).collect(), page: info }))
}

/// Read an inbox.
///
/// Without `X-Environment`, the account's key and persons can read every inbox of the account; a pod's key, those of its pod.
#[operation(
    GET "/api/v1/inboxes/{id}", tag = "inboxes", caller = Pod, permission = MailRead, per_inbox,
    path(id = "The inbox's id."),
    reply = "The inbox.",
    errors(InvalidRequest = "The request names two environments.", NotFound),
)]
pub async fn get_api_inbox(edge: Edge, request: EnvironmentRequest, Path(id): Path<String>) -> Result<Json<Inbox>> {
    let pod = request.named()?;
    Ok(Json(edge.directory()?.inbox(&visible(&request.caller, pod.as_ref()), &id).await?.into()))
}

/// Changes to an inbox. Absent fields do not change.
#[derive(Deserialize, ToSchema)]
#[schema(as = EnvironmentInboxPatch)]
pub struct ApiInboxPatch {
    /// The name of the sender in mail from this inbox, at most 100 characters. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Acme Support")]
    display_name: Patch<String>,
}

/// Change an inbox.
///
/// Changes the display name, which applies to mail that is sent afterwards.
#[operation(
    PATCH "/api/v1/inboxes/{id}", tag = "inboxes", caller = Pod, permission = MailWrite, per_inbox,
    path(id = "The inbox's id."),
    reply = "The changed inbox.",
    errors(InvalidRequest = "Also if the request names two environments.", NotFound),
    audit(AddressUpdated),
)]
pub async fn update_api_inbox(
    edge: Edge,
    request: EnvironmentRequest,
    Path(id): Path<String>,
    Body(patch): Body<ApiInboxPatch>,
) -> Result<Json<Inbox>> {
    let (pod, directory) = (request.named()?, edge.directory()?);
    let visible = visible(&request.caller, pod.as_ref());
    if patch.display_name.is_keep() {
        return Ok(Json(directory.inbox(&visible, &id).await?.into()));
    }
    let name = checked_display_name(patch.display_name.apply(None))?;
    let inbox = directory.rename_inbox(&visible, &id, name.as_deref(), clock::now()).await?;
    edge.notify_inbox(&request.caller, &inbox, false).await?;
    Ok(Json(inbox.into()))
}

pub(super) fn visible<'a>(caller: &'a Principal, pod: Option<&'a PodId>) -> Visible<'a> {
    Visible { account: &caller.account, pod, addresses: caller.inboxes.as_deref(), caller: &caller.key_id }
}

fn checked_display_name(name: Option<String>) -> Result<Option<String>> {
    let refusal = "display_name can have at most 100 characters, without angle brackets and control characters.";
    match checked_name(name) {
        Ok(name) if name.as_ref().is_none_or(|name| !name.contains(['<', '>'])) => Ok(name),
        _ => Err(Error::invalid(refusal)),
    }
}

impl Edge {
    async fn create_inbox(
        &self,
        caller: &Principal,
        pod: &PodId,
        new: &NewApiInbox,
        client: Option<(&str, &str)>,
    ) -> Result<Inbox> {
        let directory = self.directory()?;
        let slug = directory.inbox_home(&caller.account, pod).await?.slug;
        let username = new.username.clone().map_or_else(random_local_part, Ok)?;
        let (address, is_foreign_domain) = self.claimable(&username, new.domain.as_deref(), slug.as_deref())?;
        let text = address.to_string();
        if caller.inboxes.as_ref().is_some_and(|inboxes| !inboxes.contains(&text)) {
            return Err(Error::new(Code::AddressNotYours, "Your key is restricted to other addresses.")
                .fix("Use a key without `inboxes`."));
        }
        let display_name = checked_display_name(new.display_name.clone())?;
        let inbox = NewInbox {
            id: &InboxId::generate()?,
            account: &caller.account,
            pod,
            caller: &caller.key_id,
            address: &address,
            is_foreign_domain,
            display_name: display_name.as_deref(),
            client,
            limits: self.config.limits(caller.tier),
            now: clock::now(),
        };
        let inbox = directory.create_inbox(&inbox).await?;
        self.notify_inbox(caller, &inbox, true).await?;
        Ok(inbox.into())
    }

    /// The inbox that an earlier request with the same `client_id` created.
    ///
    /// # Errors
    /// `idempotency_mismatch` if that was another request.
    async fn created_before(
        &self,
        caller: &Principal,
        pod: &PodId,
        client: Option<(&str, &str)>,
    ) -> Result<Option<Inbox>> {
        let Some((id, request)) = client else { return Ok(None) };
        let first = self.directory()?.inbox_of_client(&visible(caller, Some(pod)), id).await?;
        let Some(first) = first else { return Ok(None) };
        if first.client_request.as_deref() != Some(request) {
            return Err(other_client_request());
        }
        // The first request may have ended before the pod knew.
        self.notify_inbox(caller, &first, true).await?;
        Ok(Some(first.into()))
    }

    /// The address of a new inbox, and whether its domain belongs to an account.
    fn claimable(&self, username: &str, domain: Option<&str>, slug: Option<&str>) -> Result<(Address, bool)> {
        let mail_domain = &self.config.mail_domain;
        let own = match slug.filter(|_| self.config.pod_subdomains) {
            Some(slug) => format!("{slug}.{mail_domain}"),
            None => mail_domain.clone(),
        };
        let named = domain.map(|domain| {
            Domain::parse(domain).map_err(|reason| Error::new(Code::InvalidAddress, format!("The domain {reason}.")))
        });
        match named.transpose()? {
            Some(named) if !named.is_within(mail_domain) => {
                Ok((claimable(&format!("{username}@{named}"), named.as_str(), false)?, true))
            }
            Some(named) => Ok((claimable(&format!("{username}@{named}"), &own, own == *mail_domain)?, false)),
            None => Ok((claimable(&format!("{username}@{own}"), &own, own == *mail_domain)?, false)),
        }
    }

    async fn notify_inbox(&self, caller: &Principal, inbox: &stored::Inbox, is_new: bool) -> Result<()> {
        let changed = InboxChanged { actor: caller.actor.clone(), address: inbox.address.clone(), is_new };
        self.internal_rpc()?.call(&inbox.pod_id, &changed).await
    }
}
