from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AddressPatch")


@_attrs_define
class AddressPatch:
    """Changes to an address.

    Attributes:
        accept (None | str | Unset):
        e2e_enabled (bool | None | Unset): Whether new mail is encrypted: to the address's own key if it has one, else
            to the pod's key.
        public_key (None | str | Unset): X25519 public key for this address only, 32 bytes in base64url, base64 or hex.
            It enables encryption unless `e2e_enabled`
            is false, and stays when the pod's key is rotated. Null: use the pod's key. Example:
            hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
    """

    accept: None | str | Unset = UNSET
    e2e_enabled: bool | None | Unset = UNSET
    public_key: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        accept: None | str | Unset
        if isinstance(self.accept, Unset):
            accept = UNSET
        else:
            accept = self.accept

        e2e_enabled: bool | None | Unset
        if isinstance(self.e2e_enabled, Unset):
            e2e_enabled = UNSET
        else:
            e2e_enabled = self.e2e_enabled

        public_key: None | str | Unset
        if isinstance(self.public_key, Unset):
            public_key = UNSET
        else:
            public_key = self.public_key

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if accept is not UNSET:
            field_dict["accept"] = accept
        if e2e_enabled is not UNSET:
            field_dict["e2e_enabled"] = e2e_enabled
        if public_key is not UNSET:
            field_dict["public_key"] = public_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_accept(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        accept = _parse_accept(d.pop("accept", UNSET))

        def _parse_e2e_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        e2e_enabled = _parse_e2e_enabled(d.pop("e2e_enabled", UNSET))

        def _parse_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_key = _parse_public_key(d.pop("public_key", UNSET))

        address_patch = cls(
            accept=accept,
            e2e_enabled=e2e_enabled,
            public_key=public_key,
        )

        return address_patch
