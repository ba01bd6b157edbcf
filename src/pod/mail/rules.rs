//! Rules that accept, refuse or file mail by its sender.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::id::RuleId;
use crate::mail::rule::{ANYBODY, Action, Condition, Senders};
use crate::object::Object;
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Body, Created, Json, Patch, Path, Query};

/// Rules of a pod.
pub(super) const MAX_RULES: i64 = 500;
/// Characters of a note.
const MAX_NOTE_CHARS: usize = 200;
const COLUMNS: &str = "id, address, sender, auth, action, trusting, note, created_at";

/// Which mail a rule matches: `from`, `auth`, or both. With both, both must match.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<NewMatch>")]
#[schema(as = RuleMatch)]
pub struct Match {
    /// An address, a domain, or `*.` and a domain: that domain and all of its subdomains. Upper and lower case are the same. An
    /// international domain can have either form; replies show the form with `xn--`. `refuse` and `file` match the From header and
    /// the sender of the envelope; `allow` matches the header only.
    #[schema(value_type = Option<String>, example = "*.newsletter.example")]
    from: Option<Senders>,
    /// The result of the receiving server's checks (see `auth` of messages): `dmarc_pass`, `dmarc_fail`, `spf_fail` and
    /// `dkim_fail` are the results of one check; `unauthenticated` is all mail whose From header is not proved.
    auth: Option<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMatch {
    from: Option<Senders>,
    auth: Option<Condition>,
}

impl TryFrom<Object<NewMatch>> for Match {
    type Error = Error;

    fn try_from(Object(NewMatch { from, auth }): Object<NewMatch>) -> Result<Self> {
        if from.is_none() && auth.is_none() {
            return Err(Error::new(Code::MissingFields, "match needs from, auth or both."));
        }
        Ok(Self { from, auth })
    }
}

/// A rule about incoming mail.
#[derive(Serialize, ToSchema)]
pub struct Rule {
    id: RuleId,
    /// The mailbox that it applies to. Null: all mailboxes of the pod.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    r#match: Match,
    action: Action,
    /// Whether `allow` also matches mail whose From header is not proved.
    trust_unauthenticated: bool,
    /// Your own note.
    #[schema(example = "Newsletters")]
    note: Option<String>,
    /// When it was created.
    created_at: Timestamp,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AddressQuery {
    /// A mailbox.
    address: Option<String>,
}

/// Rules.
#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
pub struct RuleList {
    /// Oldest first.
    rules: Vec<Rule>,
    /// Number of items in this reply.
    count: usize,
}

/// List rules.
///
/// Lists all rules of the pod. With `address`: the rules of this mailbox and the rules for all mailboxes.
#[operation(
    GET "/v1/email/rules", tag = "email", permission = MailRead,
    reply = "The rules.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn list_rules(pod: Pod, Query(query): Query<AddressQuery>) -> Result<Json<RuleList>> {
    let address = pod.addresses().own_if_named(query.address.as_deref()).await?;
    let rules = pod.rules().list(address.as_deref())?;
    Ok(Json(RuleList { count: rules.len(), rules }))
}

/// A rule to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// The mailbox that it applies to. Absent here and in the query: all mailboxes of the pod.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    r#match: Match,
    action: Action,
    /// With `allow`: also match mail whose From header is not proved. Anybody can write any name in that header.
    #[serde(default)]
    trust_unauthenticated: bool,
    /// Your comment, at most 200 characters.
    #[schema(example = "Newsletters")]
    note: Option<String>,
}

/// Create a rule about incoming mail.
///
/// Without rules, all mail is accepted and listed. The action applies to mail that matches:
/// `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with `"blocked": true`; only
/// `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait` ignores it. `allow` accepts it,
/// whatever other rules and `accept` of the address say. The order of rules does not matter: `allow` wins over `refuse`, and
/// `refuse` over `file`. Mail is never dropped silently.
///
/// A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by DMARC, or, if the domain has no
/// DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes this condition. A rule applies
/// to mail that arrives after the reply. A pod can have 500 rules.
#[operation(
    POST "/v1/email/rules", tag = "email", permission = MailWrite,
    reply = "The rule.",
    errors(MissingFields, InvalidAddress, InvalidRequest, AddressNotYours, RuleLimit, RuleExists),
    audit(RuleCreated),
)]
pub async fn create_rule(
    pod: Pod,
    Query(query): Query<AddressQuery>,
    Body(new): Body<NewRule>,
) -> Result<Created<Rule>> {
    let address = pod.addresses().own_if_named(new.address.or(query.address).as_deref()).await?;
    let rule = Rule {
        id: RuleId::generate()?,
        address,
        r#match: new.r#match,
        action: new.action,
        trust_unauthenticated: new.trust_unauthenticated,
        note: checked_note(new.note)?,
        created_at: pod.now(),
    };
    rule.check()?;
    pod.sql().atomically(|| {
        pod.rules().insert(&rule)?;
        pod.audit().record(AuditAction::RuleCreated, rule.id.as_str())
    })?;
    Ok(Created(rule))
}

