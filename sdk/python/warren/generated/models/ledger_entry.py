from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LedgerEntry")


@_attrs_define
class LedgerEntry:
    """An entry of the ledger: money that was spent or refunded.

    Attributes:
        amount_usdc (int): Amount in atomic USDC; negative for a refund.
        category (str): Category of the charge. Example: compute.
        charge_id (str): A charge or a hold. Example: chg_0a1b2c3d4e5f6g7h.
        description (str): Description of the charge, or reason of the refund. Example: GPU hours.
        id (str): An entry in the ledger. Example: led_0a1b2c3d4e5f6g7h.
        kind (str): The direction of a movement.
            - `charge`: money was spent
            - `refund`: money came back, and the amount is negative
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        timestamp (datetime.datetime): When the money was spent or refunded.
        approval_id (None | str | Unset):
        payee (None | str | Unset): Who got the money. Example: api.example.com.
        reference_id (None | str | Unset): The agent's own reference. Example: invoice-42.
        run_id (None | str | Unset):
    """

    amount_usdc: int
    category: str
    charge_id: str
    description: str
    id: str
    kind: str
    pod_id: str
    timestamp: datetime.datetime
    approval_id: None | str | Unset = UNSET
    payee: None | str | Unset = UNSET
    reference_id: None | str | Unset = UNSET
    run_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount_usdc = self.amount_usdc

        category = self.category

        charge_id = self.charge_id

        description = self.description

        id = self.id

        kind = self.kind

        pod_id = self.pod_id

        timestamp = self.timestamp.isoformat()

        approval_id: None | str | Unset
        if isinstance(self.approval_id, Unset):
            approval_id = UNSET
        else:
            approval_id = self.approval_id

        payee: None | str | Unset
        if isinstance(self.payee, Unset):
            payee = UNSET
        else:
            payee = self.payee

        reference_id: None | str | Unset
        if isinstance(self.reference_id, Unset):
            reference_id = UNSET
        else:
            reference_id = self.reference_id

        run_id: None | str | Unset
        if isinstance(self.run_id, Unset):
            run_id = UNSET
        else:
            run_id = self.run_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount_usdc": amount_usdc,
                "category": category,
                "charge_id": charge_id,
                "description": description,
                "id": id,
                "kind": kind,
                "pod_id": pod_id,
                "timestamp": timestamp,
            }
        )
        if approval_id is not UNSET:
            field_dict["approval_id"] = approval_id
        if payee is not UNSET:
            field_dict["payee"] = payee
        if reference_id is not UNSET:
            field_dict["reference_id"] = reference_id
        if run_id is not UNSET:
            field_dict["run_id"] = run_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount_usdc = d.pop("amount_usdc")

        category = d.pop("category")

        charge_id = d.pop("charge_id")

        description = d.pop("description")

        id = d.pop("id")

        kind = d.pop("kind")

        pod_id = d.pop("pod_id")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        def _parse_approval_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        approval_id = _parse_approval_id(d.pop("approval_id", UNSET))

        def _parse_payee(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payee = _parse_payee(d.pop("payee", UNSET))

        def _parse_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference_id = _parse_reference_id(d.pop("reference_id", UNSET))

        def _parse_run_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        run_id = _parse_run_id(d.pop("run_id", UNSET))

        ledger_entry = cls(
            amount_usdc=amount_usdc,
            category=category,
            charge_id=charge_id,
            description=description,
            id=id,
            kind=kind,
            pod_id=pod_id,
            timestamp=timestamp,
            approval_id=approval_id,
            payee=payee,
            reference_id=reference_id,
            run_id=run_id,
        )

        ledger_entry.additional_properties = d
        return ledger_entry

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
