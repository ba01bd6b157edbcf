from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Thread")


@_attrs_define
class Thread:
    """A conversation in a list.

    Attributes:
        from_ (str): The sender of the last message. Example: ann@mail.example.
        last_message_at (datetime.datetime): When the last message was received or sent.
        message_count (int): Received and sent messages.
        participants (list[str]): Senders and recipients of its latest 50 messages, in lower case, at most 20. Example:
            ['ann@mail.example'].
        snippet (str): The beginning of the last message. Example: Lunch at one?.
        subject (str): The subject of its first message. Example: Hello.
        thread_id (str): A conversation. Example: thr_0a1b2c3d4e5f6g7h.
        unread_count (int): Messages that have not been read.
    """

    from_: str
    last_message_at: datetime.datetime
    message_count: int
    participants: list[str]
    snippet: str
    subject: str
    thread_id: str
    unread_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        last_message_at = self.last_message_at.isoformat()

        message_count = self.message_count

        participants = self.participants

        snippet = self.snippet

        subject = self.subject

        thread_id = self.thread_id

        unread_count = self.unread_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "from": from_,
                "last_message_at": last_message_at,
                "message_count": message_count,
                "participants": participants,
                "snippet": snippet,
                "subject": subject,
                "thread_id": thread_id,
                "unread_count": unread_count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        last_message_at = datetime.datetime.fromisoformat(d.pop("last_message_at"))

        message_count = d.pop("message_count")

        participants = cast(list[str], d.pop("participants"))

        snippet = d.pop("snippet")

        subject = d.pop("subject")

        thread_id = d.pop("thread_id")

        unread_count = d.pop("unread_count")

        thread = cls(
            from_=from_,
            last_message_at=last_message_at,
            message_count=message_count,
            participants=participants,
            snippet=snippet,
            subject=subject,
            thread_id=thread_id,
            unread_count=unread_count,
        )

        thread.additional_properties = d
        return thread

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
