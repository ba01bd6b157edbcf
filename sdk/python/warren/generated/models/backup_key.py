from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BackupKey")


@_attrs_define
class BackupKey:
    """A new backup key.

    Attributes:
        backup_key (str): The key. Not shown again. Example: al_live_b4c8m2p4abcdefghijklmnopqrstuvwxyz0123456789ab.
        created_at (datetime.datetime): When it was created.
        key_prefix (str): The first characters of the key, to recognize it. Example: al_live_k7x9.
        status (str): Always `backup`. Example: backup.
        warning (str): A warning, for a person. Example: Store the key now. It is not shown again..
    """

    backup_key: str
    created_at: datetime.datetime
    key_prefix: str
    status: str
    warning: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        backup_key = self.backup_key

        created_at = self.created_at.isoformat()

        key_prefix = self.key_prefix

        status = self.status

        warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "backup_key": backup_key,
                "created_at": created_at,
                "key_prefix": key_prefix,
                "status": status,
                "warning": warning,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        backup_key = d.pop("backup_key")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key_prefix = d.pop("key_prefix")

        status = d.pop("status")

        warning = d.pop("warning")

        backup_key = cls(
            backup_key=backup_key,
            created_at=created_at,
            key_prefix=key_prefix,
            status=status,
            warning=warning,
        )

        backup_key.additional_properties = d
        return backup_key

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
