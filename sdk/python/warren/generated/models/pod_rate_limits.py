from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PodRateLimits")


@_attrs_define
class PodRateLimits:
    """Request limits of a pod. An absent period has no limit. Minute ≤ hour ≤ day.

    Attributes:
        requests_per_day (int | None | Unset): The maximum in 24 hours from the first request. Example: 10000.
        requests_per_hour (int | None | Unset): The maximum in an hour from the first request. Example: 1000.
        requests_per_minute (int | None | Unset): The maximum in 60 seconds from the first request. Example: 60.
    """

    requests_per_day: int | None | Unset = UNSET
    requests_per_hour: int | None | Unset = UNSET
    requests_per_minute: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        requests_per_day: int | None | Unset
        if isinstance(self.requests_per_day, Unset):
            requests_per_day = UNSET
        else:
            requests_per_day = self.requests_per_day

        requests_per_hour: int | None | Unset
        if isinstance(self.requests_per_hour, Unset):
            requests_per_hour = UNSET
        else:
            requests_per_hour = self.requests_per_hour

        requests_per_minute: int | None | Unset
        if isinstance(self.requests_per_minute, Unset):
            requests_per_minute = UNSET
        else:
            requests_per_minute = self.requests_per_minute

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if requests_per_day is not UNSET:
            field_dict["requests_per_day"] = requests_per_day
        if requests_per_hour is not UNSET:
            field_dict["requests_per_hour"] = requests_per_hour
        if requests_per_minute is not UNSET:
            field_dict["requests_per_minute"] = requests_per_minute

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_requests_per_day(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        requests_per_day = _parse_requests_per_day(d.pop("requests_per_day", UNSET))

        def _parse_requests_per_hour(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        requests_per_hour = _parse_requests_per_hour(d.pop("requests_per_hour", UNSET))

        def _parse_requests_per_minute(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        requests_per_minute = _parse_requests_per_minute(d.pop("requests_per_minute", UNSET))

        pod_rate_limits = cls(
            requests_per_day=requests_per_day,
            requests_per_hour=requests_per_hour,
            requests_per_minute=requests_per_minute,
        )

        pod_rate_limits.additional_properties = d
        return pod_rate_limits

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
