//! Every operation, for everybody, in every environment.
//!
//! What each request gets follows from the declaration of the operation alone ([`expected`]). An operation without a fixture fails.

use std::collections::HashMap;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use strum::IntoEnumIterator;
use warren::wire::{Caller, Dialect, Operation, Permission, Permissions, Role};

use crate::members::{Person, join, owned};
use crate::support::world::{Scim, Things, closed_operations, prepare, scoped_key, told, with_only, with_others};
use crate::support::{Account, Fixture, PodKey, Reply, Server};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Person(Role),
    Account,
    /// A key of the pod of [`Environment::Assigned`] without a restriction.
    Pod,
    /// One with the permission of the operation only.
    Only,
    /// One with all other permissions.
    Others,
}

/// The environment that the request names, and whose things it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Environment {
    Default,
    Assigned,
    NotAssigned,
    /// Of another account.
    Foreign,
}

/// Those in one line ask about the same things, in this order: only the last one may change them.
const EVERYBODY: [&[Who]; 6] = [
    &[Who::Person(Role::Owner)],
    &[Who::Person(Role::Admin)],
    &[Who::Person(Role::Member)],
    &[Who::Account],
    &[Who::Only],
    &[Who::Others, Who::Person(Role::Viewer), Who::Pod],
];
const ENVIRONMENTS: [Environment; 4] =
    [Environment::Default, Environment::Assigned, Environment::NotAssigned, Environment::Foreign];

/// What a request gets.
#[derive(Debug)]
enum Outcome {
    /// What the fixture says.
    Done,
    Refused(u16, &'static str),
    /// The same as for a thing that never existed.
    Nothing,
}

/// The outcome of each cell of the matrix.
fn expected(operation: &Operation, who: Who, environment: Environment, is_about_things: bool) -> Outcome {
    use Outcome::{Done, Nothing, Refused};
    let (caller, is_foreign) = (operation.caller, environment == Environment::Foreign);
    let in_pod = caller == Caller::Pod;
    let is_own = match who {
        Who::Person(role) if role.reaches_all() => !is_foreign,
        Who::Account => environment == Environment::Default,
        _ => environment == Environment::Assigned,
    };
    let reads_header_first = in_pod && !operation.chooses_environment();
    match who {
        _ if caller == Caller::Scim => Refused(401, "unauthorized"),
        Who::Pod | Who::Only | Who::Others if !in_pod && caller != Caller::AnyoneOrKey => {
            Refused(403, "pod_auth_forbidden")
        }
        Who::Pod | Who::Only | Who::Others if !is_own && reads_header_first => Refused(400, "invalid_request"),
        Who::Account if !is_own && reads_header_first => Refused(403, "pod_auth_forbidden"),
        Who::Person(_) if in_pod && !is_own && environment != Environment::Default => Refused(404, "not_found"),
        _ if operation.permission.is_some_and(|permission| !has(who, permission)) => Refused(403, "missing_scope"),
        Who::Person(_) if in_pod && !is_own && operation.permission.is_some() => Refused(403, "missing_scope"),
        Who::Pod | Who::Only | Who::Others if in_pod && !is_own => Refused(400, "invalid_request"),
        Who::Account if in_pod && is_foreign => Refused(404, "not_found"),
        Who::Person(_) if !is_own && operation.permission == Some(Permission::PodsRead) && is_about_things => Nothing,
        _ if is_foreign && is_about_things => Nothing,
        _ => Done,
    }
}

fn has(who: Who, permission: Permission) -> bool {
    match who {
        Who::Person(role) => role.permissions().contains(permission),
        Who::Account | Who::Only => true,
        Who::Pod => Permissions::unnamed().contains(permission),
        Who::Others => false,
    }
}

/// An account, its owner, and things in each environment.
#[derive(Clone)]
struct Home {
    account: Account,
    owner: String,
    things: [Things; 4],
}

/// One of those who ask.
struct World {
    server: &'static Server,
    who: Who,
    account: Account,
    things: [Things; 4],
    key: String,
    /// Restricted keys, by permission.
    scoped: HashMap<&'static str, String>,
}

impl Home {
    async fn make(foreign: &Things) -> Self {
        let server = Server::shared();
        let (account, owner) = owned(server).await;
        prepare(server, &account).await;
        let home = PodKey { id: account.account_id.clone(), key: account.key.clone() };
        let [assigned, other] = [server.create_pod(&account).await, server.create_pod(&account).await];
        let pods = [&home, &assigned, &other].map(|pod| with_people(server, &account, pod));
        let [default, assigned, other] = join_all(pods).await.try_into().ok().unwrap();
        Self { account, owner: owner.session, things: [default, assigned, other, foreign.clone()] }
    }
}

impl World {
    async fn make(who: Who, home: &Home) -> Self {
        let (server, Home { account, owner, things }) = (Server::shared(), home.clone());
        let mut world = Self { key: account.key.clone(), things, scoped: HashMap::new(), server, who, account };
        match who {
            Who::Person(Role::Owner) => world.key = owner,
            Who::Person(role) => {
                let assigned = &world.things[1].pod.id;
                world.key = join(server, &world.account.key, role.into(), &[assigned]).await.session;
            }
            Who::Account => {}
            Who::Pod | Who::Only | Who::Others => world.key = world.things[1].pod.key.clone(),
        }
        match who {
            Who::Only => world.restrict(with_only).await,
            Who::Others => world.restrict(with_others).await,
            _ => {}
        }
        world
    }

