from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeletedStack")


@_attrs_define
class DeletedStack:
    """A removed domain.

    Attributes:
        deleted (bool): Always true.
        domain (str): The domain that was removed. Example: acme.example.
        id (str): The id of the domain. Example: stk_0a1b2c3d4e5f6g7h.
        released_addresses (int): Addresses that were released.
    """

    deleted: bool
    domain: str
    id: str
    released_addresses: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deleted = self.deleted

        domain = self.domain

        id = self.id

        released_addresses = self.released_addresses

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deleted": deleted,
                "domain": domain,
                "id": id,
                "released_addresses": released_addresses,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deleted = d.pop("deleted")

        domain = d.pop("domain")

        id = d.pop("id")

        released_addresses = d.pop("released_addresses")

        deleted_stack = cls(
            deleted=deleted,
            domain=domain,
            id=id,
            released_addresses=released_addresses,
        )

        deleted_stack.additional_properties = d
        return deleted_stack

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
