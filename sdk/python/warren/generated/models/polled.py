from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Polled")


@_attrs_define
class Polled:
    """The result of a poll.

    Attributes:
        status (str): The state of a request for a credential.
            - `pending`: the operator has not decided
            - `approved`: `credential` is in this reply, and only in this one
            - `denied`: the operator refused
            - `expired`: not decided within 5 minutes, not read within 60 seconds, or delivered before
            - `slow_down`: polled too early, and `interval` is longer from now on
        access_token (None | str | Unset): The same as `credential`, for clients of RFC 8628. Example:
            ghp_16C7e42F292c6912E7710c838347Ae178B4a.
        credential (None | str | Unset): With `approved`: the credential. The server does not store it any more.
            Example: ghp_16C7e42F292c6912E7710c838347Ae178B4a.
        interval (int | None | Unset): With `slow_down`: the new number of seconds to wait between two polls.
        token_type (None | str | Unset): For clients of RFC 8628: always `N_A` (RFC 8693). Example: N_A.
        vault_key (None | str | Unset): With `approved`: the name under which the operator wants the credential in your
            vault. The server does not store it there. Example: github-token.
    """

    status: str
    access_token: None | str | Unset = UNSET
    credential: None | str | Unset = UNSET
    interval: int | None | Unset = UNSET
    token_type: None | str | Unset = UNSET
    vault_key: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status = self.status

        access_token: None | str | Unset
        if isinstance(self.access_token, Unset):
            access_token = UNSET
        else:
            access_token = self.access_token

        credential: None | str | Unset
        if isinstance(self.credential, Unset):
            credential = UNSET
        else:
            credential = self.credential

        interval: int | None | Unset
        if isinstance(self.interval, Unset):
            interval = UNSET
        else:
            interval = self.interval

        token_type: None | str | Unset
        if isinstance(self.token_type, Unset):
            token_type = UNSET
        else:
            token_type = self.token_type

        vault_key: None | str | Unset
        if isinstance(self.vault_key, Unset):
            vault_key = UNSET
        else:
            vault_key = self.vault_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if access_token is not UNSET:
            field_dict["access_token"] = access_token
        if credential is not UNSET:
            field_dict["credential"] = credential
        if interval is not UNSET:
            field_dict["interval"] = interval
        if token_type is not UNSET:
            field_dict["token_type"] = token_type
        if vault_key is not UNSET:
            field_dict["vault_key"] = vault_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        status = d.pop("status")

        def _parse_access_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        access_token = _parse_access_token(d.pop("access_token", UNSET))

        def _parse_credential(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        credential = _parse_credential(d.pop("credential", UNSET))

        def _parse_interval(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        interval = _parse_interval(d.pop("interval", UNSET))

        def _parse_token_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        token_type = _parse_token_type(d.pop("token_type", UNSET))

        def _parse_vault_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        vault_key = _parse_vault_key(d.pop("vault_key", UNSET))

        polled = cls(
            status=status,
            access_token=access_token,
            credential=credential,
            interval=interval,
            token_type=token_type,
            vault_key=vault_key,
        )

        polled.additional_properties = d
        return polled

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
