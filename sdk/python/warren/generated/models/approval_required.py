from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.exceeded import Exceeded


T = TypeVar("T", bound="ApprovalRequired")


@_attrs_define
class ApprovalRequired:
    """A charge that waits for approval.

    Attributes:
        amount_usdc (int): Amount in atomic USDC.
        approval_id (str): A charge that waits for the account to decide. Example: apr_0a1b2c3d4e5f6g7h.
        approval_url (str): The page of the console where a person approves or rejects the charge, after signing in.
            Example: https://warren.example/console#ap_0a1b2c3d4e5f6g7h.
        category (str): What the money is spent on. Example: compute.
        currency (str): Always `USDC`. Example: USDC.
        exceeded (list[Exceeded]): The caps that the charge would exceed.
        expires_at (datetime.datetime): When the approval expires.
        message (str): What to do next. Example: The charge waits for approval..
        reason (str): `spending_cap_exceeded` or `single_tx_limit_exceeded`. Example: spending_cap_exceeded.
        status (str): Always `approval_required`. Example: approval_required.
    """

    amount_usdc: int
    approval_id: str
    approval_url: str
    category: str
    currency: str
    exceeded: list[Exceeded]
    expires_at: datetime.datetime
    message: str
    reason: str
    status: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount_usdc = self.amount_usdc

        approval_id = self.approval_id

        approval_url = self.approval_url

        category = self.category

        currency = self.currency

        exceeded = []
        for exceeded_item_data in self.exceeded:
            exceeded_item = exceeded_item_data.to_dict()
            exceeded.append(exceeded_item)

        expires_at = self.expires_at.isoformat()

        message = self.message

        reason = self.reason

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount_usdc": amount_usdc,
                "approval_id": approval_id,
                "approval_url": approval_url,
                "category": category,
                "currency": currency,
                "exceeded": exceeded,
                "expires_at": expires_at,
                "message": message,
                "reason": reason,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exceeded import Exceeded  # noqa: PLC0415

        d = dict(src_dict)
        amount_usdc = d.pop("amount_usdc")

        approval_id = d.pop("approval_id")

        approval_url = d.pop("approval_url")

        category = d.pop("category")

        currency = d.pop("currency")

        exceeded = []
        _exceeded = d.pop("exceeded")
        for exceeded_item_data in _exceeded:
            exceeded_item = Exceeded.from_dict(exceeded_item_data)

            exceeded.append(exceeded_item)

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        message = d.pop("message")

        reason = d.pop("reason")

        status = d.pop("status")

        approval_required = cls(
            amount_usdc=amount_usdc,
            approval_id=approval_id,
            approval_url=approval_url,
            category=category,
            currency=currency,
            exceeded=exceeded,
            expires_at=expires_at,
            message=message,
            reason=reason,
            status=status,
        )

        approval_required.additional_properties = d
        return approval_required

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
