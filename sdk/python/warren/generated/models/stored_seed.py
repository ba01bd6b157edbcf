from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StoredSeed")


@_attrs_define
class StoredSeed:
    """A stored seed.

    Attributes:
        expires_at (datetime.datetime): When it is deleted, unless the link that was sent to `recovery_email` confirms
            it before.
        message (str): What to do next. Example: Open the link that was mailed to you..
        stored_at (datetime.datetime): When it was stored.
        vault_id (str): An encrypted seed that was stored without an account. Example: vlt_0a1b2c3d4e5f6g7h.
    """

    expires_at: datetime.datetime
    message: str
    stored_at: datetime.datetime
    vault_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expires_at = self.expires_at.isoformat()

        message = self.message

        stored_at = self.stored_at.isoformat()

        vault_id = self.vault_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "expires_at": expires_at,
                "message": message,
                "stored_at": stored_at,
                "vault_id": vault_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        message = d.pop("message")

        stored_at = datetime.datetime.fromisoformat(d.pop("stored_at"))

        vault_id = d.pop("vault_id")

        stored_seed = cls(
            expires_at=expires_at,
            message=message,
            stored_at=stored_at,
            vault_id=vault_id,
        )

        stored_seed.additional_properties = d
        return stored_seed

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
