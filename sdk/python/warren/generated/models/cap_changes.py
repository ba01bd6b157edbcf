from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CapChanges")


@_attrs_define
class CapChanges:
    """Caps to set, 1 to 1,000,000,000 atomic USDC; null removes a cap.

    Attributes:
        daily (int | None | Unset): Cap for a calendar day (UTC). Example: 1000000.
        monthly (int | None | Unset): Cap for a calendar month (UTC). Example: 20000000.
        weekly (int | None | Unset): Cap for an ISO week (UTC). Example: 5000000.
    """

    daily: int | None | Unset = UNSET
    monthly: int | None | Unset = UNSET
    weekly: int | None | Unset = UNSET

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

        cap_changes = cls(
            daily=daily,
            monthly=monthly,
            weekly=weekly,
        )

        return cap_changes
