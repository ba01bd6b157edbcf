from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Attendee")


@_attrs_define
class Attendee:
    """An invited person.

    Attributes:
        email (str): The email address. Example: ann@mail.example.
        name (None | str | Unset): The name of the person. Example: Ann Lee.
        answered_at (datetime.datetime | None | Unset): When the attendee answered, by the time in the answer. Absent if
            no answer came by mail.
        delegated_to (None | str | Unset): With the status `delegated`: the person who attends instead. Example:
            eve@mail.example.
        role (str | Unset): The role of an attendee.
            - `required`: has to attend
            - `optional`: may attend
            - `informed`: is informed of the event, and need not attend
            - `chair`: leads the event
        status (str | Unset): The answer of an attendee.
            - `needs_action`: none yet
            - `accepted`: yes
            - `declined`: no
            - `tentative`: perhaps
            - `delegated`: another person attends instead
    """

    email: str
    name: None | str | Unset = UNSET
    answered_at: datetime.datetime | None | Unset = UNSET
    delegated_to: None | str | Unset = UNSET
    role: str | Unset = UNSET
    status: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        answered_at: None | str | Unset
        if isinstance(self.answered_at, Unset):
            answered_at = UNSET
        elif isinstance(self.answered_at, datetime.datetime):
            answered_at = self.answered_at.isoformat()
        else:
            answered_at = self.answered_at

        delegated_to: None | str | Unset
        if isinstance(self.delegated_to, Unset):
            delegated_to = UNSET
        else:
            delegated_to = self.delegated_to

        role = self.role

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if answered_at is not UNSET:
            field_dict["answered_at"] = answered_at
        if delegated_to is not UNSET:
            field_dict["delegated_to"] = delegated_to
        if role is not UNSET:
            field_dict["role"] = role
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_answered_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        answered_at = _parse_answered_at(d.pop("answered_at", UNSET))

        def _parse_delegated_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        delegated_to = _parse_delegated_to(d.pop("delegated_to", UNSET))

        role = d.pop("role", UNSET)

        status = d.pop("status", UNSET)

        attendee = cls(
            email=email,
            name=name,
            answered_at=answered_at,
            delegated_to=delegated_to,
            role=role,
            status=status,
        )

        attendee.additional_properties = d
        return attendee

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
