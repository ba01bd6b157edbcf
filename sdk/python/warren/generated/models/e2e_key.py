from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="E2EKey")


@_attrs_define
class E2EKey:
    """A key to which mail is or was encrypted.

    Attributes:
        active (bool): Whether new mail is encrypted to it, as the key of the pod or of an address.
        created_at (datetime.datetime): When the pod first received the key.
        key_id (str): The id of the key, as in `e2e_key_id` of messages: the first 16 hex characters of the SHA-256 of
            its 32 bytes. Example: 66687aadf862bd77.
        public_key (str): The key, base64url. Example: hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
        sealed_messages (int): Stored messages that are encrypted to it. At 0, its private key is not needed any more.
    """

    active: bool
    created_at: datetime.datetime
    key_id: str
    public_key: str
    sealed_messages: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        created_at = self.created_at.isoformat()

        key_id = self.key_id

        public_key = self.public_key

        sealed_messages = self.sealed_messages

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "created_at": created_at,
                "key_id": key_id,
                "public_key": public_key,
                "sealed_messages": sealed_messages,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key_id = d.pop("key_id")

        public_key = d.pop("public_key")

        sealed_messages = d.pop("sealed_messages")

        e2e_key = cls(
            active=active,
            created_at=created_at,
            key_id=key_id,
            public_key=public_key,
            sealed_messages=sealed_messages,
        )

        e2e_key.additional_properties = d
        return e2e_key

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
