from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.surviving_pod_key import SurvivingPodKey


T = TypeVar("T", bound="SurvivingPodKeys")


@_attrs_define
class SurvivingPodKeys:
    """Keys of pods.

    Attributes:
        count (int): How many there are.
        keys (list[SurvivingPodKey]): At most 100, oldest first.
    """

    count: int
    keys: list[SurvivingPodKey]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "keys": keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.surviving_pod_key import SurvivingPodKey  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = SurvivingPodKey.from_dict(keys_item_data)

            keys.append(keys_item)

        surviving_pod_keys = cls(
            count=count,
            keys=keys,
        )

        surviving_pod_keys.additional_properties = d
        return surviving_pod_keys

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
