from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ClaimedAddress")


@_attrs_define
class ClaimedAddress:
    """A claimed address.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        address (str): The address. Example: ada@warren.example.
        already_owned (bool): Whether your pod owned it before.
        claimed (bool): Always true.
        e2e_enabled (bool): Whether its mail is encrypted to a public key.
    """

    account_id: str
    address: str
    already_owned: bool
    claimed: bool
    e2e_enabled: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        address = self.address

        already_owned = self.already_owned

        claimed = self.claimed

        e2e_enabled = self.e2e_enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "address": address,
                "already_owned": already_owned,
                "claimed": claimed,
                "e2e_enabled": e2e_enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        address = d.pop("address")

        already_owned = d.pop("already_owned")

        claimed = d.pop("claimed")

        e2e_enabled = d.pop("e2e_enabled")

        claimed_address = cls(
            account_id=account_id,
            address=address,
            already_owned=already_owned,
            claimed=claimed,
            e2e_enabled=e2e_enabled,
        )

        claimed_address.additional_properties = d
        return claimed_address

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
