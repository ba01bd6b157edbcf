from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.charge_metadata_type_0 import ChargeMetadataType0


T = TypeVar("T", bound="Charge")


@_attrs_define
class Charge:
    """A charge or a hold.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        amount_usdc (int): Atomic USDC that were spent or are held.
        category (str): What it was spent on. Example: compute.
        charge_id (str): A charge or a hold. Example: chg_0a1b2c3d4e5f6g7h.
        created_at (datetime.datetime): When the charge or the hold was made.
        currency (str): Always `USDC`. Example: USDC.
        id (str): A charge or a hold. Example: chg_0a1b2c3d4e5f6g7h.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        refunded_usdc (int): Atomic USDC that were refunded.
        status (str): The state of a charge.
            - `completed`: the money is spent
            - `held`: it counts against the caps until it is captured or released
            - `released`: the hold was released
            - `expired`: the hold was neither captured nor released in time
        approval_id (None | str | Unset):
        completed_at (datetime.datetime | None | Unset): When the money was spent.
        description (None | str | Unset): For people. Example: GPU hours.
        expires_at (datetime.datetime | None | Unset): When the hold expires.
        held_usdc (int | None | Unset): Atomic USDC that were held first; null for a charge without a hold.
        metadata (ChargeMetadataType0 | None | Unset): The object that was sent with the charge.
        payee (None | str | Unset): Who gets the money. Example: api.example.com.
        reference_id (None | str | Unset): Your own reference. Example: invoice-42.
        run_id (None | str | Unset):
    """

    account_id: str
    amount_usdc: int
    category: str
    charge_id: str
    created_at: datetime.datetime
    currency: str
    id: str
    pod_id: str
    refunded_usdc: int
    status: str
    approval_id: None | str | Unset = UNSET
    completed_at: datetime.datetime | None | Unset = UNSET
    description: None | str | Unset = UNSET
    expires_at: datetime.datetime | None | Unset = UNSET
    held_usdc: int | None | Unset = UNSET
    metadata: ChargeMetadataType0 | None | Unset = UNSET
    payee: None | str | Unset = UNSET
    reference_id: None | str | Unset = UNSET
    run_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.charge_metadata_type_0 import ChargeMetadataType0  # noqa: PLC0415

        account_id = self.account_id

        amount_usdc = self.amount_usdc

        category = self.category

        charge_id = self.charge_id

        created_at = self.created_at.isoformat()

        currency = self.currency

        id = self.id

        pod_id = self.pod_id

        refunded_usdc = self.refunded_usdc

        status = self.status

        approval_id: None | str | Unset
        if isinstance(self.approval_id, Unset):
            approval_id = UNSET
        else:
            approval_id = self.approval_id

        completed_at: None | str | Unset
        if isinstance(self.completed_at, Unset):
            completed_at = UNSET
        elif isinstance(self.completed_at, datetime.datetime):
            completed_at = self.completed_at.isoformat()
        else:
            completed_at = self.completed_at

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        held_usdc: int | None | Unset
        if isinstance(self.held_usdc, Unset):
            held_usdc = UNSET
        else:
            held_usdc = self.held_usdc

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, ChargeMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

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
                "account_id": account_id,
                "amount_usdc": amount_usdc,
                "category": category,
                "charge_id": charge_id,
                "created_at": created_at,
                "currency": currency,
                "id": id,
                "pod_id": pod_id,
                "refunded_usdc": refunded_usdc,
                "status": status,
            }
        )
        if approval_id is not UNSET:
            field_dict["approval_id"] = approval_id
        if completed_at is not UNSET:
            field_dict["completed_at"] = completed_at
        if description is not UNSET:
            field_dict["description"] = description
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if held_usdc is not UNSET:
            field_dict["held_usdc"] = held_usdc
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if payee is not UNSET:
            field_dict["payee"] = payee
        if reference_id is not UNSET:
            field_dict["reference_id"] = reference_id
        if run_id is not UNSET:
            field_dict["run_id"] = run_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.charge_metadata_type_0 import ChargeMetadataType0  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        amount_usdc = d.pop("amount_usdc")

        category = d.pop("category")

        charge_id = d.pop("charge_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        currency = d.pop("currency")

        id = d.pop("id")

        pod_id = d.pop("pod_id")

        refunded_usdc = d.pop("refunded_usdc")

        status = d.pop("status")

        def _parse_approval_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        approval_id = _parse_approval_id(d.pop("approval_id", UNSET))

        def _parse_completed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                completed_at_type_0 = datetime.datetime.fromisoformat(data)

                return completed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        completed_at = _parse_completed_at(d.pop("completed_at", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_held_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        held_usdc = _parse_held_usdc(d.pop("held_usdc", UNSET))

        def _parse_metadata(data: object) -> ChargeMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = ChargeMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChargeMetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

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

        charge = cls(
            account_id=account_id,
            amount_usdc=amount_usdc,
            category=category,
            charge_id=charge_id,
            created_at=created_at,
            currency=currency,
            id=id,
            pod_id=pod_id,
            refunded_usdc=refunded_usdc,
            status=status,
            approval_id=approval_id,
            completed_at=completed_at,
            description=description,
            expires_at=expires_at,
            held_usdc=held_usdc,
            metadata=metadata,
            payee=payee,
            reference_id=reference_id,
            run_id=run_id,
        )

        charge.additional_properties = d
        return charge

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