/// Read a rule.
#[operation(
    GET "/v1/email/rules/{id}", tag = "email", permission = MailRead,
    path(id = "The rule."),
    reply = "The rule.",
    errors(NotFound),
)]
pub async fn get_rule(pod: Pod, Path(id): Path<String>) -> Result<Json<Rule>> {
    pod.rules().find(&id).map(Json)
}

/// Changes to a rule. Absent fields do not change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePatch {
    /// Replaces the whole `match`.
    r#match: Option<Match>,
    action: Option<Action>,
    /// As in a new rule.
    trust_unauthenticated: Option<bool>,
    /// Your own note. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Newsletters")]
    note: Patch<String>,
}

/// Change a rule.
///
/// The mailbox of a rule cannot change. Stored mail does not change.
#[operation(
    PATCH "/v1/email/rules/{id}", tag = "email", permission = MailWrite,
    path(id = "The rule."),
    reply = "The changed rule.",
    errors(MissingFields, InvalidRequest, NotFound, RuleExists),
    audit(RuleUpdated),
)]
pub async fn update_rule(pod: Pod, Path(id): Path<String>, Body(patch): Body<RulePatch>) -> Result<Json<Rule>> {
    let rule = pod.rules().find(&id)?;
    let rule = Rule {
        r#match: patch.r#match.unwrap_or(rule.r#match),
        action: patch.action.unwrap_or(rule.action),
        trust_unauthenticated: patch.trust_unauthenticated.unwrap_or(rule.trust_unauthenticated),
        note: checked_note(patch.note.apply(rule.note))?,
        ..rule
    };
    rule.check()?;
    pod.sql().atomically(|| {
        pod.rules().update(&rule)?;
        pod.audit().record(AuditAction::RuleUpdated, rule.id.as_str())
    })?;
    Ok(Json(rule))
}

/// A deleted rule.
#[derive(Serialize, ToSchema)]
pub struct DeletedRule {
    /// Always true.
    deleted: bool,
    /// The rule that was deleted.
    #[schema(example = "rule_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// Delete a rule.
///
/// Mail that the rule filed stays filed.
#[operation(
    DELETE "/v1/email/rules/{id}", tag = "email", permission = MailWrite,
    path(id = "The rule."),
    reply = "The rule is deleted.",
    errors(NotFound),
    audit(RuleDeleted),
)]
pub async fn delete_rule(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedRule>> {
    pod.sql().atomically(|| {
        pod.rules().delete(&id)?;
        pod.audit().record(AuditAction::RuleDeleted, &id)
    })?;
    Ok(Json(DeletedRule { deleted: true, id }))
}

fn no_rule() -> Error {
    Error::not_found("rule").fix("GET /v1/email/rules lists all rules.")
}

fn checked_note(note: Option<String>) -> Result<Option<String>> {
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE_CHARS) {
        return Err(Error::invalid(format!("note can have at most {MAX_NOTE_CHARS} characters.")));
    }
    Ok(note)
}

pub(in crate::pod::mail) fn stored_action(text: &str) -> Result<Action> {
    text.parse().map_err(|_| Error::internal("a rule has an unknown action"))
}

pub(in crate::pod::mail) fn stored_condition(text: Option<&str>) -> Option<Condition> {
    text?.parse().ok()
}

#[derive(FromRow)]
struct RuleRow {
    id: String,
    address: Option<String>,
    sender: String,
    auth: Option<String>,
    action: String,
    trusting: bool,
    note: Option<String>,
    created_at: Timestamp,
}

impl TryFrom<RuleRow> for Rule {
    type Error = Error;

