from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """A signed-in person.

    Attributes:
        created_at (datetime.datetime): When the person signed in.
        email (str): The person's email address. Example: ann@people.example.
        expires_at (datetime.datetime): When the session ends.
        id (str): A signed-in person. Example: ses_0a1b2c3d4e5f6g7h.
        is_current (bool): Whether it is the caller's.
        member_id (str): A person of an account. Example: mem_0a1b2c3d4e5f6g7h.
        role (str): What a person may do in an account.
            - `owner`: everything
            - `admin`: everything except the account's own key and addresses, SCIM tokens, and managing owners
            - `member`: in the environments that the person is assigned to, what a key of the environment may do
            - `viewer`: read there, except the vault
    """

    created_at: datetime.datetime
    email: str
    expires_at: datetime.datetime
    id: str
    is_current: bool
    member_id: str
    role: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        email = self.email

        expires_at = self.expires_at.isoformat()

        id = self.id

        is_current = self.is_current

        member_id = self.member_id

        role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "email": email,
                "expires_at": expires_at,
                "id": id,
                "is_current": is_current,
                "member_id": member_id,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        email = d.pop("email")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        is_current = d.pop("is_current")

        member_id = d.pop("member_id")

        role = d.pop("role")

        session = cls(
            created_at=created_at,
            email=email,
            expires_at=expires_at,
            id=id,
            is_current=is_current,
            member_id=member_id,
            role=role,
        )

        session.additional_properties = d
        return session

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
