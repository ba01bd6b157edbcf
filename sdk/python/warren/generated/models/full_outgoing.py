from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.outgoing_content_headers import OutgoingContentHeaders
    from ..models.recipient_state import RecipientState
    from ..models.sent_file import SentFile


T = TypeVar("T", bound="FullOutgoing")


@_attrs_define
class FullOutgoing:
    """A sent message with all its content.

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
        attempts (int): Attempts to deliver it so far.
        status (str): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        attachments (list[SentFile]): The files.
        bcc (list[str]): Recipients of a copy that the others do not see. Example: ['eve@mail.example'].
        headers (OutgoingContentHeaders): Header fields of your own.
        recipients (list[RecipientState]): The delivery state for each recipient.
        references (list[str]): Message-IDs of earlier messages of the conversation. Example:
            ['<welcome-1@mail.example>'].
        reply_to (list[str]): Where replies go, if not to `from`. Example: ['ada@warren.example'].
        cc (list[str] | Unset): Recipients of a copy. Example: ['eve@mail.example'].
        error (None | str | Unset): The last error. Example: The server refused the recipient..
        next_attempt_at (datetime.datetime | None | Unset): When the next attempt is due.
        sent_at (datetime.datetime | None | Unset): When delivery ended, if at least one server accepted it. Null
            before.
        html (None | str | Unset): The HTML form of the text. Example: <p>Lunch at one?</p>.
        in_reply_to (None | str | Unset): The Message-ID of the answered message (In-Reply-To), in angle brackets.
            Example: <welcome-1@mail.example>.
        text (None | str | Unset): The plain text. Example: Lunch at one?.
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
    attempts: int
    status: str
    attachments: list[SentFile]
    bcc: list[str]
    headers: OutgoingContentHeaders
    recipients: list[RecipientState]
    references: list[str]
    reply_to: list[str]
    cc: list[str] | Unset = UNSET
    error: None | str | Unset = UNSET
    next_attempt_at: datetime.datetime | None | Unset = UNSET
    sent_at: datetime.datetime | None | Unset = UNSET
    html: None | str | Unset = UNSET
    in_reply_to: None | str | Unset = UNSET
    text: None | str | Unset = UNSET
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

        attempts = self.attempts

        status = self.status

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

        cc: list[str] | Unset = UNSET
        if not isinstance(self.cc, Unset):
            cc = self.cc

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        next_attempt_at: None | str | Unset
        if isinstance(self.next_attempt_at, Unset):
            next_attempt_at = UNSET
        elif isinstance(self.next_attempt_at, datetime.datetime):
            next_attempt_at = self.next_attempt_at.isoformat()
        else:
            next_attempt_at = self.next_attempt_at

        sent_at: None | str | Unset
        if isinstance(self.sent_at, Unset):
            sent_at = UNSET
        elif isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

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
                "attempts": attempts,
                "status": status,
                "attachments": attachments,
                "bcc": bcc,
                "headers": headers,
                "recipients": recipients,
                "references": references,
                "reply_to": reply_to,
            }
        )
        if cc is not UNSET:
            field_dict["cc"] = cc
        if error is not UNSET:
            field_dict["error"] = error
        if next_attempt_at is not UNSET:
            field_dict["next_attempt_at"] = next_attempt_at
        if sent_at is not UNSET:
            field_dict["sent_at"] = sent_at
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

        attempts = d.pop("attempts")

        status = d.pop("status")

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

        cc = cast(list[str], d.pop("cc", UNSET))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_next_attempt_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_attempt_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_attempt_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        next_attempt_at = _parse_next_attempt_at(d.pop("next_attempt_at", UNSET))

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

        full_outgoing = cls(
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
            attempts=attempts,
            status=status,
            attachments=attachments,
            bcc=bcc,
            headers=headers,
            recipients=recipients,
            references=references,
            reply_to=reply_to,
            cc=cc,
            error=error,
            next_attempt_at=next_attempt_at,
            sent_at=sent_at,
            html=html,
            in_reply_to=in_reply_to,
            text=text,
        )

        full_outgoing.additional_properties = d
        return full_outgoing

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
