from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Flags")


@_attrs_define
class Flags:
    """Flags that the owner of a message sets.

    Attributes:
        archived (bool): Whether it is archived: out of the inbox list.
        cursor (int): Position of the message in the order of arrival. Send it as `cursor` or `since`.
        read (bool): Whether it has been read.
    """

    archived: bool
    cursor: int
    read: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        archived = self.archived

        cursor = self.cursor

        read = self.read

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "archived": archived,
                "cursor": cursor,
                "read": read,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        archived = d.pop("archived")

        cursor = d.pop("cursor")

        read = d.pop("read")

        flags = cls(
            archived=archived,
            cursor=cursor,
            read=read,
        )

        flags.additional_properties = d
        return flags

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
