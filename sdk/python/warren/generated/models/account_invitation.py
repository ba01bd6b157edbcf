from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AccountInvitation")


@_attrs_define
class AccountInvitation:
    """An invitation that is not yet accepted.

    Attributes:
        created_at (datetime.datetime): When it was sent.
        email (str): The address that the link was sent to. Example: ann@people.example.
        environments (list[str]): The environments that the person will be assigned to. Example:
            ['env_0a1b2c3d4e5f6g7h'].
        expires_at (datetime.datetime): When the link stops working.
        id (str): An invitation to an account. Example: inv_0a1b2c3d4e5f6g7h.
        invited_by (str): The member or the key that invited the person. Example: mem_0a1b2c3d4e5f6g7h.
        role (str): What a person may do in an account.
            - `owner`: everything
            - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
            - `member`: in the environments that the person is assigned to, what a key of the environment may do
            - `viewer`: read there, except the vault
    """

    created_at: datetime.datetime
    email: str
    environments: list[str]
    expires_at: datetime.datetime
    id: str
    invited_by: str
    role: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        email = self.email

        environments = self.environments

        expires_at = self.expires_at.isoformat()

        id = self.id

        invited_by = self.invited_by

        role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "email": email,
                "environments": environments,
                "expires_at": expires_at,
                "id": id,
                "invited_by": invited_by,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        email = d.pop("email")

        environments = cast(list[str], d.pop("environments"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        invited_by = d.pop("invited_by")

        role = d.pop("role")

        account_invitation = cls(
            created_at=created_at,
            email=email,
            environments=environments,
            expires_at=expires_at,
            id=id,
            invited_by=invited_by,
            role=role,
        )

        account_invitation.additional_properties = d
        return account_invitation

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
