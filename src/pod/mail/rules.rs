//! Rules about whose mail is taken, as their owner keeps them.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::id::RuleId;
use crate::mail::rule::{ANYBODY, Action, Condition, Senders};
use crate::object::Object;
use crate::platform::{Row, values};
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Body, Created, Json, Patch, Path, Query};

/// Rules of a pod.
const MAX_RULES: i64 = 500;
/// Characters of a note.
const MAX_NOTE_CHARS: usize = 200;
const COLUMNS: &str = "id, address, sender, auth, action, trusting, note, created_at";

/// The mail a rule is about: `from`, `auth`, or both, and then both must hold.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<Written>")]
#[schema(as = RuleMatch)]
pub struct Match {
    /// An address, a domain, or `*.` and a domain for it and all below it. Case does not count, nor in which
    /// of its two forms an international domain is written: the reply shows that with `xn--`. `refuse` and `file` look at the From header and at the envelope's sender, `allow` at the header alone.
    #[schema(value_type = Option<String>, example = "*.newsletter.example")]
    from: Option<Senders>,
    /// What the receiving server must have found out (see `auth` of messages): `dmarc_pass`, `dmarc_fail`, `spf_fail` and
    /// `dkim_fail` are its very words; `unauthenticated` is all mail whose From header is not proved.
    auth: Option<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    from: Option<Senders>,
    auth: Option<Condition>,
}

impl TryFrom<Object<Written>> for Match {
    type Error = Error;

    fn try_from(Object(Written { from, auth }): Object<Written>) -> Result<Self> {
        if from.is_none() && auth.is_none() {
            return Err(Error::new(Code::MissingFields, "match needs from, auth or both."));
        }
        Ok(Self { from, auth })
    }
}

/// A rule about whose mail is taken.
#[derive(Serialize, ToSchema)]
pub struct Rule {
    id: RuleId,
    /// The mailbox it holds for; null: all of the pod's.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    r#match: Match,
    action: Action,
    /// Whether `allow` believes a From header that nothing proves.
    trust_unauthenticated: bool,
    /// Your own note.
    #[schema(example = "Newsletters")]
    note: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
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
pub struct Rules {
    /// Oldest first.
    rules: Vec<Rule>,
    /// Number of items in this reply.
    count: usize,
}

/// List rules.
///
/// All of the pod's, or with `address` those that hold for this mailbox: its own and those of the whole pod.
#[operation(
    GET "/v1/email/rules", tag = "email", permission = MailRead,
    reply = "The rules.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn list_rules(pod: Pod, Query(of): Query<AddressQuery>) -> Result<Json<Rules>> {
    let address = match of.address {
        Some(address) => Some(pod.own_address(Some(&address)).await?),
        None => None,
    };
    let list = format!("SELECT {COLUMNS} FROM rule WHERE ?1 IS NULL OR coalesce(address, '') IN (?1, '') ORDER BY seq");
    let rows = pod.sql().all(&list, &values![address.as_deref()])?;
    let rules: Vec<Rule> = rows.iter().map(Rule::of_row).collect::<Result<_>>()?;
    Ok(Json(Rules { count: rules.len(), rules }))
}

/// A rule to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// The mailbox it holds for; without one, here and in the query, all of the pod's.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    r#match: Match,
    action: Action,
    /// With `allow`: believe the From header though nothing proves it. Anybody can write any name there.
    #[serde(default)]
    trust_unauthenticated: bool,
    /// For yourself, at most 200 characters.
    #[schema(example = "Newsletters")]
    note: Option<String>,
}

/// Make a rule about whose mail is taken.
///
/// Without rules, all mail is taken and listed. `refuse`: mail that matches is refused while it is delivered (`5.7.1`), and its sender
/// learns of it. `file`: it is stored with `"blocked": true` and listed only with `?blocked=true`; the event `email.received` tells
/// of it, `GET /v1/email/wait` does not. `allow`: it is taken, whatever other rules say, and whatever `accept` of the address
/// says. The order of rules does not matter: `allow` goes before `refuse`, and that before `file`. Nothing is ever dropped silently.
///
/// A From header is easily forged. So `allow` counts only for mail whose sender is proved, by DMARC or, where the domain has no DMARC
/// verdict, by a signature of that domain or one above it; or with `trust_unauthenticated`. A rule counts for mail that arrives after
/// the reply. A pod has at most 500.
#[operation(
    POST "/v1/email/rules", tag = "email", permission = MailWrite,
    reply = "The rule.",
    errors(MissingFields, InvalidAddress, InvalidRequest, AddressNotYours, RuleLimit, RuleExists),
    audit(RuleCreated),
)]
pub async fn create_rule(pod: Pod, Query(of): Query<AddressQuery>, Body(new): Body<NewRule>) -> Result<Created<Rule>> {
    let address = match new.address.or(of.address) {
        Some(address) => Some(pod.own_address(Some(&address)).await?),
        None => None,
    };
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
        pod.insert_rule(&rule)?;
        pod.audit(AuditAction::RuleCreated, rule.id.as_str())
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
    pod.rule(&id).map(Json)
}

