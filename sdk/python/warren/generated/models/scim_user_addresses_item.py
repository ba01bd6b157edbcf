from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScimUserAddressesItem")


@_attrs_define
class ScimUserAddressesItem:
    """A value.

    Attributes:
        country (str | Unset): The country, as ISO 3166-1 alpha-2.
        formatted (str | Unset): The whole address.
        locality (str | Unset): The town.
        postal_code (str | Unset): The postal code.
        primary (bool | Unset): Whether it is the preferred value. At most one value is.
        region (str | Unset): The state or region.
        street_address (str | Unset): Street and number.
        type_ (str | Unset): What the address is for.
    """

    country: str | Unset = UNSET
    formatted: str | Unset = UNSET
    locality: str | Unset = UNSET
    postal_code: str | Unset = UNSET
    primary: bool | Unset = UNSET
    region: str | Unset = UNSET
    street_address: str | Unset = UNSET
    type_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        country = self.country

        formatted = self.formatted

        locality = self.locality

        postal_code = self.postal_code

        primary = self.primary

        region = self.region

        street_address = self.street_address

        type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if country is not UNSET:
            field_dict["country"] = country
        if formatted is not UNSET:
            field_dict["formatted"] = formatted
        if locality is not UNSET:
            field_dict["locality"] = locality
        if postal_code is not UNSET:
            field_dict["postalCode"] = postal_code
        if primary is not UNSET:
            field_dict["primary"] = primary
        if region is not UNSET:
            field_dict["region"] = region
        if street_address is not UNSET:
            field_dict["streetAddress"] = street_address
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        country = d.pop("country", UNSET)

        formatted = d.pop("formatted", UNSET)

        locality = d.pop("locality", UNSET)

        postal_code = d.pop("postalCode", UNSET)

        primary = d.pop("primary", UNSET)

        region = d.pop("region", UNSET)

        street_address = d.pop("streetAddress", UNSET)

        type_ = d.pop("type", UNSET)

        scim_user_addresses_item = cls(
            country=country,
            formatted=formatted,
            locality=locality,
            postal_code=postal_code,
            primary=primary,
            region=region,
            street_address=street_address,
            type_=type_,
        )

        scim_user_addresses_item.additional_properties = d
        return scim_user_addresses_item

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
