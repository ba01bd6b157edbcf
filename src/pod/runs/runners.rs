//! Runners: programs that start agents on somebody's machine.

use macros::{FromRow, operation};
use run_protocol::Capabilities;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::socket::runner_tag;
use super::transitions::Pushed;
use super::{OrgPod, Runs};
use crate::audit_action::AuditAction;
use crate::credential::{Credential, Kind};
use crate::directory::{MadeBy, NewRunKey};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, RunKeyPurpose};
use crate::id::KeyId;
use crate::platform::values;
use crate::pod::Pod;
use crate::random;
use crate::time::{HOUR, SECOND, Timestamp};
use crate::wire::{Body, Created, Json, Path, Permission, Principal, PrincipalKind};

/// How long a token works, in seconds.
const DEFAULT_TOKEN_SECONDS: u32 = 3_600;
const MAX_TOKEN_SECONDS: u32 = 7 * 24 * 3_600;
/// How long the key of a runner lasts: as long as the runner.
const KEY_LIFETIME: i64 = 100 * 365 * 24 * HOUR;
const MAX_NAME_CHARS: usize = 100;

/// Whether a runner is connected.
/// - `online`: it is
/// - `offline`: it is not; its runs wait
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunnerStatus {
    Online,
    Offline,
}

/// A runner.
#[derive(Serialize, ToSchema)]
pub struct Runner {
    /// The id of the runner.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    id: String,
    /// The number of the runner, which can be sent instead of the id.
    #[schema(example = 1)]
    number: i64,
    /// The name of the runner.
    #[schema(example = "build server")]
    name: String,
    status: RunnerStatus,
    /// The version of the program; null before it has connected.
    #[schema(example = "0.1.0")]
    version: Option<String>,
    /// The types of agents that it can start.
    #[schema(example = json!(["claude-code", "codex"]))]
    agent_types: Vec<String>,
    /// Whether it starts commands that a request names.
    custom_commands: bool,
    /// Its runs that have not ended.
    active_runs: i64,
    /// How many runs it takes at once; null before it has connected.
    #[schema(example = 200)]
    max_runs: Option<u32>,
    /// When it last sent something about itself or its runs.
    last_seen_at: Option<Timestamp>,
    /// When it was registered.
    created_at: Timestamp,
}

/// The runners of an environment.
#[derive(Serialize, ToSchema)]
pub struct Runners {
    /// The oldest first.
    runners: Vec<Runner>,
    /// Number of items in this reply.
    total: usize,
}

#[derive(FromRow)]
struct RunnerRow {
    number: i64,
    id: String,
    name: String,
    version: Option<String>,
    capabilities: Option<String>,
    created_at: Timestamp,
    seen_at: Option<Timestamp>,
    active_runs: i64,
}

/// List runners.
///
/// Lists the runners of the key's environment, the oldest first: at most 100.
#[operation(
    GET "/api/v1/ext/orgs/{org}/runners", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The runners.",
    errors(NotFound = "The key belongs to another account."),
)]
pub async fn list_runners(OrgPod(pod): OrgPod, Path(_): Path<String>) -> Result<Json<Runners>> {
    const SELECT_RUNNERS: &str = "
        SELECT number, id, name, version, capabilities, created_at, seen_at,
          (SELECT count(*) FROM run WHERE run.runner = runner.number AND run.finished_at IS NULL) AS active_runs
        FROM runner WHERE removed_at IS NULL ORDER BY number";
    let rows: Vec<RunnerRow> = pod.sql().rows(SELECT_RUNNERS, &[])?;
    let runners: Vec<_> = rows.into_iter().map(|row| row.shown(&pod)).collect();
    Ok(Json(Runners { total: runners.len(), runners }))
}

impl RunnerRow {
    fn shown(self, pod: &Pod) -> Runner {
        let capabilities: Option<Capabilities> =
            self.capabilities.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let is_online = !pod.opened.state.get_websockets_with_tag(&runner_tag(self.number)).is_empty();
        Runner {
            id: self.id,
            number: self.number,
            name: self.name,
            status: if is_online { RunnerStatus::Online } else { RunnerStatus::Offline },
            version: self.version,
            custom_commands: capabilities.as_ref().is_some_and(|capabilities| capabilities.custom_commands),
            active_runs: self.active_runs,
            max_runs: capabilities.as_ref().map(|capabilities| capabilities.max_runs),
            agent_types: capabilities
                .map(|capabilities| capabilities.agent_types.into_iter().map(|agent_type| agent_type.id).collect())
                .unwrap_or_default(),
            last_seen_at: self.seen_at,
            created_at: self.created_at,
        }
    }
}

