from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NewSeed")


@_attrs_define
class NewSeed:
    """A seed to store without an account.

    Attributes:
        encrypted_seed (str): The encrypted seed in base64, base64url or hex, at most 51,200 characters. Example:
            c2VhbGVkLXNlZWQ.
        recovery_email (str): The address that can recover the seed.
    """

    encrypted_seed: str
    recovery_email: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        encrypted_seed = self.encrypted_seed

        recovery_email = self.recovery_email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "encrypted_seed": encrypted_seed,
                "recovery_email": recovery_email,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        encrypted_seed = d.pop("encrypted_seed")

        recovery_email = d.pop("recovery_email")

        new_seed = cls(
            encrypted_seed=encrypted_seed,
            recovery_email=recovery_email,
        )

        new_seed.additional_properties = d
        return new_seed

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
