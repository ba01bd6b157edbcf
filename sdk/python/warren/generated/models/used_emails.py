from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsedEmails")


@_attrs_define
class UsedEmails:
    """Emails that were sent.

    Attributes:
        daily_limit (int): The maximum number of emails a day.
        daily_remaining (int): Emails that can still be sent today.
        daily_used (int): Emails sent today (UTC).
        hourly_limit (int): The maximum number of emails an hour.
        hourly_used (int): Emails sent in this clock hour.
        reset_at (datetime.datetime): When the next day begins (UTC).
    """

    daily_limit: int
    daily_remaining: int
    daily_used: int
    hourly_limit: int
    hourly_used: int
    reset_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        daily_limit = self.daily_limit

        daily_remaining = self.daily_remaining

        daily_used = self.daily_used

        hourly_limit = self.hourly_limit

        hourly_used = self.hourly_used

        reset_at = self.reset_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "daily_limit": daily_limit,
                "daily_remaining": daily_remaining,
                "daily_used": daily_used,
                "hourly_limit": hourly_limit,
                "hourly_used": hourly_used,
                "reset_at": reset_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        daily_limit = d.pop("daily_limit")

        daily_remaining = d.pop("daily_remaining")

        daily_used = d.pop("daily_used")

        hourly_limit = d.pop("hourly_limit")

        hourly_used = d.pop("hourly_used")

        reset_at = datetime.datetime.fromisoformat(d.pop("reset_at"))

        used_emails = cls(
            daily_limit=daily_limit,
            daily_remaining=daily_remaining,
            daily_used=daily_used,
            hourly_limit=hourly_limit,
            hourly_used=hourly_used,
            reset_at=reset_at,
        )

        used_emails.additional_properties = d
        return used_emails

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
