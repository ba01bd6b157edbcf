from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Updated")


@_attrs_define
class Updated:
    """A changed message.

    Attributes:
        archived (bool): Whether it is archived: out of the inbox list.
        labels (list[str]): Its labels. Example: ['invoices'].
        message_id (str): The message that was changed. Example: <welcome-1@mail.example>.
        read (bool): Whether it has been read.
        updated (bool): Always true.
    """

    archived: bool
    labels: list[str]
    message_id: str
    read: bool
    updated: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        archived = self.archived

        labels = self.labels

        message_id = self.message_id

        read = self.read

        updated = self.updated

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "archived": archived,
                "labels": labels,
                "message_id": message_id,
                "read": read,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        archived = d.pop("archived")

        labels = cast(list[str], d.pop("labels"))

        message_id = d.pop("message_id")

        read = d.pop("read")

        updated = d.pop("updated")

        updated = cls(
            archived=archived,
            labels=labels,
            message_id=message_id,
            read=read,
            updated=updated,
        )

        updated.additional_properties = d
        return updated

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
