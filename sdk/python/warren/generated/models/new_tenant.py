from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewTenant")


@_attrs_define
class NewTenant:
    """A tenant to create.

    Attributes:
        name (str): Its name, at most 100 characters. Example: Acme Corp.
        slug (str): 2 to 64 lower-case letters, digits and hyphens, the first and last no hyphen; unique in the account.
            It cannot be changed.
            Reserved: `default`, `api`, `admin`, `health`, `metrics`, `www`, `scim`, `auth`. Example: acme.
        egress_fqdns (list[str] | None | Unset):
        plan (None | str | Unset): The plan, in your words, at most 100 characters. Example: enterprise.
    """

    name: str
    slug: str
    egress_fqdns: list[str] | None | Unset = UNSET
    plan: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        slug = self.slug

        egress_fqdns: list[str] | None | Unset
        if isinstance(self.egress_fqdns, Unset):
            egress_fqdns = UNSET
        elif isinstance(self.egress_fqdns, list):
            egress_fqdns = self.egress_fqdns

        else:
            egress_fqdns = self.egress_fqdns

        plan: None | str | Unset
        if isinstance(self.plan, Unset):
            plan = UNSET
        else:
            plan = self.plan

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "slug": slug,
            }
        )
        if egress_fqdns is not UNSET:
            field_dict["egress_fqdns"] = egress_fqdns
        if plan is not UNSET:
            field_dict["plan"] = plan

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        slug = d.pop("slug")

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

        def _parse_plan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        plan = _parse_plan(d.pop("plan", UNSET))

        new_tenant = cls(
            name=name,
            slug=slug,
            egress_fqdns=egress_fqdns,
            plan=plan,
        )

        return new_tenant
