from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewEnvironmentInbox")


@_attrs_define
class NewEnvironmentInbox:
    """An inbox to create.

    Attributes:
        client_id (None | str | Unset): Your id of the inbox, 1 to 255 bytes. A repeated request with the same id
            returns the inbox that the first one created. Example: support-1.
        display_name (None | str | Unset): The name of the sender in mail from this inbox, at most 100 characters.
            Example: Acme Support.
        domain (None | str | Unset): A domain of this deployment, or a domain of your account that serves the
            environment. Default: the domain of the environment's pod. Example: warren.example.
        environment_id (None | str | Unset): The environment, if your key or `X-Environment` does not name it. Default:
            the default environment. Example: env_0a1b2c3d4e5f6g7h.
        username (None | str | Unset): The part before the `@`. Default: a random one. Example: support.
    """

    client_id: None | str | Unset = UNSET
    display_name: None | str | Unset = UNSET
    domain: None | str | Unset = UNSET
    environment_id: None | str | Unset = UNSET
    username: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id: None | str | Unset
        if isinstance(self.client_id, Unset):
            client_id = UNSET
        else:
            client_id = self.client_id

        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        domain: None | str | Unset
        if isinstance(self.domain, Unset):
            domain = UNSET
        else:
            domain = self.domain

        environment_id: None | str | Unset
        if isinstance(self.environment_id, Unset):
            environment_id = UNSET
        else:
            environment_id = self.environment_id

        username: None | str | Unset
        if isinstance(self.username, Unset):
            username = UNSET
        else:
            username = self.username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if display_name is not UNSET:
            field_dict["display_name"] = display_name
        if domain is not UNSET:
            field_dict["domain"] = domain
        if environment_id is not UNSET:
            field_dict["environment_id"] = environment_id
        if username is not UNSET:
            field_dict["username"] = username

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_client_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_id = _parse_client_id(d.pop("client_id", UNSET))

        def _parse_display_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        display_name = _parse_display_name(d.pop("display_name", UNSET))

        def _parse_domain(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        domain = _parse_domain(d.pop("domain", UNSET))

        def _parse_environment_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        environment_id = _parse_environment_id(d.pop("environment_id", UNSET))

        def _parse_username(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        username = _parse_username(d.pop("username", UNSET))

        new_environment_inbox = cls(
            client_id=client_id,
            display_name=display_name,
            domain=domain,
            environment_id=environment_id,
            username=username,
        )

        new_environment_inbox.additional_properties = d
        return new_environment_inbox

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
