from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.rule_match import RuleMatch


T = TypeVar("T", bound="RulePatch")


@_attrs_define
class RulePatch:
    """Changes to a rule. Absent fields do not change.

    Attributes:
        action (None | str | Unset):
        match (None | RuleMatch | Unset):
        note (None | str | Unset): Your own note. Null removes it. Example: Newsletters.
        trust_unauthenticated (bool | None | Unset): As in a new rule.
    """

    action: None | str | Unset = UNSET
    match: None | RuleMatch | Unset = UNSET
    note: None | str | Unset = UNSET
    trust_unauthenticated: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.rule_match import RuleMatch  # noqa: PLC0415

        action: None | str | Unset
        if isinstance(self.action, Unset):
            action = UNSET
        else:
            action = self.action

        match: dict[str, Any] | None | Unset
        if isinstance(self.match, Unset):
            match = UNSET
        elif isinstance(self.match, RuleMatch):
            match = self.match.to_dict()
        else:
            match = self.match

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        trust_unauthenticated: bool | None | Unset
        if isinstance(self.trust_unauthenticated, Unset):
            trust_unauthenticated = UNSET
        else:
            trust_unauthenticated = self.trust_unauthenticated

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if action is not UNSET:
            field_dict["action"] = action
        if match is not UNSET:
            field_dict["match"] = match
        if note is not UNSET:
            field_dict["note"] = note
        if trust_unauthenticated is not UNSET:
            field_dict["trust_unauthenticated"] = trust_unauthenticated

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_match import RuleMatch  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_action(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        action = _parse_action(d.pop("action", UNSET))

        def _parse_match(data: object) -> None | RuleMatch | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                match_type_0 = RuleMatch.from_dict(data)

                return match_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RuleMatch | Unset, data)

        match = _parse_match(d.pop("match", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        def _parse_trust_unauthenticated(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        trust_unauthenticated = _parse_trust_unauthenticated(d.pop("trust_unauthenticated", UNSET))

        rule_patch = cls(
            action=action,
            match=match,
            note=note,
            trust_unauthenticated=trust_unauthenticated,
        )

        return rule_patch
