from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EventLimit")


@_attrs_define
class EventLimit:
    """The account's limit of events a day (UTC).

    Attributes:
        limit (int): Events that the account may report in a period.
        remaining (int): Events that the account may still report in this period.
        reset (datetime.datetime): The same as `reset_at`.
        reset_at (datetime.datetime): Midnight UTC.
    """

    limit: int
    remaining: int
    reset: datetime.datetime
    reset_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        limit = self.limit

        remaining = self.remaining

        reset = self.reset.isoformat()

        reset_at = self.reset_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "limit": limit,
                "remaining": remaining,
                "reset": reset,
                "reset_at": reset_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit = d.pop("limit")

        remaining = d.pop("remaining")

        reset = datetime.datetime.fromisoformat(d.pop("reset"))

        reset_at = datetime.datetime.fromisoformat(d.pop("reset_at"))

        event_limit = cls(
            limit=limit,
            remaining=remaining,
            reset=reset,
            reset_at=reset_at,
        )

        event_limit.additional_properties = d
        return event_limit

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
