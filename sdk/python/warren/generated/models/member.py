from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Member")


@_attrs_define
class Member:
    """A person of an account.

    Attributes:
        active (bool): Whether the person can sign in.
        created_at (datetime.datetime): When the person became a member.
        email (str): The address that links to sign in are sent to. Example: ann@people.example.
        environments (list[str]): The environments that the person is assigned to. Owners and admins reach all of them.
            Example: ['env_0a1b2c3d4e5f6g7h'].
        id (str): A person of an account. Example: mem_0a1b2c3d4e5f6g7h.
        role (str): What a person may do in an account.
            - `owner`: everything
            - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
            - `member`: in the environments that the person is assigned to, what a key of the environment may do
            - `viewer`: read there, except the vault
        verified (bool): Whether somebody has used a link that was sent to the address.
        name (None | str | Unset): The person's name, if one was given. Example: Ann Example.
    """

    active: bool
    created_at: datetime.datetime
    email: str
    environments: list[str]
    id: str
    role: str
    verified: bool
    name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        created_at = self.created_at.isoformat()

        email = self.email

        environments = self.environments

        id = self.id

        role = self.role

        verified = self.verified

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "created_at": created_at,
                "email": email,
                "environments": environments,
                "id": id,
                "role": role,
                "verified": verified,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        email = d.pop("email")

        environments = cast(list[str], d.pop("environments"))

        id = d.pop("id")

        role = d.pop("role")

        verified = d.pop("verified")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        member = cls(
            active=active,
            created_at=created_at,
            email=email,
            environments=environments,
            id=id,
            role=role,
            verified=verified,
            name=name,
        )

        member.additional_properties = d
        return member

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
