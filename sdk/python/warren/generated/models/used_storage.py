from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsedStorage")


@_attrs_define
class UsedStorage:
    """Stored mail, received and sent.

    Attributes:
        limit_per_pod (int): The maximum number of bytes that one pod can store.
        storage_bytes (int): Bytes stored by all pods. Up to date for up to 100 pods that were active today; for others
            as they last reported.
    """

    limit_per_pod: int
    storage_bytes: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        limit_per_pod = self.limit_per_pod

        storage_bytes = self.storage_bytes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "limit_per_pod": limit_per_pod,
                "storage_bytes": storage_bytes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit_per_pod = d.pop("limit_per_pod")

        storage_bytes = d.pop("storage_bytes")

        used_storage = cls(
            limit_per_pod=limit_per_pod,
            storage_bytes=storage_bytes,
        )

        used_storage.additional_properties = d
        return used_storage

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