/// A token to create.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunnerToken {
    /// A name for the runner, at most 100 characters. Default: the name that the runner sends.
    #[schema(example = "build server")]
    name: Option<String>,
    /// How long the token works, in seconds: 1 to 604,800. Default: 3,600.
    #[schema(minimum = 1, maximum = 604_800, example = 3_600)]
    expires_in: Option<u32>,
}

/// A token with which one runner registers.
#[derive(Serialize, ToSchema)]
pub struct RunnerToken {
    /// The token. Not shown again.
    #[schema(example = "amt_pk7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    token: String,
    /// When the token stops working.
    expires_at: Timestamp,
}

/// Create a token for a runner.
///
/// A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have 100 tokens that were not used.
#[operation(
    POST "/api/v1/ext/orgs/{org}/runners/tokens", tag = "runs", permission = KeysWrite, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The token.",
    errors(InvalidRequest, KeyLimit, NotFound = "The key belongs to another account."),
    audit(RunnerTokenCreated),
)]
pub async fn create_runner_token(
    OrgPod(pod): OrgPod,
    caller: Principal,
    Path(_): Path<String>,
    Body(new): Body<NewRunnerToken>,
) -> Result<Created<RunnerToken>> {
    let seconds = new.expires_in.unwrap_or(DEFAULT_TOKEN_SECONDS);
    if !(1..=MAX_TOKEN_SECONDS).contains(&seconds) {
        return Err(Error::invalid(format!("expires_in is not from 1 to {MAX_TOKEN_SECONDS}.")));
    }
    let name = new.name.as_deref().map(checked_name).transpose()?;
    let token = Credential::issue(Kind::RunnerToken, pod.id(), &pod.config().tagger)?;
    let expires_at = pod.now().plus(i64::from(seconds) * SECOND);
    let key = new_key(&token, RunKeyPurpose::Token, name, Permission::RunsRegister, expires_at)?;
    let made_by = (caller.kind == PrincipalKind::Pod).then_some(&caller.key_id);
    let by = MadeBy { caller: &caller.key_id, key: made_by, member: caller.member.as_ref().map(|member| &member.id) };
    pod.directory().add_run_key(&key, &by, pod.now()).await?;
    pod.audit().record(AuditAction::RunnerTokenCreated, name.unwrap_or(""))?;
    Ok(Created(RunnerToken { token: token.reveal().to_owned(), expires_at }))
}

/// A runner that registers.
#[derive(Deserialize, ToSchema)]
pub struct NewRunner {
    /// A name for people, at most 100 characters.
    #[schema(example = "build server")]
    name: String,
}

/// A registered runner.
#[derive(Serialize, ToSchema)]
pub struct RegisteredRunner {
    /// The id of the runner.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    runner_id: String,
    /// The number of the runner, which can be sent instead of the id.
    #[schema(example = 1)]
    number: i64,
    /// The name of the runner.
    #[schema(example = "build server")]
    name: String,
    /// The runner's key. Not shown again.
    #[schema(example = "amr_pk7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    key: String,
    /// Where the runner connects.
    #[schema(example = "wss://warren.example/v1/runners/connect")]
    connect_url: String,
}