    fn try_from(row: RuleRow) -> Result<Self> {
        Ok(Self {
            id: RuleId::known(row.id),
            address: row.address,
            r#match: Match { from: Senders::stored(row.sender), auth: stored_condition(row.auth.as_deref()) },
            action: stored_action(&row.action)?,
            trust_unauthenticated: row.trusting,
            note: row.note,
            created_at: row.created_at,
        })
    }
}

impl Rule {
    /// Refuses a rule that could never match.
    fn check(&self) -> Result<()> {
        let is_unproved = matches!(self.r#match.auth, Some(Condition::DmarcFail | Condition::Unauthenticated));
        match (self.action, self.trust_unauthenticated) {
            (Action::Allow, false) if is_unproved => {
                Err(Error::invalid("A rule that allows unproved mail must set trust_unauthenticated.")
                    .fix("Set trust_unauthenticated to true."))
            }
            (Action::Refuse | Action::File, true) => {
                Err(Error::invalid("trust_unauthenticated is only for the action allow.")
                    .fix("Leave it out: refuse and file match mail whether it is proved or not."))
            }
            _ => Ok(()),
        }
    }

    fn sender(&self) -> &str {
        self.r#match.from.as_ref().map_or(ANYBODY, Senders::as_str)
    }

    fn auth(&self) -> Option<&'static str> {
        self.r#match.auth.map(<&str>::from)
    }
}

/// The rules of a pod.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The pod's rules about incoming mail.
    pub(in crate::pod) const fn rules(&self) -> Rules<'_> {
        Rules { pod: self }
    }
}

impl Rules<'_> {
    /// All rules, or those that apply to an address. Oldest first.
    fn list(self, address: Option<&str>) -> Result<Vec<Rule>> {
        let select =
            format!("SELECT {COLUMNS} FROM rule WHERE ?1 IS NULL OR coalesce(address, '') IN (?1, '') ORDER BY seq");
        let rows: Vec<RuleRow> = self.pod.sql().rows(&select, &values![address])?;
        rows.into_iter().map(Rule::try_from).collect()
    }

    fn find(self, id: &str) -> Result<Rule> {
        let select = format!("SELECT {COLUMNS} FROM rule WHERE id = ?");
        let row: Option<RuleRow> = self.pod.sql().row(&select, &values![id])?;
        row.ok_or_else(no_rule)?.try_into()
    }

    fn delete(self, id: &str) -> Result<()> {
        match self.pod.sql().exists("DELETE FROM rule WHERE id = ? RETURNING 1", &values![id])? {
            true => Ok(()),
            false => Err(no_rule()),
        }
    }

    fn insert(self, rule: &Rule) -> Result<()> {
        const COUNT_RULES: &str = "SELECT count(*) FROM rule";
        let insert =
            format!("INSERT INTO rule ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1");
        if self.pod.sql().value(COUNT_RULES, &[])?.is_some_and(|count: i64| count >= MAX_RULES) {
            return Err(Error::new(Code::RuleLimit, format!("A pod can have at most {MAX_RULES} rules."))
                .fix("Delete a rule. `*.` and a domain in one rule matches all subdomains."));
        }
        let values = values![
            rule.id.as_str(),
            rule.address.as_deref(),
            rule.sender(),
            rule.auth(),
            <&str>::from(rule.action),
            rule.trust_unauthenticated,
            rule.note.as_deref(),
            rule.created_at,
        ];
        if self.pod.sql().exists(&insert, &values)? { Ok(()) } else { Err(rule_exists()) }
    }

    fn update(self, rule: &Rule) -> Result<()> {
        const UPDATE_RULE: &str = "
            UPDATE OR IGNORE rule SET sender = ?2, auth = ?3, action = ?4, trusting = ?5, note = ?6 WHERE id = ?1
            RETURNING 1";
        let values = values![
            rule.id.as_str(),
            rule.sender(),
            rule.auth(),
            <&str>::from(rule.action),
            rule.trust_unauthenticated,
            rule.note.as_deref(),
        ];
        if self.pod.sql().exists(UPDATE_RULE, &values)? { Ok(()) } else { Err(rule_exists()) }
    }
}

fn rule_exists() -> Error {
    Error::new(Code::RuleExists, "This mailbox already has a rule with this match.")
        .fix("GET /v1/email/rules lists all rules; PATCH /v1/email/rules/{id} changes one.")
}
