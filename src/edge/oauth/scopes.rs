//! Scopes: the names of permissions.

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
    fn scopes_of_others_are_left_out() {
        assert_eq!(names(read("openid mail:read offline_access keys:write mail:* mail:read")), ["mail:read"]);
        assert_eq!(read(""), Permissions::default());
    }
}
