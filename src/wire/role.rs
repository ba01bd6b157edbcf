//! Roles: what the people of an account may do.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

use super::permission::{Permission, Permissions};
use crate::id::MemberId;
use crate::stored::Unchecked;

/// What a person may do in an account.
/// - `owner`: everything
/// - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
/// - `member`: in the environments that the person is assigned to, what a key of the environment may do
/// - `viewer`: read there, except the vault
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
#[schema(as = MemberRole)]
pub enum Role {
    Owner,
    Admin,
    Member,
    Viewer,
}

/// A person's membership of an account, as seen from one of its pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub id: MemberId,
    pub role: Role,
    /// Whether the person acts in the pod: owners and admins in all pods, others in those that they are assigned to.
    pub is_assigned: bool,
}

impl Unchecked for Membership {}

impl Role {
    /// What a person with this role may do.
    pub fn permissions(self) -> Permissions {
        Permission::iter().filter(|permission| self.has(*permission)).collect()
    }

    /// What a person with this role may let a program do: at most what a member may do in an environment.
    pub fn delegable(self) -> Permissions {
        // Without those that concern the account: a program acts in one environment.
        let of_account = [Permission::AccountRead, Permission::PodsRead].into_iter().collect();
        self.permissions().and(Self::Member.permissions()).without(of_account)
    }

    /// Whether the role reaches all pods of the account.
    pub const fn reaches_all(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    fn has(self, permission: Permission) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => !matches!(permission, Permission::AccountWrite | Permission::ScimManage),
            Self::Member => is_for_members(permission),
            // Values of the vault are secrets with which a viewer could act elsewhere.
            Self::Viewer => {
                is_for_members(permission)
                    && permission != Permission::VaultRead
                    && <&str>::from(permission).ends_with(":read")
            }
        }
    }
}

/// Named one by one: a new permission is nobody's until it is decided whose it is.
const fn is_for_members(permission: Permission) -> bool {
    match permission {
        Permission::AccountRead
        | Permission::AuditRead
        | Permission::BudgetCharge
        | Permission::BudgetRead
        | Permission::CalendarRead
        | Permission::CalendarWrite
        | Permission::CredentialsRequest
        | Permission::DomainsRead
        | Permission::MailRead
        | Permission::MailSend
        | Permission::MailWrite
        | Permission::ObservationsRead
        | Permission::ObservationsWrite
        // Of the pods that the person is assigned to.
        | Permission::PodsRead
        | Permission::ProfileWrite
        | Permission::RunsRead
        | Permission::RunsWrite
        | Permission::TrustRead
        | Permission::TrustWrite
        | Permission::VaultRead
        | Permission::VaultWrite
        | Permission::WebhooksRead
        | Permission::WebhooksWrite => true,
        Permission::AccountWrite
        | Permission::BudgetManage
        | Permission::CredentialsDecide
        | Permission::DomainsWrite
        | Permission::KeysRead
        | Permission::KeysWrite
        | Permission::MailReview
        | Permission::MembersRead
        | Permission::MembersWrite
        | Permission::PodsWrite
        | Permission::RunsRegister
        | Permission::RunsServe
        | Permission::ScimManage
        | Permission::TenantsRead
        | Permission::TenantsWrite
        | Permission::UsageRead => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_the_next_one_may() {
        let roles: Vec<_> = Role::iter().map(Role::permissions).collect();
        for pair in roles.windows(2) {
            assert_eq!(pair[1].outside(pair[0]), None);
            assert!(pair[0].outside(pair[1]).is_some());
        }
    }

    #[test]
    fn a_program_gets_nothing_of_the_account() {
        let owner = Role::Owner.delegable();
        assert_eq!(owner, Role::Member.delegable());
        for never in [Permission::AccountRead, Permission::BudgetManage, Permission::KeysWrite, Permission::MembersRead]
        {
            assert!(!owner.contains(never), "{never:?}");
        }
        assert!(owner.contains(Permission::MailSend) && owner.contains(Permission::RunsWrite));
        assert!(!Role::Viewer.delegable().contains(Permission::MailSend));
    }

    #[test]
    fn only_an_owner_replaces_the_accounts_key() {
        let may = |role: Role| role.permissions().contains(Permission::AccountWrite);
        assert_eq!(Role::iter().map(may).collect::<Vec<_>>(), [true, false, false, false]);
    }

    #[test]
    fn a_viewer_changes_nothing() {
        let viewer = Role::Viewer.permissions();
        let all = Permission::iter().filter(|permission| viewer.contains(*permission));
        assert!(all.map(<&str>::from).all(|name| name.ends_with(":read")));
        assert!(viewer.contains(Permission::MailRead) && !viewer.contains(Permission::KeysRead));
        assert!(!viewer.contains(Permission::VaultRead) && Role::Member.permissions().contains(Permission::VaultRead));
    }
}
