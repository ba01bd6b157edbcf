from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Removed")


@_attrs_define
class Removed:
    """How much was removed.

    Attributes:
        addresses (int): Addresses that were removed.
        blobs (int): Stored objects: raw messages.
        keys (int): Keys that were revoked.
        messages (int): Messages that were removed.
        vault_versions (int): Versions of secrets in its vault, deleted ones included.
    """

    addresses: int
    blobs: int
    keys: int
    messages: int
    vault_versions: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        addresses = self.addresses

        blobs = self.blobs

        keys = self.keys

        messages = self.messages

        vault_versions = self.vault_versions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "addresses": addresses,
                "blobs": blobs,
                "keys": keys,
                "messages": messages,
                "vault_versions": vault_versions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        addresses = d.pop("addresses")

        blobs = d.pop("blobs")

        keys = d.pop("keys")

        messages = d.pop("messages")

        vault_versions = d.pop("vault_versions")

        removed = cls(
            addresses=addresses,
            blobs=blobs,
            keys=keys,
            messages=messages,
            vault_versions=vault_versions,
        )

        removed.additional_properties = d
        return removed

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
