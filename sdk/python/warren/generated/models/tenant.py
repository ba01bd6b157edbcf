from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Tenant")


@_attrs_define
class Tenant:
    """A tenant.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        created_at (datetime.datetime): When it was created.
        disabled (bool): Whether it is suspended: its keys do not work, and it refuses mail. Example: False.
        egress_fqdns (list[str]): Exact names of hosts, at most 100. An empty list does not restrict. Example:
            ['api.acme.com'].
        id (str): Its id: that of the pod, without the prefix. Example: 0a1b2c3d4e5f6g7h.
        is_default (bool): Whether it is the account's default tenant, its home pod. Example: False.
        name (str): Its name. Example: Acme Corp.
        slug (str): Its name in URLs, unique in the account. It never changes. Example: acme.
        plan (None | str | Unset): The plan that it has booked, as its account calls it; null if none was set. Example:
            enterprise.
    """

    account_id: str
    created_at: datetime.datetime
    disabled: bool
    egress_fqdns: list[str]
    id: str
    is_default: bool
    name: str
    slug: str
    plan: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        created_at = self.created_at.isoformat()

        disabled = self.disabled

        egress_fqdns = self.egress_fqdns

        id = self.id

        is_default = self.is_default

        name = self.name

        slug = self.slug

        plan: None | str | Unset
        if isinstance(self.plan, Unset):
            plan = UNSET
        else:
            plan = self.plan

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "created_at": created_at,
                "disabled": disabled,
                "egress_fqdns": egress_fqdns,
                "id": id,
                "is_default": is_default,
                "name": name,
                "slug": slug,
            }
        )
        if plan is not UNSET:
            field_dict["plan"] = plan

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        disabled = d.pop("disabled")

        egress_fqdns = cast(list[str], d.pop("egress_fqdns"))

        id = d.pop("id")

        is_default = d.pop("is_default")

        name = d.pop("name")

        slug = d.pop("slug")

        def _parse_plan(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        plan = _parse_plan(d.pop("plan", UNSET))

        tenant = cls(
            account_id=account_id,
            created_at=created_at,
            disabled=disabled,
            egress_fqdns=egress_fqdns,
            id=id,
            is_default=is_default,
            name=name,
            slug=slug,
            plan=plan,
        )

        tenant.additional_properties = d
        return tenant

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
