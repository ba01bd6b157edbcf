from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TenantChanges")


@_attrs_define
class TenantChanges:
    """Changes to a tenant. Absent fields stay as they are.

    Attributes:
        ceiling_models (list[str] | None | Unset):
        ceiling_skills (list[str] | None | Unset):
        ceiling_tools (list[str] | None | Unset):
        disabled (bool | Unset): True: suspend it. False: resume it. Example: False.
        egress_fqdns (list[str] | None | Unset):
        name (None | str | Unset): Its name, at most 100 characters. Null removes it; then the slug is shown. Example:
            Acme Corp.
        plan (None | str | Unset): The plan, in your words, at most 100 characters. Null removes it. Example: pro.
    """

    ceiling_models: list[str] | None | Unset = UNSET
    ceiling_skills: list[str] | None | Unset = UNSET
    ceiling_tools: list[str] | None | Unset = UNSET
    disabled: bool | Unset = UNSET
    egress_fqdns: list[str] | None | Unset = UNSET
    name: None | str | Unset = UNSET
    plan: None | str | Unset = UNSET

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

        disabled = self.disabled

        egress_fqdns: list[str] | None | Unset
        if isinstance(self.egress_fqdns, Unset):
            egress_fqdns = UNSET
        elif isinstance(self.egress_fqdns, list):
            egress_fqdns = self.egress_fqdns

        else:
            egress_fqdns = self.egress_fqdns

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        plan: None | str | Unset
        if isinstance(self.plan, Unset):
            plan = UNSET
        else:
            plan = self.plan

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if ceiling_models is not UNSET:
            field_dict["ceiling_models"] = ceiling_models
        if ceiling_skills is not UNSET:
            field_dict["ceiling_skills"] = ceiling_skills
        if ceiling_tools is not UNSET:
            field_dict["ceiling_tools"] = ceiling_tools
        if disabled is not UNSET:
            field_dict["disabled"] = disabled
        if egress_fqdns is not UNSET:
            field_dict["egress_fqdns"] = egress_fqdns
        if name is not UNSET:
            field_dict["name"] = name
        if plan is not UNSET:
            field_dict["plan"] = plan

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

        disabled = d.pop("disabled", UNSET)

        def _parse_egress_fqdns(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                egress_fqdns_type_0 = cast(list[str], data)

                return egress_fqdns_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        egress_fqdns = _parse_egress_fqdns(d.pop("egress_fqdns", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_plan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        plan = _parse_plan(d.pop("plan", UNSET))

        tenant_changes = cls(
            ceiling_models=ceiling_models,
            ceiling_skills=ceiling_skills,
            ceiling_tools=ceiling_tools,
            disabled=disabled,
            egress_fqdns=egress_fqdns,
            name=name,
            plan=plan,
        )

        return tenant_changes
