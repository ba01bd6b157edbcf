from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RefundedCharge")


@_attrs_define
class RefundedCharge:
    """A refund.

    Attributes:
        amount_usdc (int): Amount in atomic USDC.
        charge_id (str): A charge or a hold. Example: chg_0a1b2c3d4e5f6g7h.
        created_at (datetime.datetime): When it was recorded.
        currency (str): Always `USDC`. Example: USDC.
        refund_id (str): A refund. Example: rfd_0a1b2c3d4e5f6g7h.
        status (str): Always `refunded`. Example: refunded.
        reason (None | str | Unset): Why. Example: Not needed any more..
    """

    amount_usdc: int
    charge_id: str
    created_at: datetime.datetime
    currency: str
    refund_id: str
    status: str
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount_usdc = self.amount_usdc

        charge_id = self.charge_id

        created_at = self.created_at.isoformat()

        currency = self.currency

        refund_id = self.refund_id

        status = self.status

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount_usdc": amount_usdc,
                "charge_id": charge_id,
                "created_at": created_at,
                "currency": currency,
                "refund_id": refund_id,
                "status": status,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount_usdc = d.pop("amount_usdc")

        charge_id = d.pop("charge_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        currency = d.pop("currency")

        refund_id = d.pop("refund_id")

        status = d.pop("status")

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        refunded_charge = cls(
            amount_usdc=amount_usdc,
            charge_id=charge_id,
            created_at=created_at,
            currency=currency,
            refund_id=refund_id,
            status=status,
            reason=reason,
        )

        refunded_charge.additional_properties = d
        return refunded_charge

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
