from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ObservationTopic")


@_attrs_define
class ObservationTopic:
    """A topic.

    Attributes:
        count (int): Observations with this topic that you can see: your own and shared ones.
        latest (datetime.datetime): When the latest one was written.
        topic (str): The topic. Example: market-signals.
    """

    count: int
    latest: datetime.datetime
    topic: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        latest = self.latest.isoformat()

        topic = self.topic

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "latest": latest,
                "topic": topic,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        count = d.pop("count")

        latest = datetime.datetime.fromisoformat(d.pop("latest"))

        topic = d.pop("topic")

        observation_topic = cls(
            count=count,
            latest=latest,
            topic=topic,
        )

        observation_topic.additional_properties = d
        return observation_topic

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
