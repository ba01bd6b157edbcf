from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SetProfile")


@_attrs_define
class SetProfile:
    """A profile that was set.

    Attributes:
        address (str): The email address of the agent. Example: ada@warren.example.
        capabilities (list[str]): What the agent can do. Example: ['scheduling'].
        name (str): The name in the path of the profile. Example: ada.
        url (str): The URL of the profile. Example: https://warren.example/agents/ada.
        visibility (str): Who sees the profile.
            - `public`: everyone
            - `private`: nobody, as if there were no such agent
        description (None | str | Unset): What the agent does. Example: Plans meetings..
    """

    address: str
    capabilities: list[str]
    name: str
    url: str
    visibility: str
    description: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        capabilities = self.capabilities

        name = self.name

        url = self.url

        visibility = self.visibility

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "address": address,
                "capabilities": capabilities,
                "name": name,
                "url": url,
                "visibility": visibility,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        capabilities = cast(list[str], d.pop("capabilities"))

        name = d.pop("name")

        url = d.pop("url")

        visibility = d.pop("visibility")

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        set_profile = cls(
            address=address,
            capabilities=capabilities,
            name=name,
            url=url,
            visibility=visibility,
            description=description,
        )

        set_profile.additional_properties = d
        return set_profile

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
