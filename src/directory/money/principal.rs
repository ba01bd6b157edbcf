//! The second principal: what an account's key may not decide alone, where its account says so.

use crate::error::{Code, Error};

/// As a condition: the account does not require a second principal, or it is a signed-in person that asks.
pub fn may_decide(account: &str, by: &str) -> String {
    format!(
        "(NOT EXISTS (SELECT 1 FROM budget AS strict WHERE strict.account_id = {account} AND strict.require_second_principal)
          OR {})",
        is_person(account, by)
    )
}

/// As a condition: it is somebody who has signed in to the account. A recovery email that is a mailbox of the account itself, with
/// a `+tag` or without, makes nobody a person: its keys read the links there.
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

/// As a condition: a cap does not become larger, and is not removed.
pub fn not_raised(before: &str, after: &str) -> String {
    format!("coalesce({after} <= {before}, {before} IS NULL)")
}

/// As a condition: a list of what is allowed (JSON, or null for everything) gets no new entries.
pub fn not_loosened(before: &str, after: &str) -> String {
    format!(
        "({before} IS NULL OR {after} IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM json_each({after}) WHERE value NOT IN (SELECT value FROM json_each({before}))))"
    )
}

/// What is said to a key where a person is needed.
pub fn person_needed(what: &str) -> Error {
    let message = format!("{what} needs a signed-in person: this account requires a second principal.");
    Error::new(Code::SelfApprovalForbidden, message).fix(
        "Sign in at /dashboard, or with POST /v1/auth/login, which mails a link to the account's recovery email; \
         then do it with the session as the bearer.",
    )
}
