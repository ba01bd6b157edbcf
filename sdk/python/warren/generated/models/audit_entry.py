from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AuditEntry")


@_attrs_define
class AuditEntry:
    """An entry of the audit log.

    Attributes:
        action (str): The action; docs/AUDIT.md lists all. Example: rule.created.
        created_at (datetime.datetime): When the action was done.
        hash_ (str): SHA-256, in hex, of seven lines, each with a newline (`\\n`) at its end: `previous_hash`, `seq`,
            `created_at`, `action`,
            `subject`, `key_prefix`, `request_id`; an empty line for null. If there is a `member_id`, it is the eighth line.
            Example: 66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925.
        previous_hash (str): The hash of the previous entry; for the first entry, the SHA-256 of the pod's id. Example:
            2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.
        seq (int): The number of the entry: 1 for the first, without gaps.
        subject (str): The id, address or name of what was changed. Example: rule_0a1b2c3d4e5f6g7h.
        key_prefix (None | str | Unset): The first characters of the key; null for actions of the pod itself. Example:
            al_pod_k7x9m.
        member_id (None | str | Unset): The person, if the credential was a session; null in entries from before people
            had ids. Example: mem_0a1b2c3d4e5f6g7h.
        request_id (None | str | Unset): The request's `x-request-id`. Example: req_0a1b2c3d4e5f6g7h.
    """

    action: str
    created_at: datetime.datetime
    hash_: str
    previous_hash: str
    seq: int
    subject: str
    key_prefix: None | str | Unset = UNSET
    member_id: None | str | Unset = UNSET
    request_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        created_at = self.created_at.isoformat()

        hash_ = self.hash_

        previous_hash = self.previous_hash

        seq = self.seq

        subject = self.subject

        key_prefix: None | str | Unset
        if isinstance(self.key_prefix, Unset):
            key_prefix = UNSET
        else:
            key_prefix = self.key_prefix

        member_id: None | str | Unset
        if isinstance(self.member_id, Unset):
            member_id = UNSET
        else:
            member_id = self.member_id

        request_id: None | str | Unset
        if isinstance(self.request_id, Unset):
            request_id = UNSET
        else:
            request_id = self.request_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "created_at": created_at,
                "hash": hash_,
                "previous_hash": previous_hash,
                "seq": seq,
                "subject": subject,
            }
        )
        if key_prefix is not UNSET:
            field_dict["key_prefix"] = key_prefix
        if member_id is not UNSET:
            field_dict["member_id"] = member_id
        if request_id is not UNSET:
            field_dict["request_id"] = request_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = d.pop("action")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        hash_ = d.pop("hash")

        previous_hash = d.pop("previous_hash")

        seq = d.pop("seq")

        subject = d.pop("subject")

        def _parse_key_prefix(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        key_prefix = _parse_key_prefix(d.pop("key_prefix", UNSET))

        def _parse_member_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        member_id = _parse_member_id(d.pop("member_id", UNSET))

        def _parse_request_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        request_id = _parse_request_id(d.pop("request_id", UNSET))

        audit_entry = cls(
            action=action,
            created_at=created_at,
            hash_=hash_,
            previous_hash=previous_hash,
            seq=seq,
            subject=subject,
            key_prefix=key_prefix,
            member_id=member_id,
            request_id=request_id,
        )

        audit_entry.additional_properties = d
        return audit_entry

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
