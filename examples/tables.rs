//! Writes the tables in docs/ that come from the code: error codes, audit actions, events, body limits, roles, permissions.

use std::fmt::Write;

use strum::IntoEnumIterator;
use warren::api::OPERATIONS;
use warren::audit_action::AuditAction;
use warren::error::Code;
use warren::event_kind::EventKind;
use warren::wire::{Idempotency, MAX_BODY_BYTES, Operation, Permission, Role};

/// The pages with such a table.
pub const PAGES: [&str; 6] =
    ["docs/AUDIT.md", "docs/ERRORS.md", "docs/LIMITS.md", "docs/MEMBERS.md", "docs/PERMISSIONS.md", "docs/WEBHOOKS.md"];

const START: &str = "<!-- generated -->\n";
const END: &str = "<!-- end of generated -->\n";

/// A page with a new table between its two marks.
pub fn page(path: &str, page: &str) -> Option<String> {
    let table = match path {
        "docs/AUDIT.md" => actions(),
        "docs/ERRORS.md" => codes(),
        "docs/LIMITS.md" => bodies(),
        "docs/MEMBERS.md" => roles(),
        "docs/PERMISSIONS.md" => permissions(),
        "docs/WEBHOOKS.md" => events(),
        _ => return None,
    };
    let (before, rest) = page.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}{table}{END}{after}"))
}

fn codes() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| (code.status(), code.as_str()));
    let mut table = "| status | code | meaning |\n|---|---|---|\n".to_owned();
    for code in codes {
        _ = writeln!(table, "| {} | `{}` | {} |", code.status(), code.as_str(), code.meaning());
    }
    table
}

fn actions() -> String {
    let mut table = "| `action` | `subject` | operations |\n|---|---|---|\n".to_owned();
    for action in AuditAction::ALL {
        let operations = named(|operation| operation.audit.contains(action));
        _ = writeln!(table, "| `{}` | {} | {operations} |", action.as_str(), action.subject());
    }
    table
}

fn events() -> String {
    let mut table = "| `type` | operations that send it | also sent by |\n|---|---|---|\n".to_owned();
    for kind in EventKind::iter() {
        let operations = named(|operation| operation.events.contains(&kind));
        _ = writeln!(table, "| `{}` | {operations} | {} |", kind.as_str(), kind.other_cause().unwrap_or_default());
    }
    table
}

fn bodies() -> String {
    let mut limits: Vec<_> = OPERATIONS.iter().map(|operation| operation.max_body).collect();
    limits.sort_unstable();
    limits.dedup();
    let mut table = "| longest body (1 MB is 1,000,000 bytes) | operations |\n|---|---|\n".to_owned();
    for limit in limits.into_iter().rev() {
        let operations = match limit {
            MAX_BODY_BYTES => "all others".to_owned(),
            _ => named(|operation| operation.max_body == limit),
        };
        _ = writeln!(table, "| {} MB | {operations} |", limit / 1_000_000);
    }
    table
}

fn permissions() -> String {
    let mut table = "| operation | method and path | caller | permission | idempotency | tool |\n".to_owned();
    table.push_str("|---|---|---|---|---|---|\n");
    for operation in OPERATIONS.iter().filter(|operation| !operation.is_page()) {
        let Operation { id, method, path, .. } = operation;
        let caller: &str = operation.caller.into();
        let permission = operation.permission.map_or_else(String::new, |permission| {
            let permission: &str = permission.into();
            format!("`{permission}`")
        });
        let idempotency = match operation.idempotency {
            Idempotency::Ignored => "",
            Idempotency::Pod => "pod",
            Idempotency::Directory => "directory",
        };
        let tool = if operation.is_tool { "yes" } else { "" };
        _ = writeln!(table, "| `{id}` | `{method:?} {path}` | `{caller}` | {permission} | {idempotency} | {tool} |");
    }
    table
}

fn roles() -> String {
    let names: Vec<String> = Role::iter().map(|role| format!("`{}`", <&str>::from(role))).collect();
    let mut table = format!("| permission | {} |\n|---|---|---|---|---|\n", names.join(" | "));
    for permission in Permission::iter() {
        let has = Role::iter().map(|role| if role.permissions().contains(permission) { "yes" } else { "" });
        _ = writeln!(table, "| `{}` | {} |", <&str>::from(permission), has.collect::<Vec<_>>().join(" | "));
    }
    table
}

/// Methods and paths of some operations.
fn named(includes: impl Fn(&Operation) -> bool) -> String {
    let operations = OPERATIONS.iter().filter(|operation| includes(operation));
    let names: Vec<_> = operations.map(|operation| format!("`{:?} {}`", operation.method, operation.path)).collect();
    names.join(", ")
}

fn main() -> std::io::Result<()> {
    for path in PAGES {
        let text = std::fs::read_to_string(path)?;
        let text =
            page(path, &text).ok_or_else(|| std::io::Error::other(format!("{path} has no marks for its table")))?;
        std::fs::write(path, text)?;
        println!("{path} written");
    }
    Ok(())
}
