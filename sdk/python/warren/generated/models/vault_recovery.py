from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="VaultRecovery")


@_attrs_define
class VaultRecovery:
    """The recovery settings that are set now.

    Attributes:
        email (str): The address that can recover the seed.
        ok (bool): Always true.
        stored_at (datetime.datetime): When the seed was stored.
    """

    email: str
    ok: bool
    stored_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        ok = self.ok

        stored_at = self.stored_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "ok": ok,
                "stored_at": stored_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        ok = d.pop("ok")

        stored_at = datetime.datetime.fromisoformat(d.pop("stored_at"))

        vault_recovery = cls(
            email=email,
            ok=ok,
            stored_at=stored_at,
        )

        vault_recovery.additional_properties = d
        return vault_recovery

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
