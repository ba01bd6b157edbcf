from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PodKey")


@_attrs_define
class PodKey:
    """A key of a pod, without its secret.

    Attributes:
        created_at (datetime.datetime): When it was created.
        id (str): An API key, not the key itself. Example: key_0a1b2c3d4e5f6g7h.
        key_prefix (str): The first characters of the key, to recognize it. Example: al_pod_k7x9m.
        prefix (str): The same as `key_prefix`. Example: al_pod_k7x9m.
        status (str): Whether the key works. Example: active.
        expires_at (datetime.datetime | None | Unset): When the key expires; null: never.
        inboxes (list[str] | None | Unset): The addresses whose mail the key can use; null: all. Example:
            ['ada@warren.example'].
        ip_ranges (list[str] | None | Unset): The networks from which the key can be used; null: all. Example:
            ['192.0.2.0/24'].
        label (None | str | Unset): A name for the key. Example: laptop.
        last_used_at (datetime.datetime | None | Unset): When the key was last used, to the minute; null if it was never
            used.
        made_by (None | str | Unset):
        permissions (list[str] | None | Unset): What the key can do; null: everything except `keys:write`. Example:
            ['mail:read', 'calendar:*'].
    """

    created_at: datetime.datetime
    id: str
    key_prefix: str
    prefix: str
    status: str
    expires_at: datetime.datetime | None | Unset = UNSET
    inboxes: list[str] | None | Unset = UNSET
    ip_ranges: list[str] | None | Unset = UNSET
    label: None | str | Unset = UNSET
    last_used_at: datetime.datetime | None | Unset = UNSET
    made_by: None | str | Unset = UNSET
    permissions: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        id = self.id

        key_prefix = self.key_prefix

        prefix = self.prefix

        status = self.status

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

        last_used_at: None | str | Unset
        if isinstance(self.last_used_at, Unset):
            last_used_at = UNSET
        elif isinstance(self.last_used_at, datetime.datetime):
            last_used_at = self.last_used_at.isoformat()
        else:
            last_used_at = self.last_used_at

        made_by: None | str | Unset
        if isinstance(self.made_by, Unset):
            made_by = UNSET
        else:
            made_by = self.made_by

        permissions: list[str] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, list):
            permissions = self.permissions

        else:
            permissions = self.permissions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "id": id,
                "key_prefix": key_prefix,
                "prefix": prefix,
                "status": status,
            }
        )
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if inboxes is not UNSET:
            field_dict["inboxes"] = inboxes
        if ip_ranges is not UNSET:
            field_dict["ip_ranges"] = ip_ranges
        if label is not UNSET:
            field_dict["label"] = label
        if last_used_at is not UNSET:
            field_dict["last_used_at"] = last_used_at
        if made_by is not UNSET:
            field_dict["made_by"] = made_by
        if permissions is not UNSET:
            field_dict["permissions"] = permissions

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        key_prefix = d.pop("key_prefix")

        prefix = d.pop("prefix")

        status = d.pop("status")

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

        def _parse_last_used_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_used_at = _parse_last_used_at(d.pop("last_used_at", UNSET))

        def _parse_made_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        made_by = _parse_made_by(d.pop("made_by", UNSET))

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

        pod_key = cls(
            created_at=created_at,
            id=id,
            key_prefix=key_prefix,
            prefix=prefix,
            status=status,
            expires_at=expires_at,
            inboxes=inboxes,
            ip_ranges=ip_ranges,
            label=label,
            last_used_at=last_used_at,
            made_by=made_by,
            permissions=permissions,
        )

        pod_key.additional_properties = d
        return pod_key

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
