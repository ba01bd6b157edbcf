from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewObservation")


@_attrs_define
class NewObservation:
    """An observation to write.

    Attributes:
        content (str): 1 to 10,000 characters. Example: The build is green again..
        topic (str): What it is about: 1 to 100 characters. Example: market-signals.
        display_name (None | str | Unset): The name that readers see, at most 100 characters. It is not checked: rely on
            `agent_id`. Example: Ada.
        shared (bool | Unset): Whether every agent of the deployment can read it.
    """

    content: str
    topic: str
    display_name: None | str | Unset = UNSET
    shared: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        topic = self.topic

        display_name: None | str | Unset
        if isinstance(self.display_name, Unset):
            display_name = UNSET
        else:
            display_name = self.display_name

        shared = self.shared

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "content": content,
                "topic": topic,
            }
        )
        if display_name is not UNSET:
            field_dict["display_name"] = display_name
        if shared is not UNSET:
            field_dict["shared"] = shared

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content = d.pop("content")

        topic = d.pop("topic")

        def _parse_display_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        display_name = _parse_display_name(d.pop("display_name", UNSET))

        shared = d.pop("shared", UNSET)

        new_observation = cls(
            content=content,
            topic=topic,
            display_name=display_name,
            shared=shared,
        )

        new_observation.additional_properties = d
        return new_observation

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
