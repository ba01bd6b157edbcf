from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="FoundOutbound")


@_attrs_define
class FoundOutbound:
    """A found message.

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
        direction (str): Always `outbound`. Example: outbound.
        status (str): `pending`, `sent` or `failed`. Example: sent.
        excerpt (str): The text around the first match, on one line. The beginning of the text if it has no match.
            Example: … Lunch at one? ….
        cc (list[str] | Unset): Recipients of a copy. Example: ['eve@mail.example'].
        error (None | str | Unset): Why it failed. Example: The server refused the recipient..
        sent_at (datetime.datetime | None | Unset): When delivery ended, if at least one server accepted it. Null
            before.
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
    direction: str
    status: str
    excerpt: str
    cc: list[str] | Unset = UNSET
    error: None | str | Unset = UNSET
    sent_at: datetime.datetime | None | Unset = UNSET
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

        direction = self.direction

        status = self.status

        excerpt = self.excerpt

        cc: list[str] | Unset = UNSET
        if not isinstance(self.cc, Unset):
            cc = self.cc

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        sent_at: None | str | Unset
        if isinstance(self.sent_at, Unset):
            sent_at = UNSET
        elif isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

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
                "direction": direction,
                "status": status,
                "excerpt": excerpt,
            }
        )
        if cc is not UNSET:
            field_dict["cc"] = cc
        if error is not UNSET:
            field_dict["error"] = error
        if sent_at is not UNSET:
            field_dict["sent_at"] = sent_at

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

        direction = d.pop("direction")

        status = d.pop("status")

        excerpt = d.pop("excerpt")

        cc = cast(list[str], d.pop("cc", UNSET))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_sent_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        sent_at = _parse_sent_at(d.pop("sent_at", UNSET))

        found_outbound = cls(
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
            direction=direction,
            status=status,
            excerpt=excerpt,
            cc=cc,
            error=error,
            sent_at=sent_at,
        )

        found_outbound.additional_properties = d
        return found_outbound

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
