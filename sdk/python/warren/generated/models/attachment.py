from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Attachment")


@_attrs_define
class Attachment:
    """A file in a message.

    Attributes:
        content_type (str): The media type of the file. Example: application/pdf.
        filename (str): The name of the file. Example: invoice.pdf.
        index (int): Number of the file in the path of its download.
        inline (bool): Whether the file is shown within the body.
        size (int): Bytes.
        content_id (None | str | Unset): Content-ID, by which a `cid:` link in the HTML refers to the file. Example:
            logo@warren.example.
    """

    content_type: str
    filename: str
    index: int
    inline: bool
    size: int
    content_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        content_type = self.content_type

        filename = self.filename

        index = self.index

        inline = self.inline

        size = self.size

        content_id: None | str | Unset
        if isinstance(self.content_id, Unset):
            content_id = UNSET
        else:
            content_id = self.content_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "content_type": content_type,
                "filename": filename,
                "index": index,
                "inline": inline,
                "size": size,
            }
        )
        if content_id is not UNSET:
            field_dict["content_id"] = content_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content_type = d.pop("content_type")

        filename = d.pop("filename")

        index = d.pop("index")

        inline = d.pop("inline")

        size = d.pop("size")

        def _parse_content_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        content_id = _parse_content_id(d.pop("content_id", UNSET))

        attachment = cls(
            content_type=content_type,
            filename=filename,
            index=index,
            inline=inline,
            size=size,
            content_id=content_id,
        )

        attachment.additional_properties = d
        return attachment

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
