from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Verified")


@_attrs_define
class Verified:
    """The result of verifying a part of the audit log.

    Attributes:
        checked (int): Correct entries.
        has_more (bool): Whether there is another page.
        last_hash (str): The hash of the last entry that was verified. Example:
            66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925.
        last_seq (int): The last correct entry. Store it with `last_hash` elsewhere: later changes of earlier entries
            can then be detected.
        limit (int): Most entries that one call verifies: as asked for, at most 10,000.
        valid (bool): Whether every entry of this part exists and has the correct hash.
        broken_at (int | None | Unset): The entry at which the chain breaks.
        next_cursor (None | str | Unset): The `cursor` of the next call, if there are more entries and all are correct
            so far. Example: eyJhZnRlciI6NDJ9.
        reason (None | str | Unset): `missing`: the entry does not exist; `altered`: its hash does not match its content
            and the previous hash. Example: altered.
    """

    checked: int
    has_more: bool
    last_hash: str
    last_seq: int
    limit: int
    valid: bool
    broken_at: int | None | Unset = UNSET
    next_cursor: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        checked = self.checked

        has_more = self.has_more

        last_hash = self.last_hash

        last_seq = self.last_seq

        limit = self.limit

        valid = self.valid

        broken_at: int | None | Unset
        if isinstance(self.broken_at, Unset):
            broken_at = UNSET
        else:
            broken_at = self.broken_at

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "checked": checked,
                "has_more": has_more,
                "last_hash": last_hash,
                "last_seq": last_seq,
                "limit": limit,
                "valid": valid,
            }
        )
        if broken_at is not UNSET:
            field_dict["broken_at"] = broken_at
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        checked = d.pop("checked")

        has_more = d.pop("has_more")

        last_hash = d.pop("last_hash")

        last_seq = d.pop("last_seq")

        limit = d.pop("limit")

        valid = d.pop("valid")

        def _parse_broken_at(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        broken_at = _parse_broken_at(d.pop("broken_at", UNSET))

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        verified = cls(
            checked=checked,
            has_more=has_more,
            last_hash=last_hash,
            last_seq=last_seq,
            limit=limit,
            valid=valid,
            broken_at=broken_at,
            next_cursor=next_cursor,
            reason=reason,
        )

        verified.additional_properties = d
        return verified

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
