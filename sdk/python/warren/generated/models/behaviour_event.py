from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BehaviourEvent")


@_attrs_define
class BehaviourEvent:
    """An action of an agent. Other fields are accepted and not stored.

    Attributes:
        action (str): What was done, 1 to 200 characters. Example: search.
        category (str): What the agent did.
            - `tool`: it used a tool
            - `resource`: it read or changed a resource
            - `auth`: it authenticated
            - `session`: it began or ended a session
            - `escalation`: it asked a person
            - `delegation`: it gave work to another agent
            - `error`: something failed
        result (str): The result of the event.
            - `success`: it worked
            - `failure`: it failed
            - `denied`: it was not allowed, and so not done
            - `timeout`: it took too long
        event_id (None | str | Unset): Your id of the event, up to 128 characters; a repetition within a week counts
            once. Example: e-1.
        timestamp (datetime.datetime | None | Unset): Time of the event, at most 7 days ago and 5 minutes ahead.
    """

    action: str
    category: str
    result: str
    event_id: None | str | Unset = UNSET
    timestamp: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        category = self.category

        result = self.result

        event_id: None | str | Unset
        if isinstance(self.event_id, Unset):
            event_id = UNSET
        else:
            event_id = self.event_id

        timestamp: None | str | Unset
        if isinstance(self.timestamp, Unset):
            timestamp = UNSET
        elif isinstance(self.timestamp, datetime.datetime):
            timestamp = self.timestamp.isoformat()
        else:
            timestamp = self.timestamp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "category": category,
                "result": result,
            }
        )
        if event_id is not UNSET:
            field_dict["event_id"] = event_id
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = d.pop("action")

        category = d.pop("category")

        result = d.pop("result")

        def _parse_event_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        event_id = _parse_event_id(d.pop("event_id", UNSET))

        def _parse_timestamp(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                timestamp_type_0 = datetime.datetime.fromisoformat(data)

                return timestamp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        timestamp = _parse_timestamp(d.pop("timestamp", UNSET))

        behaviour_event = cls(
            action=action,
            category=category,
            result=result,
            event_id=event_id,
            timestamp=timestamp,
        )

        behaviour_event.additional_properties = d
        return behaviour_event

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
