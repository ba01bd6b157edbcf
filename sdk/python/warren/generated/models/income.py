from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ledger_page import LedgerPage
    from ..models.settled_payment import SettledPayment


T = TypeVar("T", bound="Income")


@_attrs_define
class Income:
    """A page of payments to the deployment.

    Attributes:
        atomic_unit (str): The unit of all amounts. Example: 1e-6 USDC (one millionth of one USDC).
        currency (str): Always `USDC`. Example: USDC.
        pagination (LedgerPage): How to get the next page.
        payments (list[SettledPayment]): Newest first.
        total_usdc (int): Sum of this page's amounts in atomic USDC.
    """

    atomic_unit: str
    currency: str
    pagination: LedgerPage
    payments: list[SettledPayment]
    total_usdc: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        atomic_unit = self.atomic_unit

        currency = self.currency

        pagination = self.pagination.to_dict()

        payments = []
        for payments_item_data in self.payments:
            payments_item = payments_item_data.to_dict()
            payments.append(payments_item)

        total_usdc = self.total_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "atomic_unit": atomic_unit,
                "currency": currency,
                "pagination": pagination,
                "payments": payments,
                "total_usdc": total_usdc,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ledger_page import LedgerPage  # noqa: PLC0415
        from ..models.settled_payment import SettledPayment  # noqa: PLC0415

        d = dict(src_dict)
        atomic_unit = d.pop("atomic_unit")

        currency = d.pop("currency")

        pagination = LedgerPage.from_dict(d.pop("pagination"))

        payments = []
        _payments = d.pop("payments")
        for payments_item_data in _payments:
            payments_item = SettledPayment.from_dict(payments_item_data)

            payments.append(payments_item)

        total_usdc = d.pop("total_usdc")

        income = cls(
            atomic_unit=atomic_unit,
            currency=currency,
            pagination=pagination,
            payments=payments,
            total_usdc=total_usdc,
        )

        income.additional_properties = d
        return income

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
