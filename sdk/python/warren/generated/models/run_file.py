from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunFile")


@_attrs_define
class RunFile:
    """A file that a run left behind.

    Attributes:
        available (bool): Whether it can be downloaded: a deleted file cannot, nor one that is too large or has not
            arrived yet.
        change (str): What the run did to it: `added`, `modified` or `deleted`. Example: modified.
        id (int): The file's number, by which it is downloaded. Example: 1.
        path (str): Its path in the sandbox. Example: src/login.rs.
        size (int): Its size, in bytes. Example: 1024.
    """

    available: bool
    change: str
    id: int
    path: str
    size: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        available = self.available

        change = self.change

        id = self.id

        path = self.path

        size = self.size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "available": available,
                "change": change,
                "id": id,
                "path": path,
                "size": size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        available = d.pop("available")

        change = d.pop("change")

        id = d.pop("id")

        path = d.pop("path")

        size = d.pop("size")

        run_file = cls(
            available=available,
            change=change,
            id=id,
            path=path,
            size=size,
        )

        run_file.additional_properties = d
        return run_file

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
