from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="StoredSecret")


@_attrs_define
class StoredSecret:
    """A stored secret.

    Attributes:
        created_at (datetime.datetime): When the key was created.
        encrypted (bool): Whether `ciphertext` looks encrypted: base64, base64url or hex of at least 28 bytes.
        key (str): The name of the key. Example: github-token.
        stored (bool): Always true.
        updated_at (datetime.datetime): When this version was stored.
        version (int): The number of this version.
        warning (None | str | Unset): With `"encrypted": false`: an explanation. Example: The value does not look
            encrypted..
    """

    created_at: datetime.datetime
    encrypted: bool
    key: str
    stored: bool
    updated_at: datetime.datetime
    version: int
    warning: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        encrypted = self.encrypted

        key = self.key

        stored = self.stored

        updated_at = self.updated_at.isoformat()

        version = self.version

        warning: None | str | Unset
        if isinstance(self.warning, Unset):
            warning = UNSET
        else:
            warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "encrypted": encrypted,
                "key": key,
                "stored": stored,
                "updated_at": updated_at,
                "version": version,
            }
        )
        if warning is not UNSET:
            field_dict["warning"] = warning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        encrypted = d.pop("encrypted")

        key = d.pop("key")

        stored = d.pop("stored")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        version = d.pop("version")

        def _parse_warning(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        warning = _parse_warning(d.pop("warning", UNSET))

        stored_secret = cls(
            created_at=created_at,
            encrypted=encrypted,
            key=key,
            stored=stored,
            updated_at=updated_at,
            version=version,
            warning=warning,
        )

        stored_secret.additional_properties = d
        return stored_secret

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
