from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RegisteredRunner")


@_attrs_define
class RegisteredRunner:
    """A registered runner.

    Attributes:
        connect_url (str): Where the runner connects. Example: wss://warren.example/v1/runners/connect.
        key (str): The runner's key. Not shown again. Example: amr_pk7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc.
        name (str): The name of the runner. Example: build server.
        number (int): The number of the runner, which can be sent instead of the id. Example: 1.
        runner_id (str): The id of the runner. Example: 550e8400-e29b-41d4-a716-446655440000.
    """

    connect_url: str
    key: str
    name: str
    number: int
    runner_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        connect_url = self.connect_url

        key = self.key

        name = self.name

        number = self.number

        runner_id = self.runner_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "connect_url": connect_url,
                "key": key,
                "name": name,
                "number": number,
                "runner_id": runner_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        connect_url = d.pop("connect_url")

        key = d.pop("key")

        name = d.pop("name")

        number = d.pop("number")

        runner_id = d.pop("runner_id")

        registered_runner = cls(
            connect_url=connect_url,
            key=key,
            name=name,
            number=number,
            runner_id=runner_id,
        )

        registered_runner.additional_properties = d
        return registered_runner

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
