from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewAgent")


@_attrs_define
class NewAgent:
    """An agent to register.

    Attributes:
        address (None | str | Unset): The address to claim, at this deployment's domain. Default: made from `name`.
            Example: ada@warren.example.
        name (None | str | Unset): The agent's name, which becomes the local part of its address. Example: ada.
        public_key (None | str | Unset): X25519 public key, 32 bytes in base64url. The agent's mail is encrypted to it.
            Example: hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
        recovery_email (None | str | Unset): The recovery email, which receives links to sign in.
    """

    address: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    public_key: None | str | Unset = UNSET
    recovery_email: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        public_key: None | str | Unset
        if isinstance(self.public_key, Unset):
            public_key = UNSET
        else:
            public_key = self.public_key

        recovery_email: None | str | Unset
        if isinstance(self.recovery_email, Unset):
            recovery_email = UNSET
        else:
            recovery_email = self.recovery_email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if address is not UNSET:
            field_dict["address"] = address
        if name is not UNSET:
            field_dict["name"] = name
        if public_key is not UNSET:
            field_dict["public_key"] = public_key
        if recovery_email is not UNSET:
            field_dict["recovery_email"] = recovery_email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_key = _parse_public_key(d.pop("public_key", UNSET))

        def _parse_recovery_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        recovery_email = _parse_recovery_email(d.pop("recovery_email", UNSET))

        new_agent = cls(
            address=address,
            name=name,
            public_key=public_key,
            recovery_email=recovery_email,
        )

        new_agent.additional_properties = d
        return new_agent

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
