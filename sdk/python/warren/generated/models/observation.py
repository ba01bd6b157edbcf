from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Observation")


@_attrs_define
class Observation:
    """An observation.

    Attributes:
        agent_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        content (str): The text of the observation. Example: The build is green again..
        created_at (datetime.datetime): When it was created.
        id (str): An observation of an agent. Example: obs_0a1b2c3d4e5f6g7h.
        shared (bool): Whether every agent of the deployment can read it.
        topic (str): The topic. Example: market-signals.
        display_name (None | str | Unset): The name that readers see. Example: Ada.
    """

    agent_id: str
    content: str
    created_at: datetime.datetime
    id: str
    shared: bool
    topic: str
    display_name: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        content = self.content

        created_at = self.created_at.isoformat()

        id = self.id

        shared = self.shared

        topic = self.topic

        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_id": agent_id,
                "content": content,
                "created_at": created_at,
                "id": id,
                "shared": shared,
                "topic": topic,
            }
        )
        if display_name is not UNSET:
            field_dict["display_name"] = display_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = d.pop("agent_id")

        content = d.pop("content")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        shared = d.pop("shared")

        topic = d.pop("topic")

        def _parse_display_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        display_name = _parse_display_name(d.pop("display_name", UNSET))

        observation = cls(
            agent_id=agent_id,
            content=content,
            created_at=created_at,
            id=id,
            shared=shared,
            topic=topic,
            display_name=display_name,
        )

        observation.additional_properties = d
        return observation

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
