from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MessagePatch")


@_attrs_define
class MessagePatch:
    """Changes to a message. Absent fields do not change.

    Attributes:
        add_labels (list[str] | None | Unset): Labels to add. Example: ['invoices'].
        archived (bool | None | Unset): Whether it is archived.
        labels (list[str] | None | Unset): Replaces all labels. At most 50, each of 1 to 64 printable characters.
            Example: ['invoices'].
        read (bool | None | Unset): Whether it has been read.
        remove_labels (list[str] | None | Unset): Labels to remove. Example: ['new'].
    """

    add_labels: list[str] | None | Unset = UNSET
    archived: bool | None | Unset = UNSET
    labels: list[str] | None | Unset = UNSET
    read: bool | None | Unset = UNSET
    remove_labels: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        add_labels: list[str] | None | Unset
        if isinstance(self.add_labels, Unset):
            add_labels = UNSET
        elif isinstance(self.add_labels, list):
            add_labels = self.add_labels

        else:
            add_labels = self.add_labels

        archived: bool | None | Unset
        if isinstance(self.archived, Unset):
            archived = UNSET
        else:
            archived = self.archived

        labels: list[str] | None | Unset
        if isinstance(self.labels, Unset):
            labels = UNSET
        elif isinstance(self.labels, list):
            labels = self.labels

        else:
            labels = self.labels

        read: bool | None | Unset
        if isinstance(self.read, Unset):
            read = UNSET
        else:
            read = self.read

        remove_labels: list[str] | None | Unset
        if isinstance(self.remove_labels, Unset):
            remove_labels = UNSET
        elif isinstance(self.remove_labels, list):
            remove_labels = self.remove_labels

        else:
            remove_labels = self.remove_labels

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if add_labels is not UNSET:
            field_dict["add_labels"] = add_labels
        if archived is not UNSET:
            field_dict["archived"] = archived
        if labels is not UNSET:
            field_dict["labels"] = labels
        if read is not UNSET:
            field_dict["read"] = read
        if remove_labels is not UNSET:
            field_dict["remove_labels"] = remove_labels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_add_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                add_labels_type_0 = cast(list[str], data)

                return add_labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        add_labels = _parse_add_labels(d.pop("add_labels", UNSET))

        def _parse_archived(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        archived = _parse_archived(d.pop("archived", UNSET))

        def _parse_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                labels_type_0 = cast(list[str], data)

                return labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        labels = _parse_labels(d.pop("labels", UNSET))

        def _parse_read(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        read = _parse_read(d.pop("read", UNSET))

        def _parse_remove_labels(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                remove_labels_type_0 = cast(list[str], data)

                return remove_labels_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        remove_labels = _parse_remove_labels(d.pop("remove_labels", UNSET))

        message_patch = cls(
            add_labels=add_labels,
            archived=archived,
            labels=labels,
            read=read,
            remove_labels=remove_labels,
        )

        message_patch.additional_properties = d
        return message_patch

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
