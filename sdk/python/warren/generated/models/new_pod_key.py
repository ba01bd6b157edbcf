from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewPodKey")


@_attrs_define
class NewPodKey:
    """A key to create.

    Attributes:
        expires_at (datetime.datetime | None | Unset): When the key expires. Default: never.
        inboxes (list[str] | None | Unset): The addresses whose mail the key can use. Default: all addresses of the pod.
            Example: ['ada@warren.example'].
        ip_ranges (list[str] | None | Unset): The networks (CIDR) from which the key can be used. Default: all. Example:
            ['192.0.2.0/24'].
        label (None | str | Unset): A name for the key, at most 100 characters. Example: reader.
        mode (None | str | Unset):
        permissions (list[str] | None | Unset): What the key can do: names of permissions, or groups such as `mail:*`.
            Default: everything except `keys:write`, which a key has
            only if you name it. Example: ['mail:read', 'calendar:*'].
    """

    expires_at: datetime.datetime | None | Unset = UNSET
    inboxes: list[str] | None | Unset = UNSET
    ip_ranges: list[str] | None | Unset = UNSET
    label: None | str | Unset = UNSET
    mode: None | str | Unset = UNSET
    permissions: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        inboxes: list[str] | None | Unset
        if isinstance(self.inboxes, Unset):
            inboxes = UNSET
        elif isinstance(self.inboxes, list):
            inboxes = self.inboxes

        else:
            inboxes = self.inboxes

        ip_ranges: list[str] | None | Unset
        if isinstance(self.ip_ranges, Unset):
            ip_ranges = UNSET
        elif isinstance(self.ip_ranges, list):
            ip_ranges = self.ip_ranges

        else:
            ip_ranges = self.ip_ranges

        label: None | str | Unset
        if isinstance(self.label, Unset):
            label = UNSET
        else:
            label = self.label

        mode: None | str | Unset
        if isinstance(self.mode, Unset):
            mode = UNSET
        else:
            mode = self.mode

        permissions: list[str] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, list):
            permissions = self.permissions

        else:
            permissions = self.permissions

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if inboxes is not UNSET:
            field_dict["inboxes"] = inboxes
        if ip_ranges is not UNSET:
            field_dict["ip_ranges"] = ip_ranges
        if label is not UNSET:
            field_dict["label"] = label
        if mode is not UNSET:
            field_dict["mode"] = mode
        if permissions is not UNSET:
            field_dict["permissions"] = permissions

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_inboxes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                inboxes_type_0 = cast(list[str], data)

                return inboxes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        inboxes = _parse_inboxes(d.pop("inboxes", UNSET))

        def _parse_ip_ranges(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ip_ranges_type_0 = cast(list[str], data)

                return ip_ranges_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        ip_ranges = _parse_ip_ranges(d.pop("ip_ranges", UNSET))

        def _parse_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        label = _parse_label(d.pop("label", UNSET))

        def _parse_mode(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mode = _parse_mode(d.pop("mode", UNSET))

        def _parse_permissions(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                permissions_type_0 = cast(list[str], data)

                return permissions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        permissions = _parse_permissions(d.pop("permissions", UNSET))

        new_pod_key = cls(
            expires_at=expires_at,
            inboxes=inboxes,
            ip_ranges=ip_ranges,
            label=label,
            mode=mode,
            permissions=permissions,
        )

        return new_pod_key
