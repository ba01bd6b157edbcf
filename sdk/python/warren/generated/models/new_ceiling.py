from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewCeiling")


@_attrs_define
class NewCeiling:
    """The most that agents of a tenant may use, to be set. Each list has at most 100 names of 1 to 128 characters.

    Attributes:
        ceiling_models (list[str] | None | Unset):
        ceiling_skills (list[str] | None | Unset):
        ceiling_tools (list[str] | None | Unset):
    """

    ceiling_models: list[str] | None | Unset = UNSET
    ceiling_skills: list[str] | None | Unset = UNSET
    ceiling_tools: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        ceiling_models: list[str] | None | Unset
        if isinstance(self.ceiling_models, Unset):
            ceiling_models = UNSET
        elif isinstance(self.ceiling_models, list):
            ceiling_models = self.ceiling_models

        else:
            ceiling_models = self.ceiling_models

        ceiling_skills: list[str] | None | Unset
        if isinstance(self.ceiling_skills, Unset):
            ceiling_skills = UNSET
        elif isinstance(self.ceiling_skills, list):
            ceiling_skills = self.ceiling_skills

        else:
            ceiling_skills = self.ceiling_skills

        ceiling_tools: list[str] | None | Unset
        if isinstance(self.ceiling_tools, Unset):
            ceiling_tools = UNSET
        elif isinstance(self.ceiling_tools, list):
            ceiling_tools = self.ceiling_tools

        else:
            ceiling_tools = self.ceiling_tools

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if ceiling_models is not UNSET:
            field_dict["ceiling_models"] = ceiling_models
        if ceiling_skills is not UNSET:
            field_dict["ceiling_skills"] = ceiling_skills
        if ceiling_tools is not UNSET:
            field_dict["ceiling_tools"] = ceiling_tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ceiling_models(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ceiling_models_type_0 = cast(list[str], data)

                return ceiling_models_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        ceiling_models = _parse_ceiling_models(d.pop("ceiling_models", UNSET))

        def _parse_ceiling_skills(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ceiling_skills_type_0 = cast(list[str], data)

                return ceiling_skills_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        ceiling_skills = _parse_ceiling_skills(d.pop("ceiling_skills", UNSET))

        def _parse_ceiling_tools(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ceiling_tools_type_0 = cast(list[str], data)

                return ceiling_tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        ceiling_tools = _parse_ceiling_tools(d.pop("ceiling_tools", UNSET))

        new_ceiling = cls(
            ceiling_models=ceiling_models,
            ceiling_skills=ceiling_skills,
            ceiling_tools=ceiling_tools,
        )

        return new_ceiling
