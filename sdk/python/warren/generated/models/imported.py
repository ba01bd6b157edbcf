from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refused_event import RefusedEvent


T = TypeVar("T", bound="Imported")


@_attrs_define
class Imported:
    """The result of an import.

    Attributes:
        imported (int): New events.
        refused (list[RefusedEvent]): The first 100 refused events.
        refused_count (int): Events that were refused.
        unchanged (int): Existing events that are the same.
        updated (int): Existing events that were changed.
    """

    imported: int
    refused: list[RefusedEvent]
    refused_count: int
    unchanged: int
    updated: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        imported = self.imported

        refused = []
        for refused_item_data in self.refused:
            refused_item = refused_item_data.to_dict()
            refused.append(refused_item)

        refused_count = self.refused_count

        unchanged = self.unchanged

        updated = self.updated

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "imported": imported,
                "refused": refused,
                "refused_count": refused_count,
                "unchanged": unchanged,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.refused_event import RefusedEvent  # noqa: PLC0415

        d = dict(src_dict)
        imported = d.pop("imported")

        refused = []
        _refused = d.pop("refused")
        for refused_item_data in _refused:
            refused_item = RefusedEvent.from_dict(refused_item_data)

            refused.append(refused_item)

        refused_count = d.pop("refused_count")

        unchanged = d.pop("unchanged")

        updated = d.pop("updated")

        imported = cls(
            imported=imported,
            refused=refused,
            refused_count=refused_count,
            unchanged=unchanged,
            updated=updated,
        )

        imported.additional_properties = d
        return imported

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
