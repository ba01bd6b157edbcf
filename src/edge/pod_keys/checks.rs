//! What a key of a pod may be made with.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Mode, NewPodKey};
use crate::edge::register::checked_name;
use crate::error::{Error, Result};
use crate::grant::KeyScope;
use crate::mail::Address;
use crate::time::{DAY, Timestamp};
use crate::wire::{Patch, Permissions, Principal, PrincipalKind, missing_scope};

/// Entries of each list of a scope.
const MAX_ENTRIES: usize = 100;
const MAX_YEARS: i64 = 100;

/// A key to create, checked.
pub struct CheckedKey {
    pub label: Option<String>,
    pub mode: Mode,
    pub scope: KeyScope,
    pub expires_at: Option<Timestamp>,
}

impl NewPodKey {
    /// Checks what the key can do. The caller is none for the deployment's operator.
    pub fn checked(self, caller: Option<&Principal>, now: Timestamp) -> Result<CheckedKey> {
        let maker = caller.filter(|caller| caller.kind == PrincipalKind::Pod);
        let label = checked_name(self.label)?;
        let mode = self.mode.unwrap_or(if label.is_some() || maker.is_some() { Mode::Add } else { Mode::Replace });
        let inboxes = self.inboxes.map(checked_inboxes).transpose()?;
        let scope = KeyScope {
            permissions: self.permissions.map(checked_permissions).transpose()?,
            inboxes: inboxes.or_else(|| caller.and_then(|caller| caller.inboxes.clone())),
            ip_ranges: self.ip_ranges.map(checked_ip_ranges).transpose()?,
        };
        let expires_at = self.expires_at.or_else(|| maker.and_then(|maker| maker.expires_at));
        check_expiry(expires_at, now)?;
        if let Some(maker) = maker {
            check_made(maker, &scope, mode, expires_at)?;
        }
        Ok(CheckedKey { label, mode, scope, expires_at })
    }
}

/// Checks that a key of a pod makes none that can do more than itself.
fn check_made(caller: &Principal, scope: &KeyScope, mode: Mode, expires_at: Option<Timestamp>) -> Result<()> {
    check_permissions(caller, scope.permissions())?;
    check_inboxes(caller, scope.inboxes.as_deref())?;
    if mode == Mode::Replace {
        return Err(Error::invalid("Only the account can replace all keys.").fix("Send `\"mode\": \"add\"`."));
    }
    if caller.expires_at.is_some_and(|end| expires_at.is_none_or(|new| new > end)) {
        return Err(Error::invalid("The key would expire later than yours."));
    }
    Ok(())
}

/// Checks that a key of a pod lets a key that it made do no more than itself.
pub fn check_change(caller: &Principal, permissions: &Patch<Vec<String>>, inboxes: &Patch<Vec<String>>) -> Result<()> {
    if caller.kind != PrincipalKind::Pod {
        return Ok(());
    }
    if !permissions.is_keep() {
        let scope = KeyScope { permissions: permissions.clone().apply(None), ..KeyScope::default() };
        check_permissions(caller, scope.permissions())?;
    }
    if !inboxes.is_keep() {
        check_inboxes(caller, inboxes.clone().apply(None).map(checked_inboxes).transpose()?.as_deref())?;
    }
    Ok(())
}

fn check_permissions(caller: &Principal, permissions: Permissions) -> Result<()> {
    permissions.outside(caller.permissions.and(Permissions::unnamed())).map_or(Ok(()), |missing| {
        Err(missing_scope(missing).fix("Name `permissions` that your own key has. A key cannot hand on `keys:write`."))
    })
}

fn check_inboxes(caller: &Principal, inboxes: Option<&[String]>) -> Result<()> {
    let has_all = match (&caller.inboxes, inboxes) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(inboxes)) => inboxes.iter().all(|inbox| own.contains(inbox)),
    };
    if has_all { Ok(()) } else { Err(Error::invalid("The key would have inboxes that your key does not have.")) }
}

pub fn check_expiry(expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match expires_at {
        Some(end) if end <= now => Err(Error::invalid("expires_at is in the past.")),
        Some(end) if end > now.plus(MAX_YEARS * 366 * DAY) => {
            Err(Error::invalid("expires_at is too far in the future."))
        }
        _ => Ok(()),
    }
}

pub fn add_change<T: Serialize>(
    scope: &mut Map<String, Value>,
    name: &str,
    change: Patch<Vec<String>>,
    checked: fn(Vec<String>) -> Result<T>,
) -> Result<()> {
    match change {
        Patch::Keep => {}
        Patch::Remove => _ = scope.insert(name.to_owned(), Value::Null),
        Patch::Set(list) => _ = scope.insert(name.to_owned(), json!(checked(list)?)),
    }
    Ok(())
}

fn checked_list<T>(name: &str, list: Vec<String>, check: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
    if !(1..=MAX_ENTRIES).contains(&list.len()) {
        return Err(
            Error::invalid(format!("{name} has 1 to {MAX_ENTRIES} entries.")).fix("Leave it out for no restriction.")
        );
    }
    let entry =
        |text: String| check(text.trim()).ok_or_else(|| Error::invalid(format!("{name}: `{text}` is not valid.")));
    list.into_iter().map(entry).collect()
}

pub fn checked_permissions(names: Vec<String>) -> Result<Vec<String>> {
    let checked = checked_list("permissions", names, |name| name.parse::<Permissions>().ok().map(|_| name.to_owned()));
    checked.map_err(|error| {
        error.fix("docs/PERMISSIONS.md lists the permissions. `mail:*` stands for all that begin with `mail:`.")
    })
}

pub fn checked_inboxes(addresses: Vec<String>) -> Result<Vec<String>> {
    checked_list("inboxes", addresses, |text| Some(text.parse::<Address>().ok()?.without_tag().to_string()))
}

pub fn checked_ip_ranges(ranges: Vec<String>) -> Result<Vec<IpNet>> {
    checked_list("ip_ranges", ranges, |text| {
        let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        network.map(|network: IpNet| network.trunc())
    })
}
