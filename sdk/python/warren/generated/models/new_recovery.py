from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NewRecovery")


@_attrs_define
class NewRecovery:
    """An encrypted seed to store for recovery.

    Attributes:
        email (str): The address that can recover the seed.
        encrypted_seed (str): The encrypted seed in base64, base64url or hex, at most 102,400 characters. Example:
            c2VhbGVkLXNlZWQ.
    """

    email: str
    encrypted_seed: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        encrypted_seed = self.encrypted_seed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "encrypted_seed": encrypted_seed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        encrypted_seed = d.pop("encrypted_seed")

        new_recovery = cls(
            email=email,
            encrypted_seed=encrypted_seed,
        )

        new_recovery.additional_properties = d
        return new_recovery

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
