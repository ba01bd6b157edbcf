from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MyMembership")


@_attrs_define
class MyMembership:
    """The person who is signed in.

    Attributes:
        email (str): The address to which links to sign in are sent. Example: ann@people.example.
        id (str): A person of an account. Example: mem_0a1b2c3d4e5f6g7h.
        role (str): What a person may do in an account.
            - `owner`: everything
            - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
            - `member`: in the environments that the person is assigned to, what a key of the environment may do
            - `viewer`: read there, except the vault
        name (None | str | Unset): The person's name. Example: Ann.
    """

    email: str
    id: str
    role: str
    name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        id = self.id

        role = self.role

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "id": id,
                "role": role,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        id = d.pop("id")

        role = d.pop("role")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        my_membership = cls(
            email=email,
            id=id,
            role=role,
            name=name,
        )

        my_membership.additional_properties = d
        return my_membership

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
