from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RemovedEnvironmentMember")


@_attrs_define
class RemovedEnvironmentMember:
    """A removed assignment.

    Attributes:
        environment_id (str): The environment. Example: env_0a1b2c3d4e5f6g7h.
        member_id (str): The member. Example: mem_0a1b2c3d4e5f6g7h.
        removed (bool): Always true.
    """

    environment_id: str
    member_id: str
    removed: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        environment_id = self.environment_id

        member_id = self.member_id

        removed = self.removed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "environment_id": environment_id,
                "member_id": member_id,
                "removed": removed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        environment_id = d.pop("environment_id")

        member_id = d.pop("member_id")

        removed = d.pop("removed")

        removed_environment_member = cls(
            environment_id=environment_id,
            member_id=member_id,
            removed=removed,
        )

        removed_environment_member.additional_properties = d
        return removed_environment_member

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
