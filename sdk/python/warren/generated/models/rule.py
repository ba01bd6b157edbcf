from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.rule_match import RuleMatch


T = TypeVar("T", bound="Rule")


@_attrs_define
class Rule:
    """A rule about incoming mail.

    Attributes:
        action (str): What a rule does with the mail that it applies to.
            - `allow`: accept it, whatever other rules say
            - `refuse`: refuse it during delivery, with a reason, so that the sender learns of it
            - `file`: store it, but list it only with `?blocked=true`
        created_at (datetime.datetime): When it was created.
        id (str): A rule about which senders are allowed. Example: rule_0a1b2c3d4e5f6g7h.
        match (RuleMatch): Which mail a rule matches: `from`, `auth`, or both. With both, both must match.
        trust_unauthenticated (bool): Whether `allow` also matches mail whose From header is not proved.
        address (None | str | Unset): The mailbox that it applies to. Null: all mailboxes of the pod. Example:
            ada@warren.example.
        note (None | str | Unset): Your own note. Example: Newsletters.
    """

    action: str
    created_at: datetime.datetime
    id: str
    match: RuleMatch
    trust_unauthenticated: bool
    address: None | str | Unset = UNSET
    note: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        created_at = self.created_at.isoformat()

        id = self.id

        match = self.match.to_dict()

        trust_unauthenticated = self.trust_unauthenticated

        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "created_at": created_at,
                "id": id,
                "match": match,
                "trust_unauthenticated": trust_unauthenticated,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_match import RuleMatch  # noqa: PLC0415

        d = dict(src_dict)
        action = d.pop("action")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        match = RuleMatch.from_dict(d.pop("match"))

        trust_unauthenticated = d.pop("trust_unauthenticated")

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        rule = cls(
            action=action,
            created_at=created_at,
            id=id,
            match=match,
            trust_unauthenticated=trust_unauthenticated,
            address=address,
            note=note,
        )

        rule.additional_properties = d
        return rule

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
