from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.payments import Payments


T = TypeVar("T", bound="Billing")


@_attrs_define
class Billing:
    """Plan and payments of an account.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        plan (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        upgrade_url (str): The console. Only the operator of the deployment changes the tier. Example:
            https://warren.example/console.
        x402 (Payments): Payments by x402 above the limits.
    """

    account_id: str
    plan: str
    tier: str
    upgrade_url: str
    x402: Payments
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        plan = self.plan

        tier = self.tier

        upgrade_url = self.upgrade_url

        x402 = self.x402.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "plan": plan,
                "tier": tier,
                "upgrade_url": upgrade_url,
                "x402": x402,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payments import Payments  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        plan = d.pop("plan")

        tier = d.pop("tier")

        upgrade_url = d.pop("upgrade_url")

        x402 = Payments.from_dict(d.pop("x402"))

        billing = cls(
            account_id=account_id,
            plan=plan,
            tier=tier,
            upgrade_url=upgrade_url,
            x402=x402,
        )

        billing.additional_properties = d
        return billing

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
