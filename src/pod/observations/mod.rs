//! Observations: notes of an agent, for itself or for all agents of the deployment.
//!
//! An agent's own observations are stored in its pod, shared ones in the directory. A list of both is merged by time.

mod store;

use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Pod;
use super::mail::correspondence::Cursor;
use crate::directory::{ObservationFilter, SELECT_TOPICS};
use crate::error::{Code, Error, Result};
use crate::id::{ObservationId, PodId};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::{Body, Created, Json, Path, Query};

/// Characters of the content.
const MAX_CONTENT_CHARS: usize = 10_000;
/// Characters of a topic, and of a display name.
const MAX_NAME_CHARS: usize = 100;
/// Observations on a page: the default, and the maximum.
const DEFAULT_PAGE_SIZE: u32 = 50;
const MAX_PAGE_SIZE: u32 = 200;
/// Topics on a page: the default and the maximum.
const MAX_TOPICS_PAGE_SIZE: u32 = 1_000;

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
    #[schema(value_type = String, example = "obs_0a1b2c3d4e5f6g7h")]
    id: ObservationId,
    /// The id of the pod whose key wrote it, or of the account if the account's key did. It cannot be forged.
    #[schema(value_type = String, example = "pod_0a1b2c3d4e5f6g7h")]
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
    #[schema(value_type = String, format = DateTime)]
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
    if new.shared { pod.share(new).await } else { pod.note(new) }.map(Created)
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
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// `all`: your own and all shared ones; `mine`: your own; `shared`: all shared ones.
    #[serde(default)]
    #[param(inline)]
    scope: Scope,
    /// Observations to list, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
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
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    #[schema(inline)]
    scope: Scope,
    /// The maximum number of observations on a page.
    limit: u32,
}

/// A page of observations.
#[derive(Serialize, ToSchema)]
pub struct Observations {
    /// Newest first.
    observations: Vec<Observation>,
    /// Observations on this page.
    count: usize,
    filters: Filters,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
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
pub async fn list_observations(pod: Pod, Query(list): Query<ListObservations>) -> Result<Json<Observations>> {
    let limit = checked(list.limit.unwrap_or(DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE)?;
    let cursor = list.cursor.unwrap_or_else(Cursor::end);
    let wanted = ObservationFilter {
        topic: list.topic.as_deref(),
        author: list.agent_id.as_deref(),
        since: list.since.unwrap_or_default(),
        before: (cursor.at, &cursor.which),
        limit: limit + 1,
    };
    // Each source gives a whole page and one more, so what is merged is a page whatever the other one has.
    let mut found = pod.visible(list.scope, &wanted).await?;
    found.sort_unstable_by(|one, other| other.place().cmp(&one.place()));
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().filter(|_| has_more);
    Ok(Json(Observations {
        next_cursor: last.map(|last| format!("{}-{}", last.created_at.millis(), last.id)),
        count: found.len(),
        observations: found,
        has_more,
        filters: Filters { topic: list.topic, agent_id: list.agent_id, since: list.since, scope: list.scope, limit },
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTopics {
    /// Topics to list, 1 to 1,000.
    #[param(default = 1000, minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Only topics after this one: `next_cursor` of the previous page.
    cursor: Option<String>,
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
    #[schema(value_type = String, format = DateTime)]
    latest: Timestamp,
}

/// A page of topics.
#[derive(Serialize, ToSchema)]
#[schema(as = ObservationTopics)]
pub struct Topics {
    /// In the order of their names.
    topics: Vec<Topic>,
    /// Topics on this page.
    count: usize,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// List topics.
///
/// Lists the topics of your own and of all shared observations, by name.
#[operation(
    GET "/v1/observations/topics", tag = "observations", permission = ObservationsRead, tool,
    reply = "A page of topics.",
    errors(InvalidRequest),
)]
pub async fn list_observation_topics(pod: Pod, Query(list): Query<ListTopics>) -> Result<Json<Topics>> {
    let limit = checked(list.limit.unwrap_or(MAX_TOPICS_PAGE_SIZE), MAX_TOPICS_PAGE_SIZE)?;
    let after = list.cursor.unwrap_or_default();
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
    let has_more = topics.len() > limit as usize;
    topics.truncate(limit as usize);
    let next_cursor = topics.last().filter(|_| has_more).map(|last| last.topic.clone());
    Ok(Json(Topics { count: topics.len(), topics, has_more, next_cursor }))
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
    if pod.forget_note(&id)? || pod.unshare(&id).await? || pod.has_deleted(&id)? {
        return Ok(Json(DeletedObservation { deleted: true, id }));
    }
    Err(Error::not_found("observation").fix("GET /v1/observations?scope=mine lists those you can delete."))
}

fn checked(limit: u32, most: u32) -> Result<u32> {
    if (1..=most).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::invalid(format!("limit must be from 1 to {most}.")))
    }
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
