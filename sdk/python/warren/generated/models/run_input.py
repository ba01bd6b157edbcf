from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RunInput")


@_attrs_define
class RunInput:
    """Input for a terminal.

    Attributes:
        text (str): What is typed, at most 65,536 bytes. The key Enter is `\\r`, Ctrl-C is `\\u0003`. Example: yes
            .
    """

    text: str

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        run_input = cls(
            text=text,
        )

        return run_input
