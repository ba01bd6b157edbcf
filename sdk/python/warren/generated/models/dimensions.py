from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.dimension import Dimension


T = TypeVar("T", bound="Dimensions")


@_attrs_define
class Dimensions:
    """The parts of the score.

    Attributes:
        consistency (Dimension): A part of the score.
        longevity (Dimension): A part of the score.
        transparency (Dimension): A part of the score.
        volume (Dimension): A part of the score.
    """

    consistency: Dimension
    longevity: Dimension
    transparency: Dimension
    volume: Dimension
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        consistency = self.consistency.to_dict()

        longevity = self.longevity.to_dict()

        transparency = self.transparency.to_dict()

        volume = self.volume.to_dict()

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
        from ..models.dimension import Dimension  # noqa: PLC0415

        d = dict(src_dict)
        consistency = Dimension.from_dict(d.pop("consistency"))

        longevity = Dimension.from_dict(d.pop("longevity"))

        transparency = Dimension.from_dict(d.pop("transparency"))

        volume = Dimension.from_dict(d.pop("volume"))

        dimensions = cls(
            consistency=consistency,
            longevity=longevity,
            transparency=transparency,
            volume=volume,
        )

        dimensions.additional_properties = d
        return dimensions

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
