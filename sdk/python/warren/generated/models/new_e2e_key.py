from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NewE2EKey")


@_attrs_define
class NewE2EKey:
    """A key for the pod's mail.

    Attributes:
        master_seed (str): A secret of 8 to 1024 bytes that nobody can guess. It proves that later keys are yours. The
            first call sets it; only its
            SHA-256 is stored, and it cannot be replaced. Example: bWFzdGVyLXNlZWQtb2YtMzItYnl0ZXMtb3ItbW9yZQ.
        new_public_key (str): X25519 public key: 32 bytes in base64url, base64 or hex. Example:
            hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
    """

    master_seed: str
    new_public_key: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        master_seed = self.master_seed

        new_public_key = self.new_public_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "master_seed": master_seed,
                "new_public_key": new_public_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        master_seed = d.pop("master_seed")

        new_public_key = d.pop("new_public_key")

        new_e2e_key = cls(
            master_seed=master_seed,
            new_public_key=new_public_key,
        )

        new_e2e_key.additional_properties = d
        return new_e2e_key

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
