from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Feed")


@_attrs_define
class Feed:
    """The URL of the feed.

    Attributes:
        cal_token (str): The token in the URL. It gives access to the feed only. Example: ct_p0a1b2c3.
        feed_url (str): The same as `url`. Example: https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3.
        how_to_subscribe (str): What to do with the URL, for a person. Example: Add the URL to your calendar as a
            subscription..
        note (str): An explanation, for a person. Example: Anyone who has the URL can read the calendar..
        url (str): The URL that calendars subscribe to. It contains the token. Example:
            https://warren.example/v1/calendar/feed.ics?cal_token=ct_p0a1b2c3.
    """

    cal_token: str
    feed_url: str
    how_to_subscribe: str
    note: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cal_token = self.cal_token

        feed_url = self.feed_url

        how_to_subscribe = self.how_to_subscribe

        note = self.note

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cal_token": cal_token,
                "feed_url": feed_url,
                "how_to_subscribe": how_to_subscribe,
                "note": note,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cal_token = d.pop("cal_token")

        feed_url = d.pop("feed_url")

        how_to_subscribe = d.pop("how_to_subscribe")

        note = d.pop("note")

        url = d.pop("url")

        feed = cls(
            cal_token=cal_token,
            feed_url=feed_url,
            how_to_subscribe=how_to_subscribe,
            note=note,
            url=url,
        )

        feed.additional_properties = d
        return feed

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
