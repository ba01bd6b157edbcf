from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.internal_recipient import InternalRecipient
    from ..models.mail_left import MailLeft
    from ..models.recipient_state import RecipientState


T = TypeVar("T", bound="SentMail")


@_attrs_define
class SentMail:
    """An accepted message.

    Attributes:
        from_ (str): The sender. Example: Ada <ada@warren.example>.
        id (str): A message in the outbox. Example: out_0a1b2c3d4e5f6g7h.
        message_id (str): Its Message-ID (RFC 5322), in angle brackets. Example: <0a1b2c@warren.example>.
        provider (str): `internal` when all recipients are at domains of this deployment's own, else the deployment's
            provider. Example: internal.
        provider_id (str): The provider's id of the message. For mail within the deployment: `id`. Example:
            0100019a5b7c.
        queued_at (datetime.datetime): When Warren accepted it.
        recipients (list[RecipientState]): The delivery state for each recipient.
        status (str): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        subject (str): The subject, on one line. Example: Hello.
        thread_id (str): A conversation. Example: thr_0a1b2c3d4e5f6g7h.
        to (list[str]): Recipients. Example: ['bob@mail.example'].
        internal_recipients (list[InternalRecipient] | Unset): The delivery state for recipients in this deployment, if
            there are any.
        next_attempt_at (datetime.datetime | None | Unset): When the next attempt is due.
        rate_limit (MailLeft | None | Unset):
        sent_at (datetime.datetime | None | Unset): When delivery ended, if at least one server accepted it. Null
            before.
    """

    from_: str
    id: str
    message_id: str
    provider: str
    provider_id: str
    queued_at: datetime.datetime
    recipients: list[RecipientState]
    status: str
    subject: str
    thread_id: str
    to: list[str]
    internal_recipients: list[InternalRecipient] | Unset = UNSET
    next_attempt_at: datetime.datetime | None | Unset = UNSET
    rate_limit: MailLeft | None | Unset = UNSET
    sent_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.mail_left import MailLeft  # noqa: PLC0415

        from_ = self.from_

        id = self.id

        message_id = self.message_id

        provider = self.provider

        provider_id = self.provider_id

        queued_at = self.queued_at.isoformat()

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        status = self.status

        subject = self.subject

        thread_id = self.thread_id

        to = self.to

        internal_recipients: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.internal_recipients, Unset):
            internal_recipients = []
            for internal_recipients_item_data in self.internal_recipients:
                internal_recipients_item = internal_recipients_item_data.to_dict()
                internal_recipients.append(internal_recipients_item)

        next_attempt_at: None | str | Unset
        if isinstance(self.next_attempt_at, Unset):
            next_attempt_at = UNSET
        elif isinstance(self.next_attempt_at, datetime.datetime):
            next_attempt_at = self.next_attempt_at.isoformat()
        else:
            next_attempt_at = self.next_attempt_at

        rate_limit: dict[str, Any] | None | Unset
        if isinstance(self.rate_limit, Unset):
            rate_limit = UNSET
        elif isinstance(self.rate_limit, MailLeft):
            rate_limit = self.rate_limit.to_dict()
        else:
            rate_limit = self.rate_limit

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
                "from": from_,
                "id": id,
                "message_id": message_id,
                "provider": provider,
                "provider_id": provider_id,
                "queued_at": queued_at,
                "recipients": recipients,
                "status": status,
                "subject": subject,
                "thread_id": thread_id,
                "to": to,
            }
        )
        if internal_recipients is not UNSET:
            field_dict["internal_recipients"] = internal_recipients
        if next_attempt_at is not UNSET:
            field_dict["next_attempt_at"] = next_attempt_at
        if rate_limit is not UNSET:
            field_dict["rate_limit"] = rate_limit
        if sent_at is not UNSET:
            field_dict["sent_at"] = sent_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.internal_recipient import InternalRecipient  # noqa: PLC0415
        from ..models.mail_left import MailLeft  # noqa: PLC0415
        from ..models.recipient_state import RecipientState  # noqa: PLC0415

        d = dict(src_dict)
        from_ = d.pop("from")

        id = d.pop("id")

        message_id = d.pop("message_id")

        provider = d.pop("provider")

        provider_id = d.pop("provider_id")

        queued_at = datetime.datetime.fromisoformat(d.pop("queued_at"))

        recipients = []
        _recipients = d.pop("recipients")
        for recipients_item_data in _recipients:
            recipients_item = RecipientState.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        status = d.pop("status")

        subject = d.pop("subject")

        thread_id = d.pop("thread_id")

        to = cast(list[str], d.pop("to"))

        _internal_recipients = d.pop("internal_recipients", UNSET)
        internal_recipients: list[InternalRecipient] | Unset = UNSET
        if _internal_recipients is not UNSET:
            internal_recipients = []
            for internal_recipients_item_data in _internal_recipients:
                internal_recipients_item = InternalRecipient.from_dict(internal_recipients_item_data)

                internal_recipients.append(internal_recipients_item)

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

        def _parse_rate_limit(data: object) -> MailLeft | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                rate_limit_type_0 = MailLeft.from_dict(data)

                return rate_limit_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MailLeft | None | Unset, data)

        rate_limit = _parse_rate_limit(d.pop("rate_limit", UNSET))

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

        sent_mail = cls(
            from_=from_,
            id=id,
            message_id=message_id,
            provider=provider,
            provider_id=provider_id,
            queued_at=queued_at,
            recipients=recipients,
            status=status,
            subject=subject,
            thread_id=thread_id,
            to=to,
            internal_recipients=internal_recipients,
            next_attempt_at=next_attempt_at,
            rate_limit=rate_limit,
            sent_at=sent_at,
        )

        sent_mail.additional_properties = d
        return sent_mail

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
