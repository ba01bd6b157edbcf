from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RecoveredSeed")


@_attrs_define
class RecoveredSeed:
    """A seed that was stored without an account.

    Attributes:
        created_at (datetime.datetime): When it was stored.
        encrypted_seed (str): The encrypted seed. Example: c2VhbGVkLXNlZWQ.
        vault_id (str): The seed's id. Example: vlt_0a1b2c3d4e5f6g7h.
    """

    created_at: datetime.datetime
    encrypted_seed: str
    vault_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        encrypted_seed = self.encrypted_seed

        vault_id = self.vault_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "encrypted_seed": encrypted_seed,
                "vault_id": vault_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        encrypted_seed = d.pop("encrypted_seed")

        vault_id = d.pop("vault_id")

        recovered_seed = cls(
            created_at=created_at,
            encrypted_seed=encrypted_seed,
            vault_id=vault_id,
        )

        recovered_seed.additional_properties = d
        return recovered_seed

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
