from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.checked_names import CheckedNames


T = TypeVar("T", bound="CheckedCeiling")


@_attrs_define
class CheckedCeiling:
    """The verdict on all names.

    Attributes:
        models (CheckedNames): The verdict on the names of one list.
        skills (CheckedNames): The verdict on the names of one list.
        tools (CheckedNames): The verdict on the names of one list.
    """

    models: CheckedNames
    skills: CheckedNames
    tools: CheckedNames
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        models = self.models.to_dict()

        skills = self.skills.to_dict()

        tools = self.tools.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "models": models,
                "skills": skills,
                "tools": tools,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.checked_names import CheckedNames  # noqa: PLC0415

        d = dict(src_dict)
        models = CheckedNames.from_dict(d.pop("models"))

        skills = CheckedNames.from_dict(d.pop("skills"))

        tools = CheckedNames.from_dict(d.pop("tools"))

        checked_ceiling = cls(
            models=models,
            skills=skills,
            tools=tools,
        )

        checked_ceiling.additional_properties = d
        return checked_ceiling

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
