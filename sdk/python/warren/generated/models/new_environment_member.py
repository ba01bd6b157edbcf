from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewEnvironmentMember")


@_attrs_define
class NewEnvironmentMember:
    """A person to assign.

    Attributes:
        member_id (str): The member's id. Example: mem_0a1b2c3d4e5f6g7h.
    """

    member_id: str

    def to_dict(self) -> dict[str, Any]:
        member_id = self.member_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "member_id": member_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        member_id = d.pop("member_id")

        new_environment_member = cls(
            member_id=member_id,
        )

        return new_environment_member
