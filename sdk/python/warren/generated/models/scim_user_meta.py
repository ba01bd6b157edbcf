from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScimUserMeta")


@_attrs_define
class ScimUserMeta:
    """When the resource was made and changed.

    Attributes:
        created (str | Unset): When it was made.
        last_modified (str | Unset): When it was last changed.
        location (str | Unset): Its URL.
        resource_type (str | Unset): The type of the resource.
        version (str | Unset): Its version, as in the header `ETag`.
    """

    created: str | Unset = UNSET
    last_modified: str | Unset = UNSET
    location: str | Unset = UNSET
    resource_type: str | Unset = UNSET
    version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created

        last_modified = self.last_modified

        location = self.location

        resource_type = self.resource_type

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if created is not UNSET:
            field_dict["created"] = created
        if last_modified is not UNSET:
            field_dict["lastModified"] = last_modified
        if location is not UNSET:
            field_dict["location"] = location
        if resource_type is not UNSET:
            field_dict["resourceType"] = resource_type
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created = d.pop("created", UNSET)

        last_modified = d.pop("lastModified", UNSET)

        location = d.pop("location", UNSET)

        resource_type = d.pop("resourceType", UNSET)

        version = d.pop("version", UNSET)

        scim_user_meta = cls(
            created=created,
            last_modified=last_modified,
            location=location,
            resource_type=resource_type,
            version=version,
        )

        scim_user_meta.additional_properties = d
        return scim_user_meta

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
