//! Creating a run.

mod checks;
mod request;

use std::collections::BTreeMap;

use macros::{FromRow, operation};
use run_protocol::{EnvironmentValue, RunSpec};
use serde_json::Value;

use checks::{Variable, budget, check_ceilings};
use request::CheckedRun;
pub use request::NewRun;

use super::run::{OneRun, details_context};
use super::transitions::Pushed;
use super::{OrgPod, RunStatus, Runs, START_TIMEOUT, spec_context};
use crate::audit_action::AuditAction;
use crate::credential::{Credential, Kind};
use crate::directory::{MadeBy, NewRunKey};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, RunKeyPurpose};
use crate::id::{KeyId, RunId};
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::sockets;
use crate::time::{HOUR, MINUTE};
use crate::wire::{Body, Created, Path, Permission, Principal, PrincipalKind};

/// Runs of a pod that have not ended.
const MAX_OPEN_RUNS: i64 = 1_000;
/// Bytes of all values of the vault that a run gets.
const MAX_VAULT_BYTES: usize = 512 * 1024;
/// How much longer than the run its key lasts, if nothing ends it before.
const KEY_MARGIN: i64 = HOUR;

/// A runner that a run can be created for.
#[derive(FromRow)]
struct ChosenRunner {
    number: i64,
    capabilities: Option<String>,
}

/// Create a run.
///
/// Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is `running` when its runner has started it.
/// If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The run gets a key of its own for this
/// API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.
///
/// Unknown fields are refused. An environment can have 1,000 runs that have not ended.
#[operation(
    POST "/api/v1/ext/orgs/{org}/pods", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The run, with the status `creating`.",
    errors(InvalidRequest, MissingFields, AgentTypeUnavailable, CustomCommandsOff, CeilingExceeded, RunLimit, RunnerFull,
        AddressTaken, AddressReserved, AddressLimit, AddressQuarantined, InvalidAddress, AddressNotYours, DomainUnverified, DomainNotYours,
        NotFound = "There is no such runner, repository or secret."),
    audit(RunCreated),
    events(RunCreated),
)]
pub async fn create_run(
    OrgPod(pod): OrgPod,
    caller: Principal,
    Path(_): Path<String>,
    Body(new): Body<NewRun>,
) -> Result<Created<OneRun>> {
    let new = new.checked(&pod, &caller)?;
    let bounds = pod.bounds().await?;
    check_ceilings(&bounds.agents, &new.details)?;
    let environment = opened_variables(&pod, &new.environment).await?;
    let address = claimed_address(&pod, &caller, new.address.as_deref()).await?;
    let id = RunId::generate()?;
    let credential = Credential::issue(Kind::Run, pod.id(), &pod.config().tagger)?;
    let minutes = i64::from(new.details.pod_timeout_minutes);
    let key = NewRunKey {
        id: KeyId::generate()?,
        credential: &credential,
        purpose: RunKeyPurpose::Run,
        label: Some(id.as_str()),
        scope: KeyScope {
            permissions: Some(new.permissions.clone()),
            inboxes: address.clone().map(|address| vec![address]).or_else(|| caller.inboxes.clone()),
            ip_ranges: pod.caller()?.grant.own_ip_ranges(),
        },
        expires_at: pod.now().plus(START_TIMEOUT + minutes * MINUTE + KEY_MARGIN),
    };
    let by = MadeBy {
        caller: &caller.key_id,
        key: (caller.kind == PrincipalKind::Pod).then_some(&caller.key_id),
        member: caller.member.as_ref().map(|member| &member.id),
    };
    pod.events().prepare().await?;
    pod.wake_at(pod.now().plus(pod.config().scaled(START_TIMEOUT))).await?;
    pod.directory().add_run(&key, &budget(&new.details), &by, pod.now()).await?;
    let egress = bounds.egress.as_slice().to_vec();
    let spec = RunSpec { environment, address, ..new.spec(&pod, &id, &credential, egress) };
    let stored = pod.sql().atomically(|| pod.runs().insert(&id, &new, (&key.id, by.key), &spec));
    let event = match stored {
        Ok(event) => event,
        Err(error) => {
            // Without a run the key opens nothing; it is deleted so that nothing is left.
            log::logged(pod.directory().discard_run(&key.id).await);
            return Err(error);
        }
    };
    event.iter().for_each(|(_, event)| sockets::push(&pod, event));
    pod.runs().send_starts(new.runner)?;
    Ok(Created(OneRun { pod: pod.runs().shown(pod.runs().find(id.as_str())?)? }))
}

/// The variables as the runner gets them: values of the vault as their owner encrypted them.
async fn opened_variables(
    pod: &Pod,
    variables: &BTreeMap<String, Variable>,
) -> Result<BTreeMap<String, EnvironmentValue>> {
    let (mut opened, mut bytes) = (BTreeMap::new(), 0);
    for (name, variable) in variables {
        let value = match variable {
            Variable::Plain(value) => EnvironmentValue::Plain(value.clone()),
            Variable::Vault { key } => {
                let (version, ciphertext) = pod.vault().newest(key).await?;
                bytes += ciphertext.len();
                if bytes > MAX_VAULT_BYTES {
                    return Err(Error::new(
                        Code::TooLarge,
                        format!("Values of the vault have more than {MAX_VAULT_BYTES} bytes together."),
                    ));
                }
                EnvironmentValue::Vault { key: key.clone(), version, ciphertext }
            }
        };
        opened.insert(name.clone(), value);
    }
    Ok(opened)
}

