from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MailLeft")


@_attrs_define
class MailLeft:
    """The number of emails that the account can still send.

    Attributes:
        daily_remaining (int): Emails left until midnight UTC.
        hourly_remaining (int): Emails left until the end of the hour.
    """

    daily_remaining: int
    hourly_remaining: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        daily_remaining = self.daily_remaining

        hourly_remaining = self.hourly_remaining

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "daily_remaining": daily_remaining,
                "hourly_remaining": hourly_remaining,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        daily_remaining = d.pop("daily_remaining")

        hourly_remaining = d.pop("hourly_remaining")

        mail_left = cls(
            daily_remaining=daily_remaining,
            hourly_remaining=hourly_remaining,
        )

        mail_left.additional_properties = d
        return mail_left

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