/// Changes to a rule. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePatch {
    /// Takes the place of the whole `match`.
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
/// For another mailbox make another rule. Mail that is there already stays where it is.
#[operation(
    PATCH "/v1/email/rules/{id}", tag = "email", permission = MailWrite,
    path(id = "The rule."),
    reply = "The rule as it is now.",
    errors(MissingFields, InvalidRequest, NotFound, RuleExists),
    audit(RuleUpdated),
)]
pub async fn update_rule(pod: Pod, Path(id): Path<String>, Body(patch): Body<RulePatch>) -> Result<Json<Rule>> {
    let rule = pod.rule(&id)?;
    let rule = Rule {
        r#match: patch.r#match.unwrap_or(rule.r#match),
        action: patch.action.unwrap_or(rule.action),
        trust_unauthenticated: patch.trust_unauthenticated.unwrap_or(rule.trust_unauthenticated),
        note: checked_note(patch.note.apply(rule.note))?,
        ..rule
    };
    rule.check()?;
    pod.sql().atomically(|| {
        pod.replace_rule(&rule)?;
        pod.audit(AuditAction::RuleUpdated, rule.id.as_str())
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
/// Mail that it filed away stays where it is.
#[operation(
    DELETE "/v1/email/rules/{id}", tag = "email", permission = MailWrite,
    path(id = "The rule."),
    reply = "The rule is gone.",
    errors(NotFound),
    audit(RuleDeleted),
)]
pub async fn delete_rule(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedRule>> {
    pod.sql().atomically(|| {
        pod.sql().first("DELETE FROM rule WHERE id = ? RETURNING 1", &values![&id])?.ok_or_else(no_rule)?;
        pod.audit(AuditAction::RuleDeleted, &id)
    })?;
    Ok(Json(DeletedRule { deleted: true, id }))
}

fn no_rule() -> Error {
    Error::not_found("rule").fix("GET /v1/email/rules lists them.")
}

fn checked_note(note: Option<String>) -> Result<Option<String>> {
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE_CHARS) {
        return Err(Error::invalid(format!("note takes at most {MAX_NOTE_CHARS} characters.")));
    }
    Ok(note)
}

/// What a row says that a rule does.
pub(in crate::pod::mail) fn action(row: &Row, column: u32) -> Result<Action> {
    Action::stored(&row.text(column)).ok_or_else(|| Error::internal("a rule without an action"))
}

/// What a row says that must have been found out.
pub(in crate::pod::mail) fn condition(row: &Row, column: u32) -> Option<Condition> {
    row.optional_text(column).and_then(|text| Condition::stored(&text))
}

impl Rule {
    fn of_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: RuleId::known(row.text(0)),
            address: row.optional_text(1),
            r#match: Match { from: Senders::stored(row.text(2)), auth: condition(row, 3) },
            action: action(row, 4)?,
            trust_unauthenticated: row.integer(5) == 1,
            note: row.optional_text(6),
            created_at: Timestamp::from_millis(row.integer(7)),
        })
    }

    /// Refuses what could never do anything.
    fn check(&self) -> Result<()> {
        let unproved = matches!(self.r#match.auth, Some(Condition::DmarcFail | Condition::Unauthenticated));
        match (self.action, self.trust_unauthenticated) {
            (Action::Allow, false) if unproved => Err(Error::invalid("A rule that allows such mail has to trust it.")
                .fix("Set trust_unauthenticated to true.")),
            (Action::Refuse | Action::File, true) => Err(Error::invalid("trust_unauthenticated belongs to allow.")
                .fix("Leave it out: refuse and file match mail whether it is proved or not.")),
            _ => Ok(()),
        }
    }

    fn sender(&self) -> &str {
        self.r#match.from.as_ref().map_or(ANYBODY, Senders::as_str)
    }

    fn auth(&self) -> Option<&'static str> {
        self.r#match.auth.map(Condition::as_str)
    }
}

impl Pod {
    fn rule(&self, id: &str) -> Result<Rule> {
        let find = format!("SELECT {COLUMNS} FROM rule WHERE id = ?");
        self.sql().first(&find, &values![id])?.as_ref().map_or_else(|| Err(no_rule()), Rule::of_row)
    }

    fn insert_rule(&self, rule: &Rule) -> Result<()> {
        const SELECT_RULE_COUNT: &str = "SELECT count(*) FROM rule";
        let insert =
            format!("INSERT INTO rule ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1");
        if self.sql().first(SELECT_RULE_COUNT, &[])?.is_some_and(|row| row.integer(0) >= MAX_RULES) {
            return Err(Error::new(Code::RuleLimit, format!("A pod has at most {MAX_RULES} rules."))
                .fix("Delete some; `*.` and a domain stands for all below it."));
        }
        let values = values![
            rule.id.as_str(),
            rule.address.as_deref(),
            rule.sender(),
            rule.auth(),
            rule.action.as_str(),
            rule.trust_unauthenticated,
            rule.note.as_deref(),
            rule.created_at,
        ];
        self.sql().first(&insert, &values)?.map(drop).ok_or_else(exists)
    }

    fn replace_rule(&self, rule: &Rule) -> Result<()> {
        const UPDATE_RULE: &str = "
            UPDATE OR IGNORE rule SET sender = ?2, auth = ?3, action = ?4, trusting = ?5, note = ?6 WHERE id = ?1
            RETURNING 1";
        let values = values![
            rule.id.as_str(),
            rule.sender(),
            rule.auth(),
            rule.action.as_str(),
            rule.trust_unauthenticated,
            rule.note.as_deref(),
        ];
        self.sql().first(UPDATE_RULE, &values)?.map(drop).ok_or_else(exists)
    }
}

fn exists() -> Error {
    Error::new(Code::RuleExists, "There is a rule with this match for this mailbox already.")
        .fix("GET /v1/email/rules lists them; PATCH /v1/email/rules/{id} changes one.")
}
