from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.approval_request_metadata_type_0 import ApprovalRequestMetadataType0
    from ..models.charge import Charge
    from ..models.exceeded import Exceeded


T = TypeVar("T", bound="Resolved")


@_attrs_define
class Resolved:
    """A decided approval.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        amount_usdc (int): Amount in atomic USDC.
        approval_id (str): A charge that waits for the account to decide. Example: apr_0a1b2c3d4e5f6g7h.
        capture (bool): False: approval holds the money instead of spending it.
        category (str): Category of the charge. Example: compute.
        created_at (datetime.datetime): When it was requested.
        description (str): Empty if the agent gave none. Example: GPU hours.
        exceeded (list[Exceeded]): The caps that the charge would have exceeded when it was requested.
        expires_at (datetime.datetime): When it expires, if nobody decides before.
        id (str): A charge that waits for the account to decide. Example: apr_0a1b2c3d4e5f6g7h.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        requested_because (str): Why it needs approval: `spending_cap_exceeded` or `single_tx_limit_exceeded`. A
            decision does not change it. Example: spending_cap_exceeded.
        requested_by (str): An API key, not the key itself. Example: key_0a1b2c3d4e5f6g7h.
        status (str): The state of a request for approval.
            - `pending`: it waits
            - `approved`: the account approved it, and the money is spent or held
            - `rejected`: the account rejected it
            - `expired`: nobody decided in time
        ok (bool): Always true.
        charge_id (None | str | Unset):
        expires_in (int | None | Unset): With `capture: false`: how long the money is held after the approval, in
            seconds.
        metadata (ApprovalRequestMetadataType0 | None | Unset): The charge's metadata.
        payee (None | str | Unset): Who gets the money. Example: api.example.com.
        reason (None | str | Unset): Why it needs approval: `spending_cap_exceeded` or `single_tx_limit_exceeded`. After
            a rejection: the same as
            `rejection_reason`. Example: spending_cap_exceeded.
        reference_id (None | str | Unset): The agent's own reference. Example: invoice-42.
        rejection_reason (None | str | Unset): The reason that was given with the rejection. Example: Too expensive..
        resolved_at (datetime.datetime | None | Unset): When it was approved or rejected.
        resolved_by (None | str | Unset):
        run_id (None | str | Unset):
        charge (Charge | None | Unset):
    """

    account_id: str
    amount_usdc: int
    approval_id: str
    capture: bool
    category: str
    created_at: datetime.datetime
    description: str
    exceeded: list[Exceeded]
    expires_at: datetime.datetime
    id: str
    pod_id: str
    requested_because: str
    requested_by: str
    status: str
    ok: bool
    charge_id: None | str | Unset = UNSET
    expires_in: int | None | Unset = UNSET
    metadata: ApprovalRequestMetadataType0 | None | Unset = UNSET
    payee: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET
    reference_id: None | str | Unset = UNSET
    rejection_reason: None | str | Unset = UNSET
    resolved_at: datetime.datetime | None | Unset = UNSET
    resolved_by: None | str | Unset = UNSET
    run_id: None | str | Unset = UNSET
    charge: Charge | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.approval_request_metadata_type_0 import (
            ApprovalRequestMetadataType0,  # noqa: PLC0415
        )
        from ..models.charge import Charge  # noqa: PLC0415

        account_id = self.account_id

        amount_usdc = self.amount_usdc

        approval_id = self.approval_id

        capture = self.capture

        category = self.category

        created_at = self.created_at.isoformat()

        description = self.description

        exceeded = []
        for exceeded_item_data in self.exceeded:
            exceeded_item = exceeded_item_data.to_dict()
            exceeded.append(exceeded_item)

        expires_at = self.expires_at.isoformat()

        id = self.id

        pod_id = self.pod_id

        requested_because = self.requested_because

        requested_by = self.requested_by

        status = self.status

        ok = self.ok

        charge_id: None | str | Unset
        if isinstance(self.charge_id, Unset):
            charge_id = UNSET
        else:
            charge_id = self.charge_id

        expires_in: int | None | Unset
        if isinstance(self.expires_in, Unset):
            expires_in = UNSET
        else:
            expires_in = self.expires_in

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, ApprovalRequestMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        payee: None | str | Unset
        if isinstance(self.payee, Unset):
            payee = UNSET
        else:
            payee = self.payee

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        reference_id: None | str | Unset
        if isinstance(self.reference_id, Unset):
            reference_id = UNSET
        else:
            reference_id = self.reference_id

        rejection_reason: None | str | Unset
        if isinstance(self.rejection_reason, Unset):
            rejection_reason = UNSET
        else:
            rejection_reason = self.rejection_reason

        resolved_at: None | str | Unset
        if isinstance(self.resolved_at, Unset):
            resolved_at = UNSET
        elif isinstance(self.resolved_at, datetime.datetime):
            resolved_at = self.resolved_at.isoformat()
        else:
            resolved_at = self.resolved_at

        resolved_by: None | str | Unset
        if isinstance(self.resolved_by, Unset):
            resolved_by = UNSET
        else:
            resolved_by = self.resolved_by

        run_id: None | str | Unset
        if isinstance(self.run_id, Unset):
            run_id = UNSET
        else:
            run_id = self.run_id

        charge: dict[str, Any] | None | Unset
        if isinstance(self.charge, Unset):
            charge = UNSET
        elif isinstance(self.charge, Charge):
            charge = self.charge.to_dict()
        else:
            charge = self.charge

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "amount_usdc": amount_usdc,
                "approval_id": approval_id,
                "capture": capture,
                "category": category,
                "created_at": created_at,
                "description": description,
                "exceeded": exceeded,
                "expires_at": expires_at,
                "id": id,
                "pod_id": pod_id,
                "requested_because": requested_because,
                "requested_by": requested_by,
                "status": status,
                "ok": ok,
            }
        )
        if charge_id is not UNSET:
            field_dict["charge_id"] = charge_id
        if expires_in is not UNSET:
            field_dict["expires_in"] = expires_in
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if payee is not UNSET:
            field_dict["payee"] = payee
        if reason is not UNSET:
            field_dict["reason"] = reason
        if reference_id is not UNSET:
            field_dict["reference_id"] = reference_id
        if rejection_reason is not UNSET:
            field_dict["rejection_reason"] = rejection_reason
        if resolved_at is not UNSET:
            field_dict["resolved_at"] = resolved_at
        if resolved_by is not UNSET:
            field_dict["resolved_by"] = resolved_by
        if run_id is not UNSET:
            field_dict["run_id"] = run_id
        if charge is not UNSET:
            field_dict["charge"] = charge

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval_request_metadata_type_0 import (
            ApprovalRequestMetadataType0,  # noqa: PLC0415
        )
        from ..models.charge import Charge  # noqa: PLC0415
        from ..models.exceeded import Exceeded  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        amount_usdc = d.pop("amount_usdc")

        approval_id = d.pop("approval_id")

        capture = d.pop("capture")

        category = d.pop("category")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        description = d.pop("description")

        exceeded = []
        _exceeded = d.pop("exceeded")
        for exceeded_item_data in _exceeded:
            exceeded_item = Exceeded.from_dict(exceeded_item_data)

            exceeded.append(exceeded_item)

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        pod_id = d.pop("pod_id")

        requested_because = d.pop("requested_because")

        requested_by = d.pop("requested_by")

        status = d.pop("status")

        ok = d.pop("ok")

        def _parse_charge_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        charge_id = _parse_charge_id(d.pop("charge_id", UNSET))

        def _parse_expires_in(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expires_in = _parse_expires_in(d.pop("expires_in", UNSET))

        def _parse_metadata(data: object) -> ApprovalRequestMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = ApprovalRequestMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ApprovalRequestMetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        def _parse_payee(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payee = _parse_payee(d.pop("payee", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        def _parse_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference_id = _parse_reference_id(d.pop("reference_id", UNSET))

        def _parse_rejection_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        rejection_reason = _parse_rejection_reason(d.pop("rejection_reason", UNSET))

        def _parse_resolved_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resolved_at_type_0 = datetime.datetime.fromisoformat(data)

                return resolved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        resolved_at = _parse_resolved_at(d.pop("resolved_at", UNSET))

        def _parse_resolved_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resolved_by = _parse_resolved_by(d.pop("resolved_by", UNSET))

        def _parse_run_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        run_id = _parse_run_id(d.pop("run_id", UNSET))

        def _parse_charge(data: object) -> Charge | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                charge_type_0 = Charge.from_dict(data)

                return charge_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Charge | None | Unset, data)

        charge = _parse_charge(d.pop("charge", UNSET))

        resolved = cls(
            account_id=account_id,
            amount_usdc=amount_usdc,
            approval_id=approval_id,
            capture=capture,
            category=category,
            created_at=created_at,
            description=description,
            exceeded=exceeded,
            expires_at=expires_at,
            id=id,
            pod_id=pod_id,
            requested_because=requested_because,
            requested_by=requested_by,
            status=status,
            ok=ok,
            charge_id=charge_id,
            expires_in=expires_in,
            metadata=metadata,
            payee=payee,
            reason=reason,
            reference_id=reference_id,
            rejection_reason=rejection_reason,
            resolved_at=resolved_at,
            resolved_by=resolved_by,
            run_id=run_id,
            charge=charge,
        )

        resolved.additional_properties = d
        return resolved

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
