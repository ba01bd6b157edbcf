from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AliasedKey")


@_attrs_define
class AliasedKey:
    """A new account's key, as the older path returns it.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        created_at (datetime.datetime): When it was created.
        key (str): The key. Not shown again. Example: al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab.
        note (str): An explanation, for a person. Example: `key` and `api_key` are the same..
    """

    account_id: str
    created_at: datetime.datetime
    key: str
    note: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        created_at = self.created_at.isoformat()

        key = self.key

        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "created_at": created_at,
                "key": key,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key = d.pop("key")

        note = d.pop("note")

        aliased_key = cls(
            account_id=account_id,
            created_at=created_at,
            key=key,
            note=note,
        )

        aliased_key.additional_properties = d
        return aliased_key

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
