from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ledger_entry import LedgerEntry
    from ..models.ledger_page import LedgerPage
    from ..models.ledger_summary import LedgerSummary


T = TypeVar("T", bound="SpendingHistory")


@_attrs_define
class SpendingHistory:
    """A page of the ledger.

    Attributes:
        agent_id (str): The id of the account or of the pod. Example: acc_k7x9m2p4abcd1234.
        atomic_unit (str): The unit of all amounts. Example: 1e-6 USDC (one millionth of one USDC).
        currency (str): Always `USDC`. Example: USDC.
        entries (list[LedgerEntry]): Newest first.
        note (str): The unit of all amounts, for people. Example: Amounts are in atomic USDC..
        pagination (LedgerPage): How to get the next page.
        summary (LedgerSummary): Totals of a page.
    """

    agent_id: str
    atomic_unit: str
    currency: str
    entries: list[LedgerEntry]
    note: str
    pagination: LedgerPage
    summary: LedgerSummary
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        atomic_unit = self.atomic_unit

        currency = self.currency

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        note = self.note

        pagination = self.pagination.to_dict()

        summary = self.summary.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_id": agent_id,
                "atomic_unit": atomic_unit,
                "currency": currency,
                "entries": entries,
                "note": note,
                "pagination": pagination,
                "summary": summary,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ledger_entry import LedgerEntry  # noqa: PLC0415
        from ..models.ledger_page import LedgerPage  # noqa: PLC0415
        from ..models.ledger_summary import LedgerSummary  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = d.pop("agent_id")

        atomic_unit = d.pop("atomic_unit")

        currency = d.pop("currency")

        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = LedgerEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        note = d.pop("note")

        pagination = LedgerPage.from_dict(d.pop("pagination"))

        summary = LedgerSummary.from_dict(d.pop("summary"))

        spending_history = cls(
            agent_id=agent_id,
            atomic_unit=atomic_unit,
            currency=currency,
            entries=entries,
            note=note,
            pagination=pagination,
            summary=summary,
        )

        spending_history.additional_properties = d
        return spending_history

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