    /// Makes a key for each permission.
    async fn restrict(&mut self, permissions: fn(Permission) -> Vec<&'static str>) {
        let pod = &self.things[1].pod.id;
        for permission in Permission::iter() {
            let key = scoped_key(self.server, &self.account.key, pod, permissions(permission)).await;
            self.scoped.insert(permission.into(), key);
        }
        if let Some(maker) = self.scoped.get("keys:write").filter(|_| self.who == Who::Only) {
            // Such a key changes only keys that it made.
            self.things[1].make_keys(self.server, maker).await;
        }
    }

    fn key(&self, operation: &Operation) -> &str {
        let scoped = operation.permission.and_then(|permission| self.scoped.get(<&str>::from(permission)));
        scoped.unwrap_or(&self.key)
    }

    async fn ask(
        &self,
        operation: &Operation,
        key: &str,
        environment: Environment,
        fixture: &Fixture,
        path: &str,
    ) -> Reply {
        let request = self.server.request(&format!("{:?}", operation.method), path).key(key);
        let request = request.header("x-environment", &self.things[environment as usize].pod.id);
        match &fixture.body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    /// Asks for every operation in every environment. Returns the differences.
    async fn check_all(&self, operations: &[&'static Operation]) -> Vec<String> {
        let cells = ENVIRONMENTS.iter().flat_map(|environment| operations.iter().map(move |one| (*one, *environment)));
        let is_done = |(operation, environment): &(&Operation, Environment)| {
            let fixture = fixture(&self.things[*environment as usize], operation);
            matches!(expected(operation, self.who, *environment, fixture.ghost.is_some()), Outcome::Done)
        };
        let (done, refused): (Vec<_>, Vec<_>) = cells.partition(is_done);
        // Refusals first: that the others still are done is the proof that these change nothing.
        let refused = stream::iter(refused).map(|(operation, environment)| self.check(operation, environment));
        let mut faults: Vec<_> = refused.buffer_unordered(4).filter_map(async |fault| fault).collect().await;
        let done = join_all(ENVIRONMENTS.map(async |environment| {
            let cells = done.iter().filter(|(_, place)| *place == environment);
            let checks = stream::iter(cells).then(|(operation, _)| self.check(operation, environment));
            checks.filter_map(async |fault| fault).collect::<Vec<_>>().await
        }));
        faults.extend(done.await.concat());
        faults
    }

    /// Asks, and compares what is answered with what is expected. Returns the difference.
    async fn check(&self, operation: &'static Operation, environment: Environment) -> Option<String> {
        let fixture = fixture(&self.things[environment as usize], operation);
        let (key, cell) = (self.key(operation), format!("{} for {:?} in {environment:?}", operation.id, self.who));
        let outcome = expected(operation, self.who, environment, fixture.ghost.is_some());
        let reply = match outcome {
            Outcome::Done => self.act(operation, environment, &fixture).await,
            _ => self.ask(operation, key, environment, &fixture, &fixture.path).await,
        };
        let is_as_expected = match outcome {
            Outcome::Done => reply.status == self.done(operation, environment, &fixture),
            Outcome::Refused(status, code) => is_refused(operation, &reply, status, code),
            Outcome::Nothing => {
                let ghost = fixture.ghost.as_deref().unwrap_or_default();
                let ghost = self.ask(operation, key, environment, &fixture, ghost).await;
                reply.status >= 400 && (reply.status, told(&reply)) == (ghost.status, told(&ghost))
            }
        };
        (!is_as_expected).then(|| format!("{cell}: {outcome:?} was expected; {reply}"))
    }

    /// Asks for something that is done. What ends a credential or a pod ends one that nothing else needs.
    async fn act(&self, operation: &Operation, environment: Environment, fixture: &Fixture) -> Reply {
        match operation.id {
            "rotate_key"
            | "generate_backup_key"
            | "activate_backup_key"
            | "set_recovery_email"
            | "sign_out"
            | "leave_account" => {
                let (account, _) = owned(self.server).await;
                let key = match self.who {
                    Who::Person(role) => join(self.server, &account.key, role.into(), &[]).await.session,
                    _ => account.key,
                };
                self.ask(operation, &key, environment, fixture, &fixture.path).await
            }
            "delete_pod" | "delete_environment" | "delete_tenant" if environment != Environment::Default => {
                let pod = self.server.create_pod(&self.account).await;
                let things = Things { pod, ..self.things[environment as usize].clone() };
                let fixture = things.fixture(operation.id).unwrap();
                self.ask(operation, self.key(operation), environment, &fixture, &fixture.path).await
            }
            _ => self.ask(operation, self.key(operation), environment, fixture, &fixture.path).await,
        }
    }

    /// The status of what is done. A person has a session to end and an account to leave; the default environment has no keys of its
    /// own and does not end.
    fn done(&self, operation: &Operation, environment: Environment, fixture: &Fixture) -> u16 {
        match operation.id {
            "create_push_subscription" if matches!(self.who, Who::Person(_)) => 201,
            "sign_out" | "leave_account" | "list_push_subscriptions" if matches!(self.who, Who::Person(_)) => 200,
            "remove_member" => 200,
            // The URL of the feed still works when the person has left.
            "get_feed" if self.who == Who::Person(Role::Viewer) => 403,
            // The code of the request is in the body.
            "approve_credential" if environment == Environment::Foreign => 400,
            "update_pod" if environment == Environment::Default => 400,
            "delete_environment" | "delete_tenant" | "create_tenant_key" if environment == Environment::Default => 403,
            "delete_pod" | "resume_pod" if environment == Environment::Default => 404,
            id if id.contains("_pod_key") && environment == Environment::Default => 404,
            _ => fixture.ok,
        }
    }
}

/// Things in a pod, with a person and an identity provider.
async fn with_people(server: &Server, account: &Account, pod: &PodKey) -> Things {
    let mut things = Things::make(server, account, pod).await;
    things.scim = Scim::make(server, account).await;
    things.member.clone_from(&things.scim.user);
    things.assign(server, account).await;
    things
}

fn fixture(things: &Things, operation: &Operation) -> Fixture {
    things.fixture(operation.id).unwrap_or_else(|| panic!("no fixture for {}: add one", operation.id))
}

/// SCIM has errors of its own, without our codes.
fn is_refused(operation: &Operation, reply: &Reply, status: u16, code: &str) -> bool {
    reply.status == status && (operation.dialect == Dialect::Scim || reply.json()["error"] == code)
}

#[tokio::test]
async fn everybody_gets_in_every_environment_what_the_declarations_say() {
    let server = Server::shared();
    let (stranger, _): (_, Person) = owned(server).await;
    prepare(server, &stranger).await;
    let foreign = with_people(server, &stranger, &server.create_pod(&stranger).await).await;
    let (operations, foreign) = (&closed_operations(), &foreign);
    let faults = join_all(EVERYBODY.map(async |group| {
        let home = Home::make(foreign).await;
        let mut faults = Vec::new();
        for who in group {
            faults.extend(World::make(*who, &home).await.check_all(operations).await);
        }
        faults
    }));
    let faults = faults.await.concat();
    assert!(faults.is_empty(), "{} cells:\n{}", faults.len(), faults.join("\n"));
}
