from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TakenInput")


@_attrs_define
class TakenInput:
    """Input that was taken.

    Attributes:
        input_bytes (int): How many bytes of input were taken since the run was created. Example: 4.
        key (str): The run. Example: run_0a1b2c3d4e5f6g7h.
    """

    input_bytes: int
    key: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        input_bytes = self.input_bytes

        key = self.key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "input_bytes": input_bytes,
                "key": key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        input_bytes = d.pop("input_bytes")

        key = d.pop("key")

        taken_input = cls(
            input_bytes=input_bytes,
            key=key,
        )

        taken_input.additional_properties = d
        return taken_input

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
