from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="EventError")


@_attrs_define
class EventError:
    """A rejected event.

    Attributes:
        error (str): What is wrong, for people. Example: invalid_schema.
        index (int): Its position in the array, from 0.
        reason (str): Why an event was rejected.
            - `invalid_schema`: a field is missing or has a wrong value
            - `too_old`: its timestamp is more than 7 days old
            - `future_timestamp`: its timestamp is more than 5 minutes ahead
        event_id (None | str | Unset): Its `event_id`, if it has one. Example: e-1.
    """

    error: str
    index: int
    reason: str
    event_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        index = self.index

        reason = self.reason

        event_id: None | str | Unset
        if isinstance(self.event_id, Unset):
            event_id = UNSET
        else:
            event_id = self.event_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
                "index": index,
                "reason": reason,
            }
        )
        if event_id is not UNSET:
            field_dict["event_id"] = event_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        error = d.pop("error")

        index = d.pop("index")

        reason = d.pop("reason")

        def _parse_event_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        event_id = _parse_event_id(d.pop("event_id", UNSET))

        event_error = cls(
            error=error,
            index=index,
            reason=reason,
            event_id=event_id,
        )

        event_error.additional_properties = d
        return event_error

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
