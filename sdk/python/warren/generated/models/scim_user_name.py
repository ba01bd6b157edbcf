from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScimUserName")


@_attrs_define
class ScimUserName:
    """The parts of the user's name.

    Attributes:
        family_name (str | Unset): The family name.
        formatted (str | Unset): The whole name.
        given_name (str | Unset): The given name.
        honorific_prefix (str | Unset): What stands before the name, such as `Dr.`.
        honorific_suffix (str | Unset): What stands after the name, such as `III`.
        middle_name (str | Unset): The middle names.
    """

    family_name: str | Unset = UNSET
    formatted: str | Unset = UNSET
    given_name: str | Unset = UNSET
    honorific_prefix: str | Unset = UNSET
    honorific_suffix: str | Unset = UNSET
    middle_name: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        family_name = self.family_name

        formatted = self.formatted

        given_name = self.given_name

        honorific_prefix = self.honorific_prefix

        honorific_suffix = self.honorific_suffix

        middle_name = self.middle_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if family_name is not UNSET:
            field_dict["familyName"] = family_name
        if formatted is not UNSET:
            field_dict["formatted"] = formatted
        if given_name is not UNSET:
            field_dict["givenName"] = given_name
        if honorific_prefix is not UNSET:
            field_dict["honorificPrefix"] = honorific_prefix
        if honorific_suffix is not UNSET:
            field_dict["honorificSuffix"] = honorific_suffix
        if middle_name is not UNSET:
            field_dict["middleName"] = middle_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        family_name = d.pop("familyName", UNSET)

        formatted = d.pop("formatted", UNSET)

        given_name = d.pop("givenName", UNSET)

        honorific_prefix = d.pop("honorificPrefix", UNSET)

        honorific_suffix = d.pop("honorificSuffix", UNSET)

        middle_name = d.pop("middleName", UNSET)

        scim_user_name = cls(
            family_name=family_name,
            formatted=formatted,
            given_name=given_name,
            honorific_prefix=honorific_prefix,
            honorific_suffix=honorific_suffix,
            middle_name=middle_name,
        )

        scim_user_name.additional_properties = d
        return scim_user_name

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
