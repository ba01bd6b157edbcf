from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="UpdatedAccount")


@_attrs_define
class UpdatedAccount:
    """A changed account.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        ceiling_models (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        ceiling_skills (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        ceiling_tools (list[str]): At most 100 names of 1 to 128 characters. Repeated names are dropped; the order is
            kept. Example: ['web_search'].
        id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        updated (bool): Always true.
        warning (None | str | Unset): Names the ceilings that were emptied because only others were given. Absent if
            there are none. Example: ceiling_models was not given and is now empty: it does not restrict..
    """

    account_id: str
    ceiling_models: list[str]
    ceiling_skills: list[str]
    ceiling_tools: list[str]
    id: str
    tier: str
    updated: bool
    warning: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        ceiling_models = self.ceiling_models

        ceiling_skills = self.ceiling_skills

        ceiling_tools = self.ceiling_tools

        id = self.id

        tier = self.tier

        updated = self.updated

        warning: None | str | Unset
        if isinstance(self.warning, Unset):
            warning = UNSET
        else:
            warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "ceiling_models": ceiling_models,
                "ceiling_skills": ceiling_skills,
                "ceiling_tools": ceiling_tools,
                "id": id,
                "tier": tier,
                "updated": updated,
            }
        )
        if warning is not UNSET:
            field_dict["warning"] = warning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        ceiling_models = cast(list[str], d.pop("ceiling_models"))

        ceiling_skills = cast(list[str], d.pop("ceiling_skills"))

        ceiling_tools = cast(list[str], d.pop("ceiling_tools"))

        id = d.pop("id")

        tier = d.pop("tier")

        updated = d.pop("updated")

        def _parse_warning(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        warning = _parse_warning(d.pop("warning", UNSET))

        updated_account = cls(
            account_id=account_id,
            ceiling_models=ceiling_models,
            ceiling_skills=ceiling_skills,
            ceiling_tools=ceiling_tools,
            id=id,
            tier=tier,
            updated=updated,
            warning=warning,
        )

        updated_account.additional_properties = d
        return updated_account

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
