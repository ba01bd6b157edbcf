from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CheckCeiling")


@_attrs_define
class CheckCeiling:
    """Names to check.

    Attributes:
        models (list[str] | Unset): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        skills (list[str] | Unset): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        tools (list[str] | Unset): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
    """

    models: list[str] | Unset = UNSET
    skills: list[str] | Unset = UNSET
    tools: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        models: list[str] | Unset = UNSET
        if not isinstance(self.models, Unset):
            models = self.models

        skills: list[str] | Unset = UNSET
        if not isinstance(self.skills, Unset):
            skills = self.skills

        tools: list[str] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if models is not UNSET:
            field_dict["models"] = models
        if skills is not UNSET:
            field_dict["skills"] = skills
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        models = cast(list[str], d.pop("models", UNSET))

        skills = cast(list[str], d.pop("skills", UNSET))

        tools = cast(list[str], d.pop("tools", UNSET))

        check_ceiling = cls(
            models=models,
            skills=skills,
            tools=tools,
        )

        check_ceiling.additional_properties = d
        return check_ceiling

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
