from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.rule_match import RuleMatch


T = TypeVar("T", bound="NewRule")


@_attrs_define
class NewRule:
    """A rule to create.

    Attributes:
        action (str): What a rule does with the mail that it applies to.
            - `allow`: accept it, whatever other rules say
            - `refuse`: refuse it during delivery, with a reason, so that the sender learns of it
            - `file`: store it, but list it only with `?blocked=true`
        match (RuleMatch): Which mail a rule matches: `from`, `auth`, or both. With both, both must match.
        address (None | str | Unset): The mailbox that it applies to. Absent here and in the query: all mailboxes of the
            pod. Example: ada@warren.example.
        note (None | str | Unset): Your comment, at most 200 characters. Example: Newsletters.
        trust_unauthenticated (bool | Unset): With `allow`: also match mail whose From header is not proved. Anybody can
            write any name in that header.
    """

    action: str
    match: RuleMatch
    address: None | str | Unset = UNSET
    note: None | str | Unset = UNSET
    trust_unauthenticated: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        match = self.match.to_dict()

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

        trust_unauthenticated = self.trust_unauthenticated

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "match": match,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if note is not UNSET:
            field_dict["note"] = note
        if trust_unauthenticated is not UNSET:
            field_dict["trust_unauthenticated"] = trust_unauthenticated

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_match import RuleMatch  # noqa: PLC0415

        d = dict(src_dict)
        action = d.pop("action")

        match = RuleMatch.from_dict(d.pop("match"))

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

        trust_unauthenticated = d.pop("trust_unauthenticated", UNSET)

        new_rule = cls(
            action=action,
            match=match,
            address=address,
            note=note,
            trust_unauthenticated=trust_unauthenticated,
        )

        return new_rule
