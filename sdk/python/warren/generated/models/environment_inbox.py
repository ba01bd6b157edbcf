from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="EnvironmentInbox")


@_attrs_define
class EnvironmentInbox:
    """An inbox of an environment.

    Attributes:
        address (str): The whole address. Example: support@warren.example.
        created_at (datetime.datetime): When it was created.
        environment_id (str): The environment that the inbox belongs to. Example: env_0a1b2c3d4e5f6g7h.
        id (str): An inbox: an address of a pod. Example: inb_0a1b2c3d4e5f6g7h.
        username (str): The part before the `@`. Example: support.
        client_id (None | str | Unset): Your id of the inbox. Example: support-1.
        display_name (None | str | Unset): The name of the sender in mail from this inbox. Example: Acme Support.
    """

    address: str
    created_at: datetime.datetime
    environment_id: str
    id: str
    username: str
    client_id: None | str | Unset = UNSET
    display_name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        created_at = self.created_at.isoformat()

        environment_id = self.environment_id

        id = self.id

        username = self.username

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "address": address,
                "created_at": created_at,
                "environment_id": environment_id,
                "id": id,
                "username": username,
            }
        )
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if display_name is not UNSET:
            field_dict["display_name"] = display_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        environment_id = d.pop("environment_id")

        id = d.pop("id")

        username = d.pop("username")

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

        environment_inbox = cls(
            address=address,
            created_at=created_at,
            environment_id=environment_id,
            id=id,
            username=username,
            client_id=client_id,
            display_name=display_name,
        )

        environment_inbox.additional_properties = d
        return environment_inbox

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
