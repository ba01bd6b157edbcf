from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsedInbound")


@_attrs_define
class UsedInbound:
    """Mail received today (UTC).

    Attributes:
        bytes_ (int): Bytes received.
        bytes_limit (int): The maximum number of bytes a day.
        messages (int): Messages received.
        messages_limit (int): The maximum number of messages a day.
        reset_at (datetime.datetime): When the next day begins (UTC).
    """

    bytes_: int
    bytes_limit: int
    messages: int
    messages_limit: int
    reset_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bytes_ = self.bytes_

        bytes_limit = self.bytes_limit

        messages = self.messages

        messages_limit = self.messages_limit

        reset_at = self.reset_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bytes": bytes_,
                "bytes_limit": bytes_limit,
                "messages": messages,
                "messages_limit": messages_limit,
                "reset_at": reset_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bytes_ = d.pop("bytes")

        bytes_limit = d.pop("bytes_limit")

        messages = d.pop("messages")

        messages_limit = d.pop("messages_limit")

        reset_at = datetime.datetime.fromisoformat(d.pop("reset_at"))

        used_inbound = cls(
            bytes_=bytes_,
            bytes_limit=bytes_limit,
            messages=messages,
            messages_limit=messages_limit,
            reset_at=reset_at,
        )

        used_inbound.additional_properties = d
        return used_inbound

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
