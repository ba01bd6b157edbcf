from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewRunApiKey")


@_attrs_define
class NewRunApiKey:
    """An API key to create.

    Attributes:
        name (str): A name for the key, at most 100 characters. Example: CI.
        environment_id (None | str | Unset): The environment whose runs it manages. Default: the account's default
            environment. Example: env_0a1b2c3d4e5f6g7h.
        expires_in (int | None | Unset): How long the key works, in seconds. Default: until it is deleted. Example:
            86400.
        scopes (list[str] | None | Unset): What the key may do: `pods:read` and `pods:write`, which mean runs here, and
            other permissions that its runs may get. Default: both. Example: ['pods:read', 'pods:write'].
    """

    name: str
    environment_id: None | str | Unset = UNSET
    expires_in: int | None | Unset = UNSET
    scopes: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        environment_id: None | str | Unset
        if isinstance(self.environment_id, Unset):
            environment_id = UNSET
        else:
            environment_id = self.environment_id

        expires_in: int | None | Unset
        if isinstance(self.expires_in, Unset):
            expires_in = UNSET
        else:
            expires_in = self.expires_in

        scopes: list[str] | None | Unset
        if isinstance(self.scopes, Unset):
            scopes = UNSET
        elif isinstance(self.scopes, list):
            scopes = self.scopes

        else:
            scopes = self.scopes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if environment_id is not UNSET:
            field_dict["environment_id"] = environment_id
        if expires_in is not UNSET:
            field_dict["expires_in"] = expires_in
        if scopes is not UNSET:
            field_dict["scopes"] = scopes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_environment_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        environment_id = _parse_environment_id(d.pop("environment_id", UNSET))

        def _parse_expires_in(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expires_in = _parse_expires_in(d.pop("expires_in", UNSET))

        def _parse_scopes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                scopes_type_0 = cast(list[str], data)

                return scopes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        scopes = _parse_scopes(d.pop("scopes", UNSET))

        new_run_api_key = cls(
            name=name,
            environment_id=environment_id,
            expires_in=expires_in,
            scopes=scopes,
        )

        return new_run_api_key
