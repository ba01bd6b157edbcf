from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SpendingCaps")


@_attrs_define
class SpendingCaps:
    """Spending caps a calendar period, in atomic USDC (1,000,000 = 1.00 USDC). Periods are UTC, weeks are ISO weeks.
    An absent period has no cap. Daily ≤ weekly ≤ monthly.

        Attributes:
            daily (int | None | Unset): Maximum in a calendar day. Example: 1000000.
            monthly (int | None | Unset): Maximum in a calendar month. Example: 20000000.
            weekly (int | None | Unset): Maximum in an ISO week. Example: 5000000.
    """

    daily: int | None | Unset = UNSET
    monthly: int | None | Unset = UNSET
    weekly: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        daily: int | None | Unset
        if isinstance(self.daily, Unset):
            daily = UNSET
        else:
            daily = self.daily

        monthly: int | None | Unset
        if isinstance(self.monthly, Unset):
            monthly = UNSET
        else:
            monthly = self.monthly

        weekly: int | None | Unset
        if isinstance(self.weekly, Unset):
            weekly = UNSET
        else:
            weekly = self.weekly

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if daily is not UNSET:
            field_dict["daily"] = daily
        if monthly is not UNSET:
            field_dict["monthly"] = monthly
        if weekly is not UNSET:
            field_dict["weekly"] = weekly

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_daily(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        daily = _parse_daily(d.pop("daily", UNSET))

        def _parse_monthly(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        monthly = _parse_monthly(d.pop("monthly", UNSET))

        def _parse_weekly(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly = _parse_weekly(d.pop("weekly", UNSET))

        spending_caps = cls(
            daily=daily,
            monthly=monthly,
            weekly=weekly,
        )

        spending_caps.additional_properties = d
        return spending_caps

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