/// The address that a run asks for, claimed for the pod.
async fn claimed_address(pod: &Pod, caller: &Principal, name: Option<&str>) -> Result<Option<String>> {
    let Some(name) = name else { return Ok(None) };
    caller.check_permission(Permission::MailWrite)?;
    pod.addresses().claim_named(name).await.map(Some)
}

impl CheckedRun {
    fn spec(&self, pod: &Pod, id: &RunId, key: &Credential, egress: Vec<String>) -> RunSpec {
        let details = &self.details;
        RunSpec {
            run: id.to_string(),
            agent_type: details.agent_type_id.clone(),
            prompt: details.initial_prompt.clone(),
            is_one_shot: details.initial_prompt.is_some() && (details.auto_close || details.max_turns.is_some()),
            repository: self.repository.clone(),
            branch: details.branch.clone(),
            sandbox: details.sandbox_type,
            command: self.command.clone(),
            arguments: self.arguments.clone(),
            mcp_config: self.mcp_config.clone().map(Value::Object),
            environment: BTreeMap::new(),
            auto_close_delay_seconds: details.auto_close_delay_seconds,
            timeout_minutes: details.pod_timeout_minutes,
            max_turns: details.max_turns,
            model: details.model.clone(),
            tools: details.tools.clone(),
            egress: (!egress.is_empty()).then_some(egress),
            url: pod.config().public_url.clone(),
            key: key.reveal().to_owned(),
            vault_owner: Some(pod.id().to_string()),
            address: None,
            columns: 80,
            rows: 24,
        }
    }
}

impl Runs<'_> {
    /// The runner that a request names by its id or its number.
    fn chosen(self, name: &str) -> Result<ChosenRunner> {
        const SELECT_RUNNER: &str = "
            SELECT number, capabilities FROM runner
            WHERE removed_at IS NULL AND (id = ?1 OR CAST(number AS TEXT) = ?1)";
        self.pod
            .sql()
            .row(SELECT_RUNNER, &values![name])?
            .ok_or_else(|| Error::not_found("runner").fix("GET /api/v1/ext/orgs/{org}/runners lists the runners."))
    }

    /// Stores a run and records its event. The limits are checked again. Part of the caller's transaction.
    fn insert(
        self,
        id: &RunId,
        new: &CheckedRun,
        (key, made_by): (&KeyId, Option<&KeyId>),
        spec: &RunSpec,
    ) -> Result<Pushed> {
        const COUNT_OPEN: &str =
            "SELECT coalesce(sum(count), 0) FROM run_total WHERE name IN ('creating', 'running', 'terminating')";
        const COUNT_OF_RUNNER: &str = "SELECT count(*) FROM run WHERE runner = ? AND finished_at IS NULL";
        const INSERT_RUN: &str = "
            INSERT INTO run (id, runner, status, details, spec, key_id, made_by, created_at, updated_at, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9) RETURNING seq";
        let (sql, now) = (self.pod.sql(), self.pod.now());
        if sql.value(COUNT_OPEN, &[])?.unwrap_or(0) >= MAX_OPEN_RUNS {
            return Err(Error::new(Code::RunLimit, format!("{MAX_OPEN_RUNS} runs have not ended yet."))
                .fix("Terminate runs, or wait until they end."));
        }
        if sql.value(COUNT_OF_RUNNER, &values![new.runner])?.unwrap_or(0) >= new.max_runs {
            return Err(Error::new(Code::RunnerFull, format!("The runner takes {} runs at once.", new.max_runs))
                .fix("Terminate a run, wait until one ends, or choose another runner.")
                .with("max_runs", new.max_runs));
        }
        self.chosen(&new.runner.to_string())?;
        self.forget_oldest()?;
        let details = serde_json::to_vec(&new.details).map_err(Error::internal)?;
        let details = self.pod.key().seal(&details_context(id.as_str()), &details)?;
        let spec =
            self.pod.key().seal(&spec_context(id.as_str()), &serde_json::to_vec(spec).map_err(Error::internal)?)?;
        let (status, due): (&str, _) = (RunStatus::Creating.into(), now.plus(self.pod.config().scaled(START_TIMEOUT)));
        let run = values![
            id.as_str(),
            new.runner,
            status,
            &*details,
            &*spec,
            key.as_str(),
            made_by.map(KeyId::as_str),
            now,
            due
        ];
        let seq: i64 = sql.value(INSERT_RUN, &run)?.ok_or_else(|| Error::internal("no run was inserted"))?;
        self.add_terminal(seq)?;
        self.pod.audit().record(AuditAction::RunCreated, id.as_str())?;
        self.report(id.as_str())
    }
}
