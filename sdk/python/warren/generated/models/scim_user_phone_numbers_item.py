from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScimUserPhoneNumbersItem")


@_attrs_define
class ScimUserPhoneNumbersItem:
    """A value.

    Attributes:
        display (str | Unset): The value as it is shown.
        primary (bool | Unset): Whether it is the preferred value. At most one value is.
        type_ (str | Unset): What the number is for.
        value (str | Unset): The number.
    """

    display: str | Unset = UNSET
    primary: bool | Unset = UNSET
    type_: str | Unset = UNSET
    value: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        display = self.display

        primary = self.primary

        type_ = self.type_

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if display is not UNSET:
            field_dict["display"] = display
        if primary is not UNSET:
            field_dict["primary"] = primary
        if type_ is not UNSET:
            field_dict["type"] = type_
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        display = d.pop("display", UNSET)

        primary = d.pop("primary", UNSET)

        type_ = d.pop("type", UNSET)

        value = d.pop("value", UNSET)

        scim_user_phone_numbers_item = cls(
            display=display,
            primary=primary,
            type_=type_,
            value=value,
        )

        scim_user_phone_numbers_item.additional_properties = d
        return scim_user_phone_numbers_item

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
