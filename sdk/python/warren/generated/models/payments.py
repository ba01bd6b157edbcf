from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Payments")


@_attrs_define
class Payments:
    """Payments by x402 above the limits.

    Attributes:
        asset (str): The token. Example: USDC.
        email_price (str): Price of an email above the limit. Example: 0.01 USDC.
        network (str): The chain. Example: base.
        supported (bool): Whether this deployment accepts payments.
        pay_to (None | str | Unset): The address that receives payments; null if the deployment accepts none. Example:
            0x209693bc6afc0c5328ba36faf03c514ef312287c.
    """

    asset: str
    email_price: str
    network: str
    supported: bool
    pay_to: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asset = self.asset

        email_price = self.email_price

        network = self.network

        supported = self.supported

        pay_to: None | str | Unset
        if isinstance(self.pay_to, Unset):
            pay_to = UNSET
        else:
            pay_to = self.pay_to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asset": asset,
                "email_price": email_price,
                "network": network,
                "supported": supported,
            }
        )
        if pay_to is not UNSET:
            field_dict["pay_to"] = pay_to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset = d.pop("asset")

        email_price = d.pop("email_price")

        network = d.pop("network")

        supported = d.pop("supported")

        def _parse_pay_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pay_to = _parse_pay_to(d.pop("pay_to", UNSET))

        payments = cls(
            asset=asset,
            email_price=email_price,
            network=network,
            supported=supported,
            pay_to=pay_to,
        )

        payments.additional_properties = d
        return payments

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
