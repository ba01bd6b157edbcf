from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.runner import Runner


T = TypeVar("T", bound="Runners")


@_attrs_define
class Runners:
    """The runners of an environment.

    Attributes:
        runners (list[Runner]): The oldest first.
        total (int): Number of items in this reply.
    """

    runners: list[Runner]
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        runners = []
        for runners_item_data in self.runners:
            runners_item = runners_item_data.to_dict()
            runners.append(runners_item)

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "runners": runners,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.runner import Runner  # noqa: PLC0415

        d = dict(src_dict)
        runners = []
        _runners = d.pop("runners")
        for runners_item_data in _runners:
            runners_item = Runner.from_dict(runners_item_data)

            runners.append(runners_item)

        total = d.pop("total")

        runners = cls(
            runners=runners,
            total=total,
        )

        runners.additional_properties = d
        return runners

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
