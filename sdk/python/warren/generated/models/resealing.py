from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Resealing")


@_attrs_define
class Resealing:
    """Pods that were notified.

    Attributes:
        limit (int): The maximum number of pods of a call. Always 100.
        unreached (int): Pods that could not be reached. `woken` does not count them.
        woken (int): Pods that now reseal in the background.
        next_ (None | str | Unset): The `after` of the next call; null if no pods are left. Example:
            pod_0a1b2c3d4e5f6g7h.
    """

    limit: int
    unreached: int
    woken: int
    next_: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        limit = self.limit

        unreached = self.unreached

        woken = self.woken

        next_: None | str | Unset
        if isinstance(self.next_, Unset):
            next_ = UNSET
        else:
            next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "limit": limit,
                "unreached": unreached,
                "woken": woken,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit = d.pop("limit")

        unreached = d.pop("unreached")

        woken = d.pop("woken")

        def _parse_next_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_ = _parse_next_(d.pop("next", UNSET))

        resealing = cls(
            limit=limit,
            unreached=unreached,
            woken=woken,
            next_=next_,
        )

        resealing.additional_properties = d
        return resealing

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
