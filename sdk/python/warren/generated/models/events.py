from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cal_event import CalEvent


T = TypeVar("T", bound="Events")


@_attrs_define
class Events:
    """A page of the calendar.

    Attributes:
        count (int): Events on this page.
        events (list[CalEvent]): Ordered by start.
        has_more (bool): Whether there is another page.
        limit (int): Most events on a page: as asked for, at most 100.
        total (int): All events in the calendar; a repeating event counts once.
        next_cursor (None | str | Unset): The `cursor` of the next page, if there is one. Example: eyJhZnRlciI6NDJ9.
        searched_until (datetime.datetime | None | Unset): Usually null. If the search for rare occurrences of repeating
            events reached its limit, the list ends at this time, and the next
            page continues from there.
    """

    count: int
    events: list[CalEvent]
    has_more: bool
    limit: int
    total: int
    next_cursor: None | str | Unset = UNSET
    searched_until: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        events = []
        for events_item_data in self.events:
            events_item = events_item_data.to_dict()
            events.append(events_item)

        has_more = self.has_more

        limit = self.limit

        total = self.total

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        searched_until: None | str | Unset
        if isinstance(self.searched_until, Unset):
            searched_until = UNSET
        elif isinstance(self.searched_until, datetime.datetime):
            searched_until = self.searched_until.isoformat()
        else:
            searched_until = self.searched_until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "events": events,
                "has_more": has_more,
                "limit": limit,
                "total": total,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor
        if searched_until is not UNSET:
            field_dict["searched_until"] = searched_until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cal_event import CalEvent  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        events = []
        _events = d.pop("events")
        for events_item_data in _events:
            events_item = CalEvent.from_dict(events_item_data)

            events.append(events_item)

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        total = d.pop("total")

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        def _parse_searched_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                searched_until_type_0 = datetime.datetime.fromisoformat(data)

                return searched_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        searched_until = _parse_searched_until(d.pop("searched_until", UNSET))

        events = cls(
            count=count,
            events=events,
            has_more=has_more,
            limit=limit,
            total=total,
            next_cursor=next_cursor,
            searched_until=searched_until,
        )

        events.additional_properties = d
        return events

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
