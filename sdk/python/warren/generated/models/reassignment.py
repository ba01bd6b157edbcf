from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Reassignment")


@_attrs_define
class Reassignment:
    """Where the inboxes go.

    Attributes:
        to (str): Another environment of the account. It must be active, and not the default environment. Example:
            env_7h6g5f4e3d2c1b0a.
    """

    to: str

    def to_dict(self) -> dict[str, Any]:
        to = self.to

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to = d.pop("to")

        reassignment = cls(
            to=to,
        )

        return reassignment
