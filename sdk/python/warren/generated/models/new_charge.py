from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_charge_metadata_type_0 import NewChargeMetadataType0


T = TypeVar("T", bound="NewCharge")


@_attrs_define
class NewCharge:
    """A charge to make.

    Attributes:
        amount (int): Amount in atomic USDC, 1 to 1,000,000,000,000. 1,000,000 are 1.00 USDC. Example: 250000.
        capture (bool | None | Unset): False: hold the money instead of spending it.
        category (None | str | Unset): What the money is spent on, at most 64 characters. Example: api.
        description (None | str | Unset): For people, at most 500 characters. Example: 1,000 pages of OCR.
        expires_in (int | None | Unset): With `capture: false`: how long the money is held, 60 to 604,800 seconds.
            Example: 3600.
        metadata (NewChargeMetadataType0 | None | Unset): An object that is stored with the charge, at most 4,096 bytes
            of JSON.
        payee (None | str | Unset): Who gets the money, at most 200 characters. Required if the pod's policy lists
            payees. Example: ocr.example.
        reference_id (None | str | Unset): Your own reference, at most 200 characters. Example: invoice-4711.
    """

    amount: int
    capture: bool | None | Unset = UNSET
    category: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    expires_in: int | None | Unset = UNSET
    metadata: NewChargeMetadataType0 | None | Unset = UNSET
    payee: None | str | Unset = UNSET
    reference_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_charge_metadata_type_0 import NewChargeMetadataType0  # noqa: PLC0415

        amount = self.amount

        capture: bool | None | Unset
        if isinstance(self.capture, Unset):
            capture = UNSET
        else:
            capture = self.capture

        category: None | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        else:
            category = self.category

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        expires_in: int | None | Unset
        if isinstance(self.expires_in, Unset):
            expires_in = UNSET
        else:
            expires_in = self.expires_in

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, NewChargeMetadataType0):
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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
            }
        )
        if capture is not UNSET:
            field_dict["capture"] = capture
        if category is not UNSET:
            field_dict["category"] = category
        if description is not UNSET:
            field_dict["description"] = description
        if expires_in is not UNSET:
            field_dict["expires_in"] = expires_in
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if payee is not UNSET:
            field_dict["payee"] = payee
        if reference_id is not UNSET:
            field_dict["reference_id"] = reference_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_charge_metadata_type_0 import NewChargeMetadataType0  # noqa: PLC0415

        d = dict(src_dict)
        amount = d.pop("amount")

        def _parse_capture(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        capture = _parse_capture(d.pop("capture", UNSET))

        def _parse_category(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        category = _parse_category(d.pop("category", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_expires_in(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expires_in = _parse_expires_in(d.pop("expires_in", UNSET))

        def _parse_metadata(data: object) -> NewChargeMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = NewChargeMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewChargeMetadataType0 | None | Unset, data)

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

        new_charge = cls(
            amount=amount,
            capture=capture,
            category=category,
            description=description,
            expires_in=expires_in,
            metadata=metadata,
            payee=payee,
            reference_id=reference_id,
        )

        new_charge.additional_properties = d
        return new_charge

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
