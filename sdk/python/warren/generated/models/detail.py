from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.attachment import Attachment
    from ..models.correspondent import Correspondent


T = TypeVar("T", bound="Detail")


@_attrs_define
class Detail:
    """The content of a message, which lists do not have.

    Attributes:
        attachments (list[Attachment]): The files.
        automatic (bool): Whether a program sent the message.
        body (str): The plain text, or else the text of the HTML. base64url ciphertext if `e2e_encrypted`. Example:
            Lunch at one?.
        cc (list[Correspondent]): All recipients in the Cc header.
        recipients (list[Correspondent]): All recipients in the To header.
        references (list[str]): Message-IDs of earlier messages of the conversation, the answered message last. Example:
            ['<welcome-1@mail.example>'].
        reply_to (list[Correspondent]): Addresses for replies, if not `from`.
        truncated (bool): Whether a text was cut at 4 MiB. The raw message has the whole text.
        date (datetime.datetime | None | Unset): The Date header, parsed.
        date_header (None | str | Unset): The text of the Date header. Example: Sun, 22 Nov 2026 10:00:00 +0100.
        ephemeral_public_key (None | str | Unset): With `e2e_encrypted`: the ephemeral X25519 key of the encryption,
            base64url. Example: hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
        extracted_text (None | str | Unset): The new text of `body`: without quoted messages and without a signature.
            Forwarded text counts as new. It is found by
            heuristics. Empty only if `body` is empty. Absent with `e2e_encrypted`. Example: Lunch at one?.
        html (None | str | Unset): The HTML as sent. Null if there is none. It is untrusted: show it in a sandbox only.
            Example: <p>Lunch at one?</p>.
    """

    attachments: list[Attachment]
    automatic: bool
    body: str
    cc: list[Correspondent]
    recipients: list[Correspondent]
    references: list[str]
    reply_to: list[Correspondent]
    truncated: bool
    date: datetime.datetime | None | Unset = UNSET
    date_header: None | str | Unset = UNSET
    ephemeral_public_key: None | str | Unset = UNSET
    extracted_text: None | str | Unset = UNSET
    html: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attachments = []
        for attachments_item_data in self.attachments:
            attachments_item = attachments_item_data.to_dict()
            attachments.append(attachments_item)

        automatic = self.automatic

        body = self.body

        cc = []
        for cc_item_data in self.cc:
            cc_item = cc_item_data.to_dict()
            cc.append(cc_item)

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        references = self.references

        reply_to = []
        for reply_to_item_data in self.reply_to:
            reply_to_item = reply_to_item_data.to_dict()
            reply_to.append(reply_to_item)

        truncated = self.truncated

        date: None | str | Unset
        if isinstance(self.date, Unset):
            date = UNSET
        elif isinstance(self.date, datetime.datetime):
            date = self.date.isoformat()
        else:
            date = self.date

        date_header: None | str | Unset
        if isinstance(self.date_header, Unset):
            date_header = UNSET
        else:
            date_header = self.date_header

        ephemeral_public_key: None | str | Unset
        if isinstance(self.ephemeral_public_key, Unset):
            ephemeral_public_key = UNSET
        else:
            ephemeral_public_key = self.ephemeral_public_key

        extracted_text: None | str | Unset
        if isinstance(self.extracted_text, Unset):
            extracted_text = UNSET
        else:
            extracted_text = self.extracted_text

        html: None | str | Unset
        if isinstance(self.html, Unset):
            html = UNSET
        else:
            html = self.html

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attachments": attachments,
                "automatic": automatic,
                "body": body,
                "cc": cc,
                "recipients": recipients,
                "references": references,
                "reply_to": reply_to,
                "truncated": truncated,
            }
        )
        if date is not UNSET:
            field_dict["date"] = date
        if date_header is not UNSET:
            field_dict["date_header"] = date_header
        if ephemeral_public_key is not UNSET:
            field_dict["ephemeral_public_key"] = ephemeral_public_key
        if extracted_text is not UNSET:
            field_dict["extracted_text"] = extracted_text
        if html is not UNSET:
            field_dict["html"] = html

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attachment import Attachment  # noqa: PLC0415
        from ..models.correspondent import Correspondent  # noqa: PLC0415

        d = dict(src_dict)
        attachments = []
        _attachments = d.pop("attachments")
        for attachments_item_data in _attachments:
            attachments_item = Attachment.from_dict(attachments_item_data)

            attachments.append(attachments_item)

        automatic = d.pop("automatic")

        body = d.pop("body")

        cc = []
        _cc = d.pop("cc")
        for cc_item_data in _cc:
            cc_item = Correspondent.from_dict(cc_item_data)

            cc.append(cc_item)

        recipients = []
        _recipients = d.pop("recipients")
        for recipients_item_data in _recipients:
            recipients_item = Correspondent.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        references = cast(list[str], d.pop("references"))

        reply_to = []
        _reply_to = d.pop("reply_to")
        for reply_to_item_data in _reply_to:
            reply_to_item = Correspondent.from_dict(reply_to_item_data)

            reply_to.append(reply_to_item)

        truncated = d.pop("truncated")

        def _parse_date(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                date_type_0 = datetime.datetime.fromisoformat(data)

                return date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        date = _parse_date(d.pop("date", UNSET))

        def _parse_date_header(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        date_header = _parse_date_header(d.pop("date_header", UNSET))

        def _parse_ephemeral_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ephemeral_public_key = _parse_ephemeral_public_key(d.pop("ephemeral_public_key", UNSET))

        def _parse_extracted_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        extracted_text = _parse_extracted_text(d.pop("extracted_text", UNSET))

        def _parse_html(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        html = _parse_html(d.pop("html", UNSET))

        detail = cls(
            attachments=attachments,
            automatic=automatic,
            body=body,
            cc=cc,
            recipients=recipients,
            references=references,
            reply_to=reply_to,
            truncated=truncated,
            date=date,
            date_header=date_header,
            ephemeral_public_key=ephemeral_public_key,
            extracted_text=extracted_text,
            html=html,
        )

        detail.additional_properties = d
        return detail

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
