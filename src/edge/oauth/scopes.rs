//! Scopes: the names of permissions.

use crate::oauth::Resource;
use crate::wire::{Permission, Permissions, Role};

/// All scopes, in the order of their names.
pub fn all() -> Vec<&'static str> {
    names(Role::Owner.delegable())
}

/// The names of permissions.
pub fn names(permissions: Permissions) -> Vec<&'static str> {
    permissions.iter().map(<&str>::from).collect()
}

/// The scopes in a request, such as `mail:read mail:send`. Others than [`all`] are left out, such as those of OpenID Connect.
pub fn read(text: &str) -> Permissions {
    let named = text.split(' ').filter_map(|name| name.parse::<Permission>().ok());
    named.collect::<Permissions>().and(Role::Owner.delegable())
}

/// Scopes that are about other things than permissions: refresh tokens and OpenID Connect.
const IGNORED: [&str; 6] = ["offline_access", "openid", "profile", "email", "address", "phone"];

/// The scopes with which a client of a resource begins. It asks for others when it needs them.
pub fn first(resource: Resource) -> Vec<&'static str> {
    resource.first_scopes().map_or_else(all, <[_]>::to_vec)
}

/// The scopes that a request names; none if it names none.
///
/// # Errors
/// Every scope that it names is unknown.
pub fn requested(text: &str) -> Result<Option<Permissions>, Unknown> {
    let is_named = text.split_whitespace().any(|name| !IGNORED.contains(&name));
    match read(text) {
        _ if !is_named => Ok(None),
        none if none == Permissions::default() => Err(Unknown),
        named => Ok(Some(named)),
    }
}

/// None of the scopes is known.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown;

/// Whether the box of a scope is ticked at first. A client that names no scopes can read, but not the vault. One that names all of them
/// has not chosen, so a person has to choose what can do harm.
pub fn is_preselected(permission: Permission, asked: Option<Permissions>) -> bool {
    let Some(asked) = asked else {
        return permission != Permission::VaultRead && <&str>::from(permission).ends_with(":read");
    };
    let has_chosen = Role::Owner.delegable().outside(asked).is_some();
    asked.contains(permission) && (has_chosen || !can_do_harm(permission))
}

/// Whether a permission spends money, opens secrets, starts programs or sends data elsewhere by itself.
const fn can_do_harm(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::BudgetCharge
            | Permission::RunsWrite
            | Permission::VaultRead
            | Permission::VaultWrite
            | Permission::WebhooksWrite
    )
}

/// What a scope permits, for people.
pub const fn meaning(permission: Permission) -> &'static str {
    match permission {
        Permission::AuditRead => "Read the audit log",
        Permission::BudgetCharge => "Spend money within the budget",
        Permission::BudgetRead => "Read the budget and charges",
        Permission::CalendarRead => "Read the calendar",
        Permission::CalendarWrite => "Change the calendar",
        Permission::CredentialsRequest => "Ask the operator for credentials",
        Permission::DomainsRead => "Read custom domains",
        Permission::MailRead => "Read mail",
        Permission::MailSend => "Send mail",
        Permission::MailWrite => "Change mail, addresses and rules",
        Permission::ObservationsRead => "Read notes of agents",
        Permission::ObservationsWrite => "Write notes",
        Permission::ProfileWrite => "Change public profiles",
        Permission::RunsRead => "Read the output of runs",
        Permission::RunsWrite => "Start agents on your runners",
        Permission::TrustRead => "Read trust scores",
        Permission::TrustWrite => "Report events of agents",
        Permission::VaultRead => "Read secrets in the vault",
        Permission::VaultWrite => "Change secrets in the vault",
        Permission::WebhooksRead => "Read webhooks",
        Permission::WebhooksWrite => "Send events and mail to other servers (webhooks)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_a_meaning() {
        assert!(Role::Owner.delegable().iter().all(|permission| !meaning(permission).is_empty()));
    }

    #[test]
    fn a_request_that_names_nothing_known_is_refused_unless_it_names_nothing() {
        for none in ["", " ", "openid", "openid profile offline_access"] {
            assert_eq!(requested(none), Ok(None), "{none}");
        }
        for unknown in ["everything", "openid everything", "keys:write"] {
            assert_eq!(requested(unknown), Err(Unknown), "{unknown}");
        }
        assert_eq!(requested("mail:read everything"), Ok(Some(read("mail:read"))));
    }

    #[test]
    fn what_can_do_harm_is_ticked_only_if_a_client_has_chosen_it() {
        let every = read(&all().join(" "));
        for harmful in ["budget:charge", "vault:read", "vault:write", "runs:write", "webhooks:write"] {
            let permission = harmful.parse().expect("a permission");
            assert!(!is_preselected(permission, None) && !is_preselected(permission, Some(every)), "{harmful}");
            assert!(is_preselected(permission, Some(read(harmful))), "{harmful}");
            assert!(!first(Resource::Mcp).contains(&harmful), "{harmful}");
        }
        assert!(is_preselected(Permission::MailSend, Some(every)) && !is_preselected(Permission::MailSend, None));
        assert!(is_preselected(Permission::MailRead, None));
        let first = first(Resource::Mcp);
        assert_eq!(names(read(&first.join(" "))), first);
    }

    #[test]
    fn scopes_of_others_are_left_out() {
        assert_eq!(names(read("openid mail:read offline_access keys:write mail:* mail:read")), ["mail:read"]);
        assert_eq!(read(""), Permissions::default());
    }
}
