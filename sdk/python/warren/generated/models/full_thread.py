from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.inbound import Inbound
    from ..models.outbound import Outbound


T = TypeVar("T", bound="FullThread")


@_attrs_define
class FullThread:
    """A conversation.

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
        count (int): Items on this page.
        has_more (bool): Whether there is another page.
        limit (int): Most items on a page: as asked for, or the maximum of the operation.
        messages (list[Inbound | Outbound]): The oldest first.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            eyJhZnRlciI6NDJ9.
    """

    from_: str
    last_message_at: datetime.datetime
    message_count: int
    participants: list[str]
    snippet: str
    subject: str
    thread_id: str
    unread_count: int
    count: int
    has_more: bool
    limit: int
    messages: list[Inbound | Outbound]
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.inbound import Inbound  # noqa: PLC0415

        from_ = self.from_

        last_message_at = self.last_message_at.isoformat()

        message_count = self.message_count

        participants = self.participants

        snippet = self.snippet

        subject = self.subject

        thread_id = self.thread_id

        unread_count = self.unread_count

        count = self.count

        has_more = self.has_more

        limit = self.limit

        messages = []
        for messages_item_data in self.messages:
            messages_item: dict[str, Any]
            if isinstance(messages_item_data, Inbound):
                messages_item = messages_item_data.to_dict()
            else:
                messages_item = messages_item_data.to_dict()

            messages.append(messages_item)

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

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
                "count": count,
                "has_more": has_more,
                "limit": limit,
                "messages": messages,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.inbound import Inbound  # noqa: PLC0415
        from ..models.outbound import Outbound  # noqa: PLC0415

        d = dict(src_dict)
        from_ = d.pop("from")

        last_message_at = datetime.datetime.fromisoformat(d.pop("last_message_at"))

        message_count = d.pop("message_count")

        participants = cast(list[str], d.pop("participants"))

        snippet = d.pop("snippet")

        subject = d.pop("subject")

        thread_id = d.pop("thread_id")

        unread_count = d.pop("unread_count")

        count = d.pop("count")

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:

            def _parse_messages_item(data: object) -> Inbound | Outbound:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_correspondence_type_0 = Inbound.from_dict(data)

                    return componentsschemas_correspondence_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_correspondence_type_1 = Outbound.from_dict(data)

                return componentsschemas_correspondence_type_1

            messages_item = _parse_messages_item(messages_item_data)

            messages.append(messages_item)

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        full_thread = cls(
            from_=from_,
            last_message_at=last_message_at,
            message_count=message_count,
            participants=participants,
            snippet=snippet,
            subject=subject,
            thread_id=thread_id,
            unread_count=unread_count,
            count=count,
            has_more=has_more,
            limit=limit,
            messages=messages,
            next_cursor=next_cursor,
        )

        full_thread.additional_properties = d
        return full_thread

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
