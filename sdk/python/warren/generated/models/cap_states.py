from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cap_state import CapState


T = TypeVar("T", bound="CapStates")


@_attrs_define
class CapStates:
    """The caps; null where there is none.

    Attributes:
        daily (CapState | None | Unset):
        monthly (CapState | None | Unset):
        weekly (CapState | None | Unset):
    """

    daily: CapState | None | Unset = UNSET
    monthly: CapState | None | Unset = UNSET
    weekly: CapState | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cap_state import CapState  # noqa: PLC0415

        daily: dict[str, Any] | None | Unset
        if isinstance(self.daily, Unset):
            daily = UNSET
        elif isinstance(self.daily, CapState):
            daily = self.daily.to_dict()
        else:
            daily = self.daily

        monthly: dict[str, Any] | None | Unset
        if isinstance(self.monthly, Unset):
            monthly = UNSET
        elif isinstance(self.monthly, CapState):
            monthly = self.monthly.to_dict()
        else:
            monthly = self.monthly

        weekly: dict[str, Any] | None | Unset
        if isinstance(self.weekly, Unset):
            weekly = UNSET
        elif isinstance(self.weekly, CapState):
            weekly = self.weekly.to_dict()
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
        from ..models.cap_state import CapState  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_daily(data: object) -> CapState | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                daily_type_0 = CapState.from_dict(data)

                return daily_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CapState | None | Unset, data)

        daily = _parse_daily(d.pop("daily", UNSET))

        def _parse_monthly(data: object) -> CapState | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                monthly_type_0 = CapState.from_dict(data)

                return monthly_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CapState | None | Unset, data)

        monthly = _parse_monthly(d.pop("monthly", UNSET))

        def _parse_weekly(data: object) -> CapState | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                weekly_type_0 = CapState.from_dict(data)

                return weekly_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CapState | None | Unset, data)

        weekly = _parse_weekly(d.pop("weekly", UNSET))

        cap_states = cls(
            daily=daily,
            monthly=monthly,
            weekly=weekly,
        )

        cap_states.additional_properties = d
        return cap_states

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
