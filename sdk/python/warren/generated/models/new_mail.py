from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_file import NewFile
    from ..models.new_mail_headers import NewMailHeaders


T = TypeVar("T", bound="NewMail")


@_attrs_define
class NewMail:
    """A message to send.

    Example:
        {'from': 'ada@warren.example', 'subject': 'Hello', 'text': 'Lunch at one?', 'to': 'bob@mail.example'}

    Attributes:
        attachments (list[NewFile] | Unset): Up to 100 files; all of the message up to 5 MiB.
        bcc (list[str] | None | str | Unset):
        cc (list[str] | None | str | Unset):
        client_id (None | str | Unset): Your id for this message. A repeated request with the same id does not send it
            again. Example: order-42.
        from_ (None | str | Unset): One of your addresses, optionally with a name: `Ada <ada@warren.example>`. Required
            unless the path has the address. Example: ada@warren.example.
        headers (NewMailHeaders | Unset): Additional header fields, up to 50: `X-…`, `List-Unsubscribe`, `Auto-
            Submitted` and similar ones.
        hold (bool | Unset): Whether to hold it until the account releases it.
        html (None | str | Unset): The HTML form of the text. Example: <p>Lunch at one?</p>.
        in_reply_to (None | str | Unset): The `message_id` or `id` of the answered message. The References header is
            made from it. Example: welcome-1@mail.example.
        reply_to (list[str] | None | str | Unset):
        send_at (datetime.datetime | None | Unset): When to send it, at most a year ahead. Default: now.
        subject (None | str | Unset): On one line, up to 998 bytes. Example: Hello.
        text (None | str | Unset): The plain text; `body` is another name for it. `text` or `html` is required. If you
            send both, the reader's mail program chooses. Example: Hi Bob.
        to (list[str] | None | str | Unset):
    """

    attachments: list[NewFile] | Unset = UNSET
    bcc: list[str] | None | str | Unset = UNSET
    cc: list[str] | None | str | Unset = UNSET
    client_id: None | str | Unset = UNSET
    from_: None | str | Unset = UNSET
    headers: NewMailHeaders | Unset = UNSET
    hold: bool | Unset = UNSET
    html: None | str | Unset = UNSET
    in_reply_to: None | str | Unset = UNSET
    reply_to: list[str] | None | str | Unset = UNSET
    send_at: datetime.datetime | None | Unset = UNSET
    subject: None | str | Unset = UNSET
    text: None | str | Unset = UNSET
    to: list[str] | None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attachments: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.attachments, Unset):
            attachments = []
            for attachments_item_data in self.attachments:
                attachments_item = attachments_item_data.to_dict()
                attachments.append(attachments_item)

        bcc: list[str] | None | str | Unset
        if isinstance(self.bcc, Unset):
            bcc = UNSET
        elif isinstance(self.bcc, list):
            bcc = self.bcc

        else:
            bcc = self.bcc

        cc: list[str] | None | str | Unset
        if isinstance(self.cc, Unset):
            cc = UNSET
        elif isinstance(self.cc, list):
            cc = self.cc

        else:
            cc = self.cc

        client_id: None | str | Unset
        if isinstance(self.client_id, Unset):
            client_id = UNSET
        else:
            client_id = self.client_id

        from_: None | str | Unset
        if isinstance(self.from_, Unset):
            from_ = UNSET
        else:
            from_ = self.from_

        headers: dict[str, Any] | Unset = UNSET
        if not isinstance(self.headers, Unset):
            headers = self.headers.to_dict()

        hold = self.hold

        html: None | str | Unset
        if isinstance(self.html, Unset):
            html = UNSET
        else:
            html = self.html

        in_reply_to: None | str | Unset
        if isinstance(self.in_reply_to, Unset):
            in_reply_to = UNSET
        else:
            in_reply_to = self.in_reply_to

        reply_to: list[str] | None | str | Unset
        if isinstance(self.reply_to, Unset):
            reply_to = UNSET
        elif isinstance(self.reply_to, list):
            reply_to = self.reply_to

        else:
            reply_to = self.reply_to

        send_at: None | str | Unset
        if isinstance(self.send_at, Unset):
            send_at = UNSET
        elif isinstance(self.send_at, datetime.datetime):
            send_at = self.send_at.isoformat()
        else:
            send_at = self.send_at

        subject: None | str | Unset
        if isinstance(self.subject, Unset):
            subject = UNSET
        else:
            subject = self.subject

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        to: list[str] | None | str | Unset
        if isinstance(self.to, Unset):
            to = UNSET
        elif isinstance(self.to, list):
            to = self.to

        else:
            to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if attachments is not UNSET:
            field_dict["attachments"] = attachments
        if bcc is not UNSET:
            field_dict["bcc"] = bcc
        if cc is not UNSET:
            field_dict["cc"] = cc
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if from_ is not UNSET:
            field_dict["from"] = from_
        if headers is not UNSET:
            field_dict["headers"] = headers
        if hold is not UNSET:
            field_dict["hold"] = hold
        if html is not UNSET:
            field_dict["html"] = html
        if in_reply_to is not UNSET:
            field_dict["in_reply_to"] = in_reply_to
        if reply_to is not UNSET:
            field_dict["reply_to"] = reply_to
        if send_at is not UNSET:
            field_dict["send_at"] = send_at
        if subject is not UNSET:
            field_dict["subject"] = subject
        if text is not UNSET:
            field_dict["text"] = text
        if to is not UNSET:
            field_dict["to"] = to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_file import NewFile  # noqa: PLC0415
        from ..models.new_mail_headers import NewMailHeaders  # noqa: PLC0415

        d = dict(src_dict)
        _attachments = d.pop("attachments", UNSET)
        attachments: list[NewFile] | Unset = UNSET
        if _attachments is not UNSET:
            attachments = []
            for attachments_item_data in _attachments:
                attachments_item = NewFile.from_dict(attachments_item_data)

                attachments.append(attachments_item)

        def _parse_bcc(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_recipients_type_1 = cast(list[str], data)

                return componentsschemas_recipients_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        bcc = _parse_bcc(d.pop("bcc", UNSET))

        def _parse_cc(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_recipients_type_1 = cast(list[str], data)

                return componentsschemas_recipients_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        cc = _parse_cc(d.pop("cc", UNSET))

        def _parse_client_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_id = _parse_client_id(d.pop("client_id", UNSET))

        def _parse_from_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        from_ = _parse_from_(d.pop("from", UNSET))

        _headers = d.pop("headers", UNSET)
        headers: NewMailHeaders | Unset
        if isinstance(_headers, Unset):
            headers = UNSET
        else:
            headers = NewMailHeaders.from_dict(_headers)

        hold = d.pop("hold", UNSET)

        def _parse_html(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        html = _parse_html(d.pop("html", UNSET))

        def _parse_in_reply_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        in_reply_to = _parse_in_reply_to(d.pop("in_reply_to", UNSET))

        def _parse_reply_to(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_recipients_type_1 = cast(list[str], data)

                return componentsschemas_recipients_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        reply_to = _parse_reply_to(d.pop("reply_to", UNSET))

        def _parse_send_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                send_at_type_0 = datetime.datetime.fromisoformat(data)

                return send_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        send_at = _parse_send_at(d.pop("send_at", UNSET))

        def _parse_subject(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        subject = _parse_subject(d.pop("subject", UNSET))

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_to(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_recipients_type_1 = cast(list[str], data)

                return componentsschemas_recipients_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        to = _parse_to(d.pop("to", UNSET))

        new_mail = cls(
            attachments=attachments,
            bcc=bcc,
            cc=cc,
            client_id=client_id,
            from_=from_,
            headers=headers,
            hold=hold,
            html=html,
            in_reply_to=in_reply_to,
            reply_to=reply_to,
            send_at=send_at,
            subject=subject,
            text=text,
            to=to,
        )

        new_mail.additional_properties = d
        return new_mail

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
