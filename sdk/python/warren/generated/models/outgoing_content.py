from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.outgoing_content_headers import OutgoingContentHeaders
    from ..models.recipient_state import RecipientState
    from ..models.sent_file import SentFile


T = TypeVar("T", bound="OutgoingContent")


@_attrs_define
class OutgoingContent:
    """The content of a sent message, which lists do not have.

    Attributes:
        attachments (list[SentFile]): The files.
        bcc (list[str]): Recipients of a copy that the others do not see. Example: ['eve@mail.example'].
        headers (OutgoingContentHeaders): Header fields of your own.
        recipients (list[RecipientState]): The delivery state for each recipient.
        references (list[str]): Message-IDs of earlier messages of the conversation. Example:
            ['<welcome-1@mail.example>'].
        reply_to (list[str]): Where replies go, if not to `from`. Example: ['ada@warren.example'].
        html (None | str | Unset): The HTML form of the text. Example: <p>Lunch at one?</p>.
        in_reply_to (None | str | Unset): The Message-ID of the answered message (In-Reply-To), in angle brackets.
            Example: <welcome-1@mail.example>.
        text (None | str | Unset): The plain text. Example: Lunch at one?.
    """

    attachments: list[SentFile]
    bcc: list[str]
    headers: OutgoingContentHeaders
    recipients: list[RecipientState]
    references: list[str]
    reply_to: list[str]
    html: None | str | Unset = UNSET
    in_reply_to: None | str | Unset = UNSET
    text: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attachments = []
        for attachments_item_data in self.attachments:
            attachments_item = attachments_item_data.to_dict()
            attachments.append(attachments_item)

        bcc = self.bcc

        headers = self.headers.to_dict()

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        references = self.references

        reply_to = self.reply_to

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

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attachments": attachments,
                "bcc": bcc,
                "headers": headers,
                "recipients": recipients,
                "references": references,
                "reply_to": reply_to,
            }
        )
        if html is not UNSET:
            field_dict["html"] = html
        if in_reply_to is not UNSET:
            field_dict["in_reply_to"] = in_reply_to
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outgoing_content_headers import OutgoingContentHeaders  # noqa: PLC0415
        from ..models.recipient_state import RecipientState  # noqa: PLC0415
        from ..models.sent_file import SentFile  # noqa: PLC0415

        d = dict(src_dict)
        attachments = []
        _attachments = d.pop("attachments")
        for attachments_item_data in _attachments:
            attachments_item = SentFile.from_dict(attachments_item_data)

            attachments.append(attachments_item)

        bcc = cast(list[str], d.pop("bcc"))

        headers = OutgoingContentHeaders.from_dict(d.pop("headers"))

        recipients = []
        _recipients = d.pop("recipients")
        for recipients_item_data in _recipients:
            recipients_item = RecipientState.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        references = cast(list[str], d.pop("references"))

        reply_to = cast(list[str], d.pop("reply_to"))

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

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        outgoing_content = cls(
            attachments=attachments,
            bcc=bcc,
            headers=headers,
            recipients=recipients,
            references=references,
            reply_to=reply_to,
            html=html,
            in_reply_to=in_reply_to,
            text=text,
        )

        outgoing_content.additional_properties = d
        return outgoing_content

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
