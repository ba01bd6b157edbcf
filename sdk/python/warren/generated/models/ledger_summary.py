from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ledger_summary_by_category import LedgerSummaryByCategory


T = TypeVar("T", bound="LedgerSummary")


@_attrs_define
class LedgerSummary:
    """Totals of a page.

    Attributes:
        by_category (LedgerSummaryByCategory): The same for each category.
        count (int): Entries on this page.
        total_usdc (int): Sum of their amounts in atomic USDC.
    """

    by_category: LedgerSummaryByCategory
    count: int
    total_usdc: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by_category = self.by_category.to_dict()

        count = self.count

        total_usdc = self.total_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by_category": by_category,
                "count": count,
                "total_usdc": total_usdc,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ledger_summary_by_category import LedgerSummaryByCategory  # noqa: PLC0415

        d = dict(src_dict)
        by_category = LedgerSummaryByCategory.from_dict(d.pop("by_category"))

        count = d.pop("count")

        total_usdc = d.pop("total_usdc")

        ledger_summary = cls(
            by_category=by_category,
            count=count,
            total_usdc=total_usdc,
        )

        ledger_summary.additional_properties = d
        return ledger_summary

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
