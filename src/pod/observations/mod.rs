//! Observations: notes of an agent, for itself or for all agents of the deployment.
//!
//! An agent's own observations are stored in its pod, shared ones in the directory. A list of both is merged by time.

mod store;

use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Pod;
use crate::directory::{ObservationFilter, SELECT_TOPICS};
use crate::error::{Code, Error, Result};
use crate::id::{ObservationId, PodId};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::{Body, Both, Created, Cursor, Json, Page, PageInfo, Paging, Path, Place, Query};

/// Characters of the content.
const MAX_CONTENT_CHARS: usize = 10_000;
/// Characters of a topic, and of a display name.
const MAX_NAME_CHARS: usize = 100;

/// The observations that a pod can see.
#[derive(Clone, Copy)]
pub struct Observations<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The observations that the pod can see.
    pub(in crate::pod) const fn observations(&self) -> Observations<'_> {
        Observations { pod: self }
    }
}

/// An observation to write.
#[derive(Deserialize, ToSchema)]
pub struct NewObservation {
    /// What it is about: 1 to 100 characters.
    #[schema(example = "market-signals")]
    topic: String,
    /// 1 to 10,000 characters.
    #[schema(max_length = 10_000, example = "The build is green again.")]
    content: String,
    /// Whether every agent of the deployment can read it.
    #[serde(default)]
    shared: bool,
    /// The name that readers see, at most 100 characters. It is not checked: rely on `agent_id`.
    #[schema(max_length = 100, example = "Ada")]
    display_name: Option<String>,
}

/// An observation.
#[derive(Serialize, ToSchema)]
pub struct Observation {
    /// The id of the observation.
    id: ObservationId,
    /// The id of the pod whose key wrote it, or of the account if the account's key did. It cannot be forged.
    agent_id: PodId,
    /// The name that readers see.
    #[schema(example = "Ada")]
    display_name: Option<String>,
    /// The topic.
    #[schema(example = "market-signals")]
    topic: String,
    /// The text of the observation.
    #[schema(example = "The build is green again.")]
    content: String,
    /// Whether every agent of the deployment can read it.
    shared: bool,
    /// When it was created.
    created_at: Timestamp,
}

/// Write an observation.
///
/// Only this pod can read it. With `shared`, every agent of the deployment can. A pod stores its newest 100,000 observations. Of the
/// shared observations of an account's pods, the newest 1,000 are stored. Purging a pod deletes its shared observations, too.
#[operation(
    POST "/v1/observations", tag = "observations", permission = ObservationsWrite, tool,
    reply = "The observation.",
    errors(MissingFields = "`topic` or `content` is missing or empty.", InvalidContent = "`content` is too long.", InvalidRequest),
    audit(ObservationWritten, ObservationShared),
)]
pub async fn create_observation(pod: Pod, Body(new): Body<NewObservation>) -> Result<Created<Observation>> {
    let new = new.checked()?;
    if new.shared { pod.observations().share(new).await } else { pod.observations().add(new) }.map(Created)
}

/// Which observations to list.
/// - `all`: your own and all shared ones
/// - `mine`: your own
/// - `shared`: all shared ones
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    #[default]
    All,
    Mine,
    Shared,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListObservations {
    /// Only observations on this topic.
    topic: Option<String>,
    /// Only observations of this agent.
    agent_id: Option<String>,
    /// Only observations written at or after this time (RFC 3339).
    since: Option<Timestamp>,
    /// `all`: your own and all shared ones; `mine`: your own; `shared`: all shared ones.
    #[serde(default)]
    #[param(inline)]
    scope: Scope,
}

/// The filters of the list.
#[derive(Serialize, ToSchema)]
#[schema(as = ObservationFilters)]
pub struct Filters {
    /// Only observations on this topic.
    #[schema(example = "builds")]
    topic: Option<String>,
    /// Only observations of this agent.
    #[schema(example = "pod_0a1b2c3d4e5f6g7h")]
    agent_id: Option<String>,
    /// Only observations written at or after this time.
    since: Option<Timestamp>,
    #[schema(inline)]
    scope: Scope,
    /// The same as `limit` of the page.
    limit: u32,
}

/// A page of observations.
#[derive(Serialize, ToSchema)]
#[schema(as = Observations)]
pub struct ObservationPage {
    /// Newest first.
    observations: Vec<Observation>,
    filters: Filters,
    #[serde(flatten)]
    page: PageInfo,
}

