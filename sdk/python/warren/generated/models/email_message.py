from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.correspondent import Correspondent
    from ..models.verdicts import Verdicts


T = TypeVar("T", bound="EmailMessage")


@_attrs_define
class EmailMessage:
    """A message in a list.

    Attributes:
        attachment_count (int): Number of attached files. The message has their names.
        auth (Verdicts): Results of the checks: `pass`, `fail`, `softfail`, `neutral`, `none`, `temperror`, `permerror`,
            or null without a result. They are
            from the topmost `Authentication-Results` header (RFC 8601) of the deployment's mail provider. A `pass` proves a
            domain, which is not
            always the author's domain: see `author_proved` of the message.
        author_proved (bool): Whether it is proved that `from` is the author: the message was sent within this
            deployment, or DMARC passes for the domain of
            `from`, or DMARC has no result and that domain or a parent domain signed the message (DKIM). Absent on mail that
            was received
            before this field existed: its author is not proved.
        from_ (str): The address in the From header. Empty if the header cannot be read. Anybody can write any address
            there: see
            `author_proved`. Example: alice@mail.example.
        id (str): A message in a mailbox. Example: msg_0a1b2c3d4e5f6g7h.
        message_id (str): The Message-ID of the sender (RFC 5322), in angle brackets. Generated if the message has none.
            Example: <17a@mail.example>.
        message_id_url (str): `message_id`, percent-encoded for a path. Example: %3C17a%40mail.example%3E.
        received_at (datetime.datetime): When it arrived.
        snippet (str): First 120 characters of the text. Empty if the mail is encrypted to your key. Example: Lunch at
            one?.
        subject (str): The subject, on one line. Example: Hello.
        thread_id (str): A conversation. Example: thr_0a1b2c3d4e5f6g7h.
        to (str): The recipient of the envelope: your address, with the `+tag` of the sender. Example:
            ada@warren.example.
        archived (bool): Whether it is archived: out of the inbox list.
        cursor (int): Position of the message in the order of arrival. Send it as `cursor` or `since`.
        read (bool): Whether it has been read.
        authors (list[Correspondent] | Unset): All authors in the From header, at most 20. Present only if there is not
            exactly one author; then `from` is the first of them,
            and none is proved.
        blocked (bool | Unset): Present and true if one of your rules filed it.
        e2e_encrypted (bool | Unset): Present and true if the mail is encrypted to your public key.
        e2e_key_id (None | str | Unset): With `e2e_encrypted`: the id of your key. Absent on mail that was received
            before this field existed. Example: 66687aadf862bd77.
        from_name (None | str | Unset): The name in the From header. Example: Ann Lee.
        in_reply_to (None | str | Unset): The Message-ID of the answered message (In-Reply-To), in angle brackets. Null
            if it is not an answer. Example: <16f@mail.example>.
        labels (list[str] | Unset): Labels of the message. Absent if it has none. Example: ['invoices'].
    """

    attachment_count: int
    auth: Verdicts
    author_proved: bool
    from_: str
    id: str
    message_id: str
    message_id_url: str
    received_at: datetime.datetime
    snippet: str
    subject: str
    thread_id: str
    to: str
    archived: bool
    cursor: int
    read: bool
    authors: list[Correspondent] | Unset = UNSET
    blocked: bool | Unset = UNSET
    e2e_encrypted: bool | Unset = UNSET
    e2e_key_id: None | str | Unset = UNSET
    from_name: None | str | Unset = UNSET
    in_reply_to: None | str | Unset = UNSET
    labels: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attachment_count = self.attachment_count

        auth = self.auth.to_dict()

        author_proved = self.author_proved

        from_ = self.from_

        id = self.id

        message_id = self.message_id

        message_id_url = self.message_id_url

        received_at = self.received_at.isoformat()

        snippet = self.snippet

        subject = self.subject

        thread_id = self.thread_id

        to = self.to

        archived = self.archived

        cursor = self.cursor

        read = self.read

        authors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.authors, Unset):
            authors = []
            for authors_item_data in self.authors:
                authors_item = authors_item_data.to_dict()
                authors.append(authors_item)

        blocked = self.blocked

        e2e_encrypted = self.e2e_encrypted

        e2e_key_id: None | str | Unset
        if isinstance(self.e2e_key_id, Unset):
            e2e_key_id = UNSET
        else:
            e2e_key_id = self.e2e_key_id

        from_name: None | str | Unset
        if isinstance(self.from_name, Unset):
            from_name = UNSET
        else:
            from_name = self.from_name

        in_reply_to: None | str | Unset
        if isinstance(self.in_reply_to, Unset):
            in_reply_to = UNSET
        else:
            in_reply_to = self.in_reply_to

        labels: list[str] | Unset = UNSET
        if not isinstance(self.labels, Unset):
            labels = self.labels

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attachment_count": attachment_count,
                "auth": auth,
                "author_proved": author_proved,
                "from": from_,
                "id": id,
                "message_id": message_id,
                "message_id_url": message_id_url,
                "received_at": received_at,
                "snippet": snippet,
                "subject": subject,
                "thread_id": thread_id,
                "to": to,
                "archived": archived,
                "cursor": cursor,
                "read": read,
            }
        )
        if authors is not UNSET:
            field_dict["authors"] = authors
        if blocked is not UNSET:
            field_dict["blocked"] = blocked
        if e2e_encrypted is not UNSET:
            field_dict["e2e_encrypted"] = e2e_encrypted
        if e2e_key_id is not UNSET:
            field_dict["e2e_key_id"] = e2e_key_id
        if from_name is not UNSET:
            field_dict["from_name"] = from_name
        if in_reply_to is not UNSET:
            field_dict["in_reply_to"] = in_reply_to
        if labels is not UNSET:
            field_dict["labels"] = labels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.correspondent import Correspondent  # noqa: PLC0415
        from ..models.verdicts import Verdicts  # noqa: PLC0415

        d = dict(src_dict)
        attachment_count = d.pop("attachment_count")

        auth = Verdicts.from_dict(d.pop("auth"))

        author_proved = d.pop("author_proved")

        from_ = d.pop("from")

        id = d.pop("id")

        message_id = d.pop("message_id")

        message_id_url = d.pop("message_id_url")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        snippet = d.pop("snippet")

        subject = d.pop("subject")

        thread_id = d.pop("thread_id")

        to = d.pop("to")

        archived = d.pop("archived")

        cursor = d.pop("cursor")

        read = d.pop("read")

        _authors = d.pop("authors", UNSET)
        authors: list[Correspondent] | Unset = UNSET
        if _authors is not UNSET:
            authors = []
            for authors_item_data in _authors:
                authors_item = Correspondent.from_dict(authors_item_data)

                authors.append(authors_item)

        blocked = d.pop("blocked", UNSET)

        e2e_encrypted = d.pop("e2e_encrypted", UNSET)

        def _parse_e2e_key_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        e2e_key_id = _parse_e2e_key_id(d.pop("e2e_key_id", UNSET))

        def _parse_from_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        from_name = _parse_from_name(d.pop("from_name", UNSET))

        def _parse_in_reply_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        in_reply_to = _parse_in_reply_to(d.pop("in_reply_to", UNSET))

        labels = cast(list[str], d.pop("labels", UNSET))

        email_message = cls(
            attachment_count=attachment_count,
            auth=auth,
            author_proved=author_proved,
            from_=from_,
            id=id,
            message_id=message_id,
            message_id_url=message_id_url,
            received_at=received_at,
            snippet=snippet,
            subject=subject,
            thread_id=thread_id,
            to=to,
            archived=archived,
            cursor=cursor,
            read=read,
            authors=authors,
            blocked=blocked,
            e2e_encrypted=e2e_encrypted,
            e2e_key_id=e2e_key_id,
            from_name=from_name,
            in_reply_to=in_reply_to,
            labels=labels,
        )

        email_message.additional_properties = d
        return email_message

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
