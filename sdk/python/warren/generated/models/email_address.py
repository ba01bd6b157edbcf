from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="EmailAddress")


@_attrs_define
class EmailAddress:
    """An address.
    The address.

        Attributes:
            accept (str): Which mail an address accepts.
                - `everyone`: all mail that no rule refuses
                - `allowed_only`: only mail that an `allow` rule matches
            address (str): The address. Example: ada@warren.example.
            blocked (int): Messages that a rule filed. `?blocked=true` lists them.
            e2e_enabled (bool): Whether new mail is encrypted to a public key.
            own_key (bool): Whether the address has its own key, which stays when the pod's key is rotated.
            total (int): Messages in the mailbox, without those that a rule filed.
            unread (int): Unread messages in `total`.
            key_id (None | str | Unset): The id of `public_key`, as in `e2e_key_id` of messages. Example: 66687aadf862bd77.
            public_key (None | str | Unset): The key to which new mail is encrypted, base64url. Null if new mail is not
                encrypted. Example: hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
    """

    accept: str
    address: str
    blocked: int
    e2e_enabled: bool
    own_key: bool
    total: int
    unread: int
    key_id: None | str | Unset = UNSET
    public_key: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accept = self.accept

        address = self.address

        blocked = self.blocked

        e2e_enabled = self.e2e_enabled

        own_key = self.own_key

        total = self.total

        unread = self.unread

        key_id: None | str | Unset
        if isinstance(self.key_id, Unset):
            key_id = UNSET
        else:
            key_id = self.key_id

        public_key: None | str | Unset
        if isinstance(self.public_key, Unset):
            public_key = UNSET
        else:
            public_key = self.public_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accept": accept,
                "address": address,
                "blocked": blocked,
                "e2e_enabled": e2e_enabled,
                "own_key": own_key,
                "total": total,
                "unread": unread,
            }
        )
        if key_id is not UNSET:
            field_dict["key_id"] = key_id
        if public_key is not UNSET:
            field_dict["public_key"] = public_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        accept = d.pop("accept")

        address = d.pop("address")

        blocked = d.pop("blocked")

        e2e_enabled = d.pop("e2e_enabled")

        own_key = d.pop("own_key")

        total = d.pop("total")

        unread = d.pop("unread")

        def _parse_key_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        key_id = _parse_key_id(d.pop("key_id", UNSET))

        def _parse_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_key = _parse_public_key(d.pop("public_key", UNSET))

        email_address = cls(
            accept=accept,
            address=address,
            blocked=blocked,
            e2e_enabled=e2e_enabled,
            own_key=own_key,
            total=total,
            unread=unread,
            key_id=key_id,
            public_key=public_key,
        )

        email_address.additional_properties = d
        return email_address

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
