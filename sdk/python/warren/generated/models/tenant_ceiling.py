from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TenantCeiling")


@_attrs_define
class TenantCeiling:
    """The most that agents of a tenant may use. An empty list does not restrict.

    Attributes:
        ceiling_models (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        ceiling_skills (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        ceiling_tools (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        tenant_id (str): The tenant's id. Example: 0a1b2c3d4e5f6g7h.
        updated_at (datetime.datetime | None | Unset): When it was set or removed last; null if it never was.
        warning (None | str | Unset): Names the ceilings that were emptied because only others were given. Absent if
            there are none. Example: ceiling_models was not given and is now empty: it does not restrict..
    """

    ceiling_models: list[str]
    ceiling_skills: list[str]
    ceiling_tools: list[str]
    tenant_id: str
    updated_at: datetime.datetime | None | Unset = UNSET
    warning: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ceiling_models = self.ceiling_models

        ceiling_skills = self.ceiling_skills

        ceiling_tools = self.ceiling_tools

        tenant_id = self.tenant_id

        updated_at: None | str | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        elif isinstance(self.updated_at, datetime.datetime):
            updated_at = self.updated_at.isoformat()
        else:
            updated_at = self.updated_at

        warning: None | str | Unset
        if isinstance(self.warning, Unset):
            warning = UNSET
        else:
            warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ceiling_models": ceiling_models,
                "ceiling_skills": ceiling_skills,
                "ceiling_tools": ceiling_tools,
                "tenant_id": tenant_id,
            }
        )
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if warning is not UNSET:
            field_dict["warning"] = warning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ceiling_models = cast(list[str], d.pop("ceiling_models"))

        ceiling_skills = cast(list[str], d.pop("ceiling_skills"))

        ceiling_tools = cast(list[str], d.pop("ceiling_tools"))

        tenant_id = d.pop("tenant_id")

        def _parse_updated_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                updated_at_type_0 = datetime.datetime.fromisoformat(data)

                return updated_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        updated_at = _parse_updated_at(d.pop("updated_at", UNSET))

        def _parse_warning(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        warning = _parse_warning(d.pop("warning", UNSET))

        tenant_ceiling = cls(
            ceiling_models=ceiling_models,
            ceiling_skills=ceiling_skills,
            ceiling_tools=ceiling_tools,
            tenant_id=tenant_id,
            updated_at=updated_at,
            warning=warning,
        )

        tenant_ceiling.additional_properties = d
        return tenant_ceiling

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
