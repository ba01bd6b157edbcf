//! Git repositories that runs work in.

use macros::{FromRow, operation};
use run_protocol::RepositorySpec;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{OrgPod, Runs};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::{Body, Created, Json, Path};

const MAX_REPOSITORIES: u32 = 1_000;
const MAX_NAME_CHARS: usize = 100;
const MAX_URL_CHARS: usize = 2_000;
const MAX_BRANCH_CHARS: usize = 255;

/// A repository to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRepository {
    /// The name that it has in the configuration of runners, at most 100 characters. Unique in the environment.
    #[schema(example = "site")]
    name: String,
    /// Where it is, for people. Runners use the path or URL in their own configuration, never this.
    #[schema(example = "https://git.example/team/site")]
    url: Option<String>,
    /// The branch where runs begin that name none. Default: the repository's own.
    #[schema(example = "main")]
    default_branch: Option<String>,
}

/// A repository.
#[derive(FromRow, Serialize, ToSchema)]
pub struct Repository {
    /// The `repository_id` of runs.
    #[schema(example = 1)]
    pub id: i64,
    /// The name that it has in the configuration of runners.
    #[schema(example = "site")]
    pub name: String,
    /// Where it is, for people.
    #[schema(example = "https://git.example/team/site")]
    pub url: Option<String>,
    /// The branch where runs begin that name none.
    #[schema(example = "main")]
    pub default_branch: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// The repositories of an environment.
#[derive(Serialize, ToSchema)]
pub struct Repositories {
    /// The oldest first.
    repositories: Vec<Repository>,
    /// Number of items in this reply.
    total: usize,
}

/// A repository, as it was added.
#[derive(Serialize, ToSchema)]
pub struct OneRepository {
    repository: Repository,
}

/// A deleted repository.
#[derive(Serialize, ToSchema)]
pub struct DeletedRepository {
    /// The repository.
    #[schema(example = 1)]
    id: i64,
    /// Always true.
    deleted: bool,
}

/// List repositories.
#[operation(
    GET "/api/v1/ext/orgs/{org}/repositories", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The repositories.",
    errors(NotFound = "The key belongs to another account."),
)]
pub async fn list_repositories(OrgPod(pod): OrgPod, Path(_): Path<String>) -> Result<Json<Repositories>> {
    const SELECT_REPOSITORIES: &str =
        "SELECT id, name, url, default_branch, created_at FROM repository ORDER BY created_at, id";
    let repositories: Vec<Repository> = pod.sql().rows(SELECT_REPOSITORIES, &[])?;
    Ok(Json(Repositories { total: repositories.len(), repositories }))
}

/// Add a repository.
///
/// Gives a repository an id, so that runs can work in it. A runner works in it only if its own configuration has a repository of the same
/// name; credentials for git stay there. An environment can have 1,000.
#[operation(
    POST "/api/v1/ext/orgs/{org}/repositories", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The repository.",
    errors(InvalidRequest, MissingFields, RepositoryLimit, RepositoryExists, NotFound = "The key belongs to another account."),
    audit(RepositoryAdded),
)]
pub async fn create_repository(
    OrgPod(pod): OrgPod,
    Path(_): Path<String>,
    Body(new): Body<NewRepository>,
) -> Result<Created<OneRepository>> {
    // A random number, so that it means nothing in another environment.
    const INSERT_REPOSITORY: &str = "
        INSERT INTO repository (id, name, url, default_branch, created_at)
        SELECT abs(random() % 2000000000) + 1, ?1, ?2, ?3, ?4 WHERE ?5 > (SELECT count(*) FROM repository)
        ON CONFLICT (name) DO NOTHING RETURNING id, name, url, default_branch, created_at";
    check("name", &new.name, MAX_NAME_CHARS)?;
    new.url.iter().try_for_each(|url| check("url", url, MAX_URL_CHARS))?;
    new.default_branch.iter().try_for_each(|branch| check("default_branch", branch, MAX_BRANCH_CHARS))?;
    let values = values![&new.name, new.url.as_deref(), new.default_branch.as_deref(), pod.now(), MAX_REPOSITORIES];
    let repository = pod.sql().atomically(|| {
        let Some(repository) = pod.sql().row::<Repository>(INSERT_REPOSITORY, &values)? else {
            return Err(pod.runs().not_added(&new.name)?);
        };
        pod.audit().record(AuditAction::RepositoryAdded, &repository.name)?;
        Ok(repository)
    })?;
    Ok(Created(OneRepository { repository }))
}

/// Delete a repository.
///
/// Runs cannot name it any more. Runs that were created with it go on.
#[operation(
    DELETE "/api/v1/ext/orgs/{org}/repositories/{id}", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", id = "The repository's `id`."),
    reply = "The repository is deleted.",
    errors(InvalidRequest, NotFound),
    audit(RepositoryDeleted),
)]
pub async fn delete_repository(
    OrgPod(pod): OrgPod,
    Path((_, id)): Path<(String, usize)>,
) -> Result<Json<DeletedRepository>> {
    const DELETE_REPOSITORY: &str = "DELETE FROM repository WHERE id = ? RETURNING name";
    let id = i64::try_from(id).map_err(|_| no_repository())?;
    pod.sql().atomically(|| {
        let name: Option<String> = pod.sql().value(DELETE_REPOSITORY, &values![id])?;
        pod.audit().record(AuditAction::RepositoryDeleted, &name.ok_or_else(no_repository)?)
    })?;
    Ok(Json(DeletedRepository { id, deleted: true }))
}

fn no_repository() -> Error {
    Error::not_found("repository").fix("GET /api/v1/ext/orgs/{org}/repositories lists the repositories.")
}

fn check(name: &str, text: &str, max: usize) -> Result<()> {
    let is_text = !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
    if is_text {
        return Ok(());
    }
    Err(Error::invalid(format!("{name} has no characters, more than {max}, or control characters.")))
}

impl Runs<'_> {
    /// The repository with this id, for a runner.
    ///
    /// # Errors
    /// `not_found`.
    pub fn repository(self, id: i64) -> Result<RepositorySpec> {
        const SELECT_REPOSITORY: &str = "SELECT id, name, url, default_branch, created_at FROM repository WHERE id = ?";
        let row: Option<Repository> = self.pod.sql().row(SELECT_REPOSITORY, &values![id])?;
        let Repository { name, url, default_branch, .. } = row.ok_or_else(no_repository)?;
        Ok(RepositorySpec { name, url, default_branch })
    }

    fn not_added(self, name: &str) -> Result<Error> {
        if self.pod.sql().exists("SELECT 1 FROM repository WHERE name = ?", &values![name])? {
            return Ok(Error::new(Code::RepositoryExists, "The environment has a repository of this name."));
        }
        let message = format!("The environment has {MAX_REPOSITORIES} repositories.");
        Ok(Error::new(Code::RepositoryLimit, message).fix("Delete one that is not needed."))
    }
}
