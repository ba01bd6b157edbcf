from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="OutgoingItem")


@_attrs_define
class OutgoingItem:
    """A sent message in a list, without its delivery state, which changes.

    Attributes:
        attachment_count (int): Number of files.
        from_ (str): The sender. Example: ada@warren.example.
        id (str): A message in the outbox. Example: out_0a1b2c3d4e5f6g7h.
        message_id (str): The Message-ID (RFC 5322), in angle brackets. Example: <0a1b2c@warren.example>.
        provider (str): Who delivers it: `internal` if all recipients are in this deployment, else the deployment's mail
            provider. Example: internal.
        queued_at (datetime.datetime): When Warren accepted it.
        snippet (str): First 120 characters of the text. Example: Lunch at one?.
        subject (str): The subject, on one line. Example: Hello.
        thread_id (str): A conversation. Example: thr_0a1b2c3d4e5f6g7h.
        to (list[str]): Recipients. Example: ['bob@mail.example'].
        cc (list[str] | Unset): Recipients of a copy. Example: ['eve@mail.example'].
    """

    attachment_count: int
    from_: str
    id: str
    message_id: str
    provider: str
    queued_at: datetime.datetime
    snippet: str
    subject: str
    thread_id: str
    to: list[str]
    cc: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attachment_count = self.attachment_count

        from_ = self.from_

        id = self.id

        message_id = self.message_id

        provider = self.provider

        queued_at = self.queued_at.isoformat()

        snippet = self.snippet

        subject = self.subject

        thread_id = self.thread_id

        to = self.to

        cc: list[str] | Unset = UNSET
        if not isinstance(self.cc, Unset):
            cc = self.cc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attachment_count": attachment_count,
                "from": from_,
                "id": id,
                "message_id": message_id,
                "provider": provider,
                "queued_at": queued_at,
                "snippet": snippet,
                "subject": subject,
                "thread_id": thread_id,
                "to": to,
            }
        )
        if cc is not UNSET:
            field_dict["cc"] = cc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attachment_count = d.pop("attachment_count")

        from_ = d.pop("from")

        id = d.pop("id")

        message_id = d.pop("message_id")

        provider = d.pop("provider")

        queued_at = datetime.datetime.fromisoformat(d.pop("queued_at"))

        snippet = d.pop("snippet")

        subject = d.pop("subject")

        thread_id = d.pop("thread_id")

        to = cast(list[str], d.pop("to"))

        cc = cast(list[str], d.pop("cc", UNSET))

        outgoing_item = cls(
            attachment_count=attachment_count,
            from_=from_,
            id=id,
            message_id=message_id,
            provider=provider,
            queued_at=queued_at,
            snippet=snippet,
            subject=subject,
            thread_id=thread_id,
            to=to,
            cc=cc,
        )

        outgoing_item.additional_properties = d
        return outgoing_item

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
