from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SpendingPolicy")


@_attrs_define
class SpendingPolicy:
    """What a pod may spend on, and whom it may pay. A list that is absent allows everything; an empty one nothing.

    Attributes:
        allowed_categories (list[str] | None | Unset): The `category` of a charge must be one of these: at most 100, of
            200 characters each. Example: ['api', 'platform'].
        allowed_payees (list[str] | None | Unset): The `payee` of a charge must be one of these: at most 100, of 200
            characters each. Example: ['ocr.example'].
    """

    allowed_categories: list[str] | None | Unset = UNSET
    allowed_payees: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allowed_categories: list[str] | None | Unset
        if isinstance(self.allowed_categories, Unset):
            allowed_categories = UNSET
        elif isinstance(self.allowed_categories, list):
            allowed_categories = self.allowed_categories

        else:
            allowed_categories = self.allowed_categories

        allowed_payees: list[str] | None | Unset
        if isinstance(self.allowed_payees, Unset):
            allowed_payees = UNSET
        elif isinstance(self.allowed_payees, list):
            allowed_payees = self.allowed_payees

        else:
            allowed_payees = self.allowed_payees

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allowed_categories is not UNSET:
            field_dict["allowed_categories"] = allowed_categories
        if allowed_payees is not UNSET:
            field_dict["allowed_payees"] = allowed_payees

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_allowed_categories(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                allowed_categories_type_0 = cast(list[str], data)

                return allowed_categories_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        allowed_categories = _parse_allowed_categories(d.pop("allowed_categories", UNSET))

        def _parse_allowed_payees(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                allowed_payees_type_0 = cast(list[str], data)

                return allowed_payees_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        allowed_payees = _parse_allowed_payees(d.pop("allowed_payees", UNSET))

        spending_policy = cls(
            allowed_categories=allowed_categories,
            allowed_payees=allowed_payees,
        )

        spending_policy.additional_properties = d
        return spending_policy

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
