//! Permissions: what a credential may do.

use std::str::FromStr;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// What a credential permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
pub enum Permission {
    #[strum(serialize = "account:read")]
    AccountRead,
    #[strum(serialize = "account:write")]
    AccountWrite,
    #[strum(serialize = "audit:read")]
    AuditRead,
    #[strum(serialize = "budget:charge")]
    BudgetCharge,
    #[strum(serialize = "budget:manage")]
    BudgetManage,
    #[strum(serialize = "budget:read")]
    BudgetRead,
    #[strum(serialize = "calendar:read")]
    CalendarRead,
    #[strum(serialize = "calendar:write")]
    CalendarWrite,
    #[strum(serialize = "credentials:decide")]
    CredentialsDecide,
    #[strum(serialize = "credentials:request")]
    CredentialsRequest,
    #[strum(serialize = "domains:read")]
    DomainsRead,
    #[strum(serialize = "domains:write")]
    DomainsWrite,
    #[strum(serialize = "keys:read")]
    KeysRead,
    #[strum(serialize = "keys:write")]
    KeysWrite,
    #[strum(serialize = "mail:read")]
    MailRead,
    #[strum(serialize = "mail:review")]
    MailReview,
    #[strum(serialize = "mail:send")]
    MailSend,
    #[strum(serialize = "mail:write")]
    MailWrite,
    #[strum(serialize = "members:read")]
    MembersRead,
    #[strum(serialize = "members:write")]
    MembersWrite,
    #[strum(serialize = "observations:read")]
    ObservationsRead,
    #[strum(serialize = "observations:write")]
    ObservationsWrite,
    #[strum(serialize = "pods:read")]
    PodsRead,
    #[strum(serialize = "pods:write")]
    PodsWrite,
    #[strum(serialize = "profile:write")]
    ProfileWrite,
    #[strum(serialize = "runs:read")]
    RunsRead,
    #[strum(serialize = "runs:register")]
    RunsRegister,
    #[strum(serialize = "runs:serve")]
    RunsServe,
    #[strum(serialize = "runs:write")]
    RunsWrite,
    #[strum(serialize = "scim:manage")]
    ScimManage,
    #[strum(serialize = "tenants:read")]
    TenantsRead,
    #[strum(serialize = "tenants:write")]
    TenantsWrite,
    #[strum(serialize = "trust:read")]
    TrustRead,
    #[strum(serialize = "trust:write")]
    TrustWrite,
    #[strum(serialize = "usage:read")]
    UsageRead,
    #[strum(serialize = "vault:read")]
    VaultRead,
    #[strum(serialize = "vault:write")]
    VaultWrite,
    #[strum(serialize = "webhooks:read")]
    WebhooksRead,
    #[strum(serialize = "webhooks:write")]
    WebhooksWrite,
}

impl Permission {
    /// Whether a key has it only if it was granted by name: neither a key without permissions of its own nor `keys:*` includes it.
    const fn needs_name(self) -> bool {
        matches!(self, Self::KeysWrite | Self::RunsRegister | Self::RunsServe | Self::RunsWrite)
    }

    /// Whether it shows or changes mail. Invitations are mail, and with a domain its addresses go.
    pub const fn concerns_mail(self) -> bool {
        matches!(
            self,
            Self::CalendarRead
                | Self::CalendarWrite
                | Self::DomainsWrite
                | Self::MailRead
                | Self::MailReview
                | Self::MailSend
                | Self::MailWrite
                | Self::AuditRead
                | Self::WebhooksRead
                | Self::WebhooksWrite
        )
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u64);

impl Permissions {
    /// All permissions.
    pub const ALL: Self = Self(u64::MAX);

    /// Those of webhooks.
    pub const WEBHOOKS: Self = Self(Self::only(Permission::WebhooksRead).0 | Self::only(Permission::WebhooksWrite).0);

    /// One permission.
    pub const fn only(permission: Permission) -> Self {
        Self(1 << permission as u64)
    }

    /// All permissions that need not be granted by name.
    pub fn unnamed() -> Self {
        Permission::iter().filter(|permission| !permission.needs_name()).collect()
    }

    /// Whether they include a permission.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::only(permission).0 != 0
    }

    /// The first that is not in the other set.
    pub fn outside(self, others: Self) -> Option<Permission> {
        Permission::iter().find(|permission| self.contains(*permission) && !others.contains(*permission))
    }

    /// Each of them, in the order of their names.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::iter().filter(move |permission| self.contains(*permission))
    }

    /// Those that are in both sets.
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Those that are not in the other set.
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Those that are in one of the sets.
    pub const fn or(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |all, permission| all | Self::only(permission).0))
    }
}

/// The name of a permission, such as `mail:read`, or `mail:*` for all that begin with `mail:`.
impl FromStr for Permissions {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let Some(group) = name.strip_suffix('*') else {
            return Permission::from_str(name).map(Self::only).map_err(drop);
        };
        let is_of_group =
            |permission: &Permission| <&str>::from(permission).starts_with(group) && !permission.needs_name();
        let all: Self = Permission::iter().filter(is_of_group).collect();
        if group.ends_with(':') && all != Self::default() { Ok(all) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_group_without_what_needs_its_name() {
        let mail: Permissions = "mail:*".parse().expect("a group");
        assert!(mail.contains(Permission::MailSend) && !mail.contains(Permission::VaultRead));
        assert_eq!("keys:*".parse(), Ok(Permissions::only(Permission::KeysRead)));
        assert_eq!("keys:write".parse(), Ok(Permissions::only(Permission::KeysWrite)));
        assert!(!Permissions::unnamed().contains(Permission::KeysWrite));
        for unknown in ["", "*", "mail", "mail:", "mail:fly", "m*", ":*", "mail:*:*", "MAIL:*"] {
            assert_eq!(unknown.parse::<Permissions>(), Err(()), "{unknown}");
        }
    }

    #[test]
    fn sets_are_compared_and_cut() {
        let read: Permissions = [Permission::MailRead, Permission::VaultRead].into_iter().collect();
        assert_eq!(read.outside(Permissions::ALL), None);
        assert_eq!(read.outside(Permissions::only(Permission::MailRead)), Some(Permission::VaultRead));
        assert_eq!(read.and(Permissions::only(Permission::MailRead)), Permissions::only(Permission::MailRead));
    }
}
