from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CapState")


@_attrs_define
class CapState:
    """A cap and its use in the current period. Amounts in atomic USDC.

    Attributes:
        held_usdc (int): Held now, also by holds of earlier periods.
        limit_usdc (int): The cap.
        remaining_usdc (int): The cap less what is spent and held.
        resets_at (datetime.datetime): When the next period begins (UTC).
        spent_usdc (int): Spent in this period.
    """

    held_usdc: int
    limit_usdc: int
    remaining_usdc: int
    resets_at: datetime.datetime
    spent_usdc: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        held_usdc = self.held_usdc

        limit_usdc = self.limit_usdc

        remaining_usdc = self.remaining_usdc

        resets_at = self.resets_at.isoformat()

        spent_usdc = self.spent_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "held_usdc": held_usdc,
                "limit_usdc": limit_usdc,
                "remaining_usdc": remaining_usdc,
                "resets_at": resets_at,
                "spent_usdc": spent_usdc,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        held_usdc = d.pop("held_usdc")

        limit_usdc = d.pop("limit_usdc")

        remaining_usdc = d.pop("remaining_usdc")

        resets_at = datetime.datetime.fromisoformat(d.pop("resets_at"))

        spent_usdc = d.pop("spent_usdc")

        cap_state = cls(
            held_usdc=held_usdc,
            limit_usdc=limit_usdc,
            remaining_usdc=remaining_usdc,
            resets_at=resets_at,
            spent_usdc=spent_usdc,
        )

        cap_state.additional_properties = d
        return cap_state

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
