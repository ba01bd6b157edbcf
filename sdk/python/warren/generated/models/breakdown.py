from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Breakdown")


@_attrs_define
class Breakdown:
    """What the score is made of: points, which add up to it.

    Attributes:
        consistency (int): Points for the share of actions that went well: at most 300.
        longevity (int): Points for the age of the account and its active days: at most 250.
        transparency (int): Points for what is known about the owner: at most 250.
        volume (int): Points for the number of actions: at most 200.
    """

    consistency: int
    longevity: int
    transparency: int
    volume: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        consistency = self.consistency

        longevity = self.longevity

        transparency = self.transparency

        volume = self.volume

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consistency": consistency,
                "longevity": longevity,
                "transparency": transparency,
                "volume": volume,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        consistency = d.pop("consistency")

        longevity = d.pop("longevity")

        transparency = d.pop("transparency")

        volume = d.pop("volume")

        breakdown = cls(
            consistency=consistency,
            longevity=longevity,
            transparency=transparency,
            volume=volume,
        )

        breakdown.additional_properties = d
        return breakdown

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