/// Register a runner.
///
/// The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the same request with the same
/// `Idempotency-Key` gets the same reply for 10 minutes.
#[operation(
    POST "/v1/runners/register", tag = "runs", permission = RunsRegister,
    reply = "The runner and its key.",
    errors(InvalidRequest, MissingFields, KeyLimit),
    audit(RunnerRegistered),
)]
pub async fn register_runner(
    pod: Pod,
    caller: Principal,
    Body(new): Body<NewRunner>,
) -> Result<Created<RegisteredRunner>> {
    const INSERT_RUNNER: &str = "
        INSERT INTO runner (id, name, key_id, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING number";
    let name = checked_name(&new.name)?;
    let credential = Credential::issue(Kind::Runner, pod.id(), &pod.config().tagger)?;
    let expires_at = pod.now().plus(KEY_LIFETIME);
    let key = new_key(&credential, RunKeyPurpose::Runner, Some(name), Permission::RunsServe, expires_at)?;
    let id = uuid()?;
    // The pod first: a runner without a key is listed and can be removed, a key without a runner is seen by nobody.
    let number: i64 = pod.sql().value(INSERT_RUNNER, &values![&id, name, key.id.as_str(), pod.now()])?.unwrap_or(0);
    if let Err(error) = pod.directory().replace_runner_token(&caller.key_id, &key, pod.now()).await {
        // After another error it may have its key nevertheless. Then it is listed, and can be removed.
        if matches!(error.code, Code::Unauthorized | Code::KeyLimit) {
            pod.sql().run("DELETE FROM runner WHERE number = ?", &values![number])?;
        }
        return Err(error);
    }
    pod.audit().record(AuditAction::RunnerRegistered, &id)?;
    let connect_url = format!("{}/v1/runners/connect", pod.config().public_url.replacen("http", "ws", 1));
    let key = credential.reveal().to_owned();
    Ok(Created(RegisteredRunner { runner_id: id, number, name: name.to_owned(), key, connect_url }))
}

/// A removed runner.
#[derive(Serialize, ToSchema)]
pub struct RemovedRunner {
    /// The runner.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    id: String,
    /// Always true.
    deleted: bool,
}

/// Remove a runner.
///
/// Its key stops working and its connection is closed before this call returns. Its runs that have not ended are `lost`; the runner ends
/// them when it hears that its key does not work.
#[operation(
    DELETE "/api/v1/ext/orgs/{org}/runners/{id}", tag = "runs", permission = KeysWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", id = "The runner: its id, or its number."),
    reply = "The runner is removed.",
    errors(NotFound),
    audit(RunnerRemoved),
    events(RunLost),
)]
pub async fn delete_runner(OrgPod(pod): OrgPod, Path((_, id)): Path<(String, String)>) -> Result<Json<RemovedRunner>> {
    #[derive(FromRow)]
    struct Removed {
        number: i64,
        id: String,
        key_id: String,
    }
    const SELECT_RUNNER: &str = "
        SELECT number, id, key_id FROM runner WHERE removed_at IS NULL AND (id = ?1 OR CAST(number AS TEXT) = ?1)";
    let find = || -> Result<Removed> {
        pod.sql().row(SELECT_RUNNER, &values![&id])?.ok_or_else(|| Error::not_found("runner"))
    };
    // The directory first: a runner whose key ended but that is still listed can be removed again.
    pod.directory().end_run_keys(&[find()?.key_id]).await?;
    pod.events().prepare().await?;
    let (runner, pushed) = pod.sql().atomically(|| {
        let runner = find()?;
        pod.sql().run("UPDATE runner SET removed_at = ?2 WHERE number = ?1", &values![runner.number, pod.now()])?;
        pod.audit().record(AuditAction::RunnerRemoved, &runner.id)?;
        let mut pushed = Pushed::new();
        for run in pod.runs().open_of(runner.number)? {
            pushed.append(&mut pod.runs().lost(&run, "runner_removed", "Its runner was removed.")?);
        }
        Ok((runner, pushed))
    })?;
    pod.opened.authenticator.forget().await;
    pod.runs().close_runner(runner.number);
    pod.runs().after(&pushed);
    Ok(Json(RemovedRunner { id: runner.id, deleted: true }))
}

fn new_key<'a>(
    credential: &'a Credential,
    purpose: RunKeyPurpose,
    label: Option<&'a str>,
    permission: Permission,
    expires_at: Timestamp,
) -> Result<NewRunKey<'a>> {
    let permissions = Some(vec![<&str>::from(permission).to_owned()]);
    let scope = KeyScope { permissions, inboxes: None, ip_ranges: None };
    Ok(NewRunKey { id: KeyId::generate()?, credential, purpose, label, scope, expires_at })
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(Error::invalid(format!(
            "name has no characters, more than {MAX_NAME_CHARS}, or control characters."
        )));
    }
    Ok(name)
}

/// A random UUID (RFC 9562, version 4), as existing programs expect for runners.
fn uuid() -> Result<String> {
    let mut bytes: [u8; 16] = random::bytes()?;
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

impl Runs<'_> {
    /// The number of the runner with this key.
    ///
    /// # Errors
    /// `missing_scope` if it is no runner's.
    pub fn runner_of(self, key: &KeyId) -> Result<i64> {
        const SELECT_NUMBER: &str = "SELECT number FROM runner WHERE key_id = ? AND removed_at IS NULL";
        let number = self.pod.sql().value(SELECT_NUMBER, &values![key.as_str()])?;
        number.ok_or_else(|| {
            crate::wire::missing_scope(Permission::RunsServe).fix("Connect with the key of a runner (amr_…).")
        })
    }
}
