//! The second principal: what a key cannot decide alone in an account that requires a signed-in person.

use crate::error::{Code, Error};

/// As SQL: the account does not require a second principal, or the caller is a signed-in person.
pub fn may_decide(account: &str, by: &str) -> String {
    format!(
        "(NOT EXISTS (SELECT 1 FROM budget AS strict WHERE strict.account_id = {account} AND strict.require_second_principal)
          OR {})",
        is_person(account, by)
    )
}

/// As SQL: the caller is a person who has signed in to the account. If the recovery email is an address of the account itself, with or
/// without a `+tag`, nobody counts as a person: the account's keys can read the links that are sent there.
pub fn is_person(account: &str, by: &str) -> String {
    const MAILBOX: &str = "iif(instr(home.recovery_email, '+') > 0,
        substr(home.recovery_email, 1, instr(home.recovery_email, '+') - 1)
          || substr(home.recovery_email, instr(home.recovery_email, '@')), home.recovery_email)";
    format!(
        "EXISTS (SELECT 1 FROM session AS person JOIN account AS home ON home.id = person.account_id
           WHERE person.id = {by} AND person.account_id = {account} AND NOT EXISTS (
             SELECT 1 FROM address AS own WHERE own.address = {MAILBOX} AND own.account_id = home.id))"
    )
}

/// As SQL: a cap does not become larger, and is not removed.
pub fn not_raised(before: &str, after: &str) -> String {
    format!("coalesce({after} <= {before}, {before} IS NULL)")
}

/// As SQL: an allow-list (JSON, or null for everything) gets no new entries.
pub fn not_loosened(before: &str, after: &str) -> String {
    format!(
        "({before} IS NULL OR {after} IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM json_each({after}) WHERE value NOT IN (SELECT value FROM json_each({before}))))"
    )
}

/// The refusal of a key where a person is needed.
pub fn person_needed(action: &str) -> Error {
    let message = format!("{action} needs a signed-in person: this account requires a second principal.");
    Error::new(Code::SelfApprovalForbidden, message).fix(
        "Sign in at /dashboard, or with POST /v1/auth/login, which mails a link to the account's recovery email; \
         then send the request with the session token as the bearer token.",
    )
}
