//! The second principal: what a key cannot decide alone in an account that requires a signed-in person.

use crate::error::{Code, Error};

/// As SQL: the account does not require a second principal, or the caller is a signed-in person.
pub fn may_decide(account: &str, by: &str) -> String {
    format!("(NOT {} OR {})", is_strict(account), is_person(account, by))
}

/// As SQL: the caller is a person who has signed in to the account, and decides for it.
fn is_person(account: &str, by: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM session AS signed_in JOIN member AS person ON person.id = signed_in.member_id
           WHERE signed_in.id = {by} AND person.account_id = {account} AND {})",
        is_decider("person")
    )
}

/// As SQL: a row of the table `member` is a person who decides for the account: an owner or an admin who can sign in.
pub fn is_decider(person: &str) -> String {
    let is_own = is_own_mailbox(&format!("{person}.account_id"), &format!("{person}.email"));
    format!("({person}.active AND {person}.role IN ('owner', 'admin') AND NOT {is_own})")
}

/// As SQL: an email address, with or without a `+tag`, is a mailbox of the account itself. No person can sign in with it: keys of pods, and
/// people who only read, can read the links that are sent there.
pub fn is_own_mailbox(account: &str, email: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM address AS own WHERE own.account_id = {account} AND own.address = iif(instr({email}, '+') > 0,
           substr({email}, 1, instr({email}, '+') - 1) || substr({email}, instr({email}, '@')), {email}))"
    )
}

/// As SQL: the account requires a second principal.
pub fn is_strict(account: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM budget AS strict WHERE strict.account_id = {account} AND strict.require_second_principal)"
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
        "Sign in at /console, or with POST /v1/auth/login, which mails a link to the account's recovery email; \
         then send the request with the session token as the bearer token.",
    )
}
