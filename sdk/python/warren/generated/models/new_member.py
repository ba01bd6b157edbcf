from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewMember")


@_attrs_define
class NewMember:
    """A person to invite.

    Attributes:
        email (str): The person's address, which receives the link.
        role (str): What a person may do in an account.
            - `owner`: everything
            - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
            - `member`: in the environments that the person is assigned to, what a key of the environment may do
            - `viewer`: read there, except the vault
        environments (list[str] | Unset): Ids of environments to assign the person to, at most 100. Owners and admins
            reach all of them. Example: ['env_0a1b2c3d4e5f6g7h'].
    """

    email: str
    role: str
    environments: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        role = self.role

        environments: list[str] | Unset = UNSET
        if not isinstance(self.environments, Unset):
            environments = self.environments

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
                "role": role,
            }
        )
        if environments is not UNSET:
            field_dict["environments"] = environments

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        role = d.pop("role")

        environments = cast(list[str], d.pop("environments", UNSET))

        new_member = cls(
            email=email,
            role=role,
            environments=environments,
        )

        return new_member