/// List observations.
///
/// Lists the newest first. Each shared observation has a later time than the one before. So a list with the time of the last one that
/// you have read in `since` misses none.
#[operation(
    GET "/v1/observations", tag = "observations", permission = ObservationsRead, tool,
    reply = "A page of observations.",
    errors(InvalidRequest),
)]
pub async fn list_observations(
    pod: Pod,
    Query(Both(list, page)): Query<Both<ListObservations, Paging<50, 200, Place>>>,
) -> Result<Json<ObservationPage>> {
    let limit = page.limit.get();
    let cursor = page.cursor.map_or(Place::END, |Cursor(place)| place);
    let wanted = ObservationFilter {
        topic: list.topic.as_deref(),
        author: list.agent_id.as_deref(),
        since: list.since.unwrap_or_default(),
        before: (cursor.number, &cursor.id),
        limit: limit + 1,
    };
    // Each source gives a whole page and one more, so what is merged is a page whatever the other one has.
    let mut found = pod.observations().visible(list.scope, &wanted).await?;
    found.sort_unstable_by(|one, other| other.place().cmp(&one.place()));
    let page = Page::cut(found, limit, |last| Place { number: last.created_at.millis(), id: last.id.to_string() });
    Ok(Json(ObservationPage {
        page: page.info(limit),
        observations: page.items,
        filters: Filters { topic: list.topic, agent_id: list.agent_id, since: list.since, scope: list.scope, limit },
    }))
}

/// A topic.
#[derive(FromRow, Serialize, ToSchema)]
#[schema(as = ObservationTopic)]
pub struct Topic {
    /// The topic.
    #[schema(example = "market-signals")]
    topic: String,
    /// Observations with this topic that you can see: your own and shared ones.
    count: i64,
    /// When the latest one was written.
    latest: Timestamp,
}

/// A page of topics.
#[derive(Serialize, ToSchema)]
#[schema(as = ObservationTopics)]
pub struct Topics {
    /// In the order of their names.
    topics: Vec<Topic>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List topics.
///
/// Lists the topics of your own and of all shared observations, by name.
#[operation(
    GET "/v1/observations/topics", tag = "observations", permission = ObservationsRead, tool,
    reply = "A page of topics.",
    errors(InvalidRequest),
)]
pub async fn list_observation_topics(
    pod: Pod,
    Query(list): Query<Paging<1_000, 1_000, String>>,
) -> Result<Json<Topics>> {
    let (limit, after) = (list.limit.get(), list.cursor.map(|Cursor(topic)| topic).unwrap_or_default());
    let mut topics: Vec<Topic> = Vec::new();
    for shared in pod.directory().shared_topics(&after, limit + 1).await? {
        let latest = Timestamp::from_millis(shared.latest);
        topics.push(Topic { topic: shared.topic, count: shared.count, latest });
    }
    topics.extend(pod.sql().rows::<Topic>(SELECT_TOPICS, &values![&after, limit + 1])?);
    topics.sort_by(|one, other| one.topic.cmp(&other.topic));
    topics.dedup_by(|second, first| {
        let same = second.topic == first.topic;
        if same {
            first.count += second.count;
            first.latest = first.latest.max(second.latest);
        }
        same
    });
    let page = Page::cut(topics, limit, |last| last.topic.clone());
    Ok(Json(Topics { page: page.info(limit), topics: page.items }))
}

/// A deleted observation.
#[derive(Serialize, ToSchema)]
pub struct DeletedObservation {
    /// Always true.
    deleted: bool,
    /// The observation that was deleted.
    #[schema(example = "obs_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// Delete an observation.
///
/// Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were already read are not recalled. The
/// same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.
#[operation(
    DELETE "/v1/observations/{id}", tag = "observations", permission = ObservationsWrite,
    path(id = "The observation's `id`."),
    reply = "The observation is deleted.",
    errors(NotFound = "It does not exist, or another agent wrote it."),
    audit(ObservationDeleted),
)]
pub async fn delete_observation(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedObservation>> {
    let observations = pod.observations();
    if observations.delete_own(&id)? || observations.delete_shared(&id).await? || observations.has_deleted(&id)? {
        return Ok(Json(DeletedObservation { deleted: true, id }));
    }
    Err(Error::not_found("observation").fix("GET /v1/observations?scope=mine lists those you can delete."))
}

impl NewObservation {
    fn checked(self) -> Result<Self> {
        let topic = self.topic.trim().to_owned();
        let display_name = self.display_name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if let Some((empty, _)) =
            [("topic", &topic), ("content", &self.content)].into_iter().find(|(_, text)| text.trim().is_empty())
        {
            return Err(
                Error::new(Code::MissingFields, format!("`{empty}` is empty.")).fix("Send a topic and a content.")
            );
        }
        for (field, name) in [("topic", Some(&topic)), ("display_name", display_name.as_ref())] {
            if name.is_some_and(|name| name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control)) {
                return Err(Error::invalid(format!(
                    "{field} can have at most {MAX_NAME_CHARS} characters and no control characters."
                )));
            }
        }
        let length = self.content.chars().count();
        if length > MAX_CONTENT_CHARS {
            let message = format!("content can have at most {MAX_CONTENT_CHARS} characters; this one has {length}.");
            return Err(Error::new(Code::InvalidContent, message).fix("Split it into several observations."));
        }
        Ok(Self { topic, display_name, ..self })
    }
}
