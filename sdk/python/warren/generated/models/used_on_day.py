from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsedOnDay")


@_attrs_define
class UsedOnDay:
    """Usage on a day (UTC).

    Attributes:
        date (str): The day. Example: 2026-04-01.
        emails (int): Emails that were sent.
        requests (int): Requests that were made.
        spent_usdc (int): Money that was spent, in atomic USDC.
    """

    date: str
    emails: int
    requests: int
    spent_usdc: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        date = self.date

        emails = self.emails

        requests = self.requests

        spent_usdc = self.spent_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "date": date,
                "emails": emails,
                "requests": requests,
                "spent_usdc": spent_usdc,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        date = d.pop("date")

        emails = d.pop("emails")

        requests = d.pop("requests")

        spent_usdc = d.pop("spent_usdc")

        used_on_day = cls(
            date=date,
            emails=emails,
            requests=requests,
            spent_usdc=spent_usdc,
        )

        used_on_day.additional_properties = d
        return used_on_day

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
