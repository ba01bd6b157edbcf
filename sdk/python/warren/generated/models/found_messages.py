from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.found_inbound import FoundInbound
    from ..models.found_outbound import FoundOutbound


T = TypeVar("T", bound="FoundMessages")


@_attrs_define
class FoundMessages:
    """A page of found messages.

    Attributes:
        count (int): Items on this page.
        has_more (bool): Whether there is another page.
        limit (int): Most items on a page: as asked for, or the maximum of the operation.
        complete (bool): False while some messages are not indexed yet, for example after thousands arrived at once. The
            newest are indexed first. Search
            again soon.
        messages (list[FoundInbound | FoundOutbound]): Newest first.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            eyJhZnRlciI6NDJ9.
    """

    count: int
    has_more: bool
    limit: int
    complete: bool
    messages: list[FoundInbound | FoundOutbound]
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.found_inbound import FoundInbound  # noqa: PLC0415

        count = self.count

        has_more = self.has_more

        limit = self.limit

        complete = self.complete

        messages = []
        for messages_item_data in self.messages:
            messages_item: dict[str, Any]
            if isinstance(messages_item_data, FoundInbound):
                messages_item = messages_item_data.to_dict()
            else:
                messages_item = messages_item_data.to_dict()

            messages.append(messages_item)

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "has_more": has_more,
                "limit": limit,
                "complete": complete,
                "messages": messages,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.found_inbound import FoundInbound  # noqa: PLC0415
        from ..models.found_outbound import FoundOutbound  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        complete = d.pop("complete")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:

            def _parse_messages_item(data: object) -> FoundInbound | FoundOutbound:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_found_type_0 = FoundInbound.from_dict(data)

                    return componentsschemas_found_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_found_type_1 = FoundOutbound.from_dict(data)

                return componentsschemas_found_type_1

            messages_item = _parse_messages_item(messages_item_data)

            messages.append(messages_item)

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        found_messages = cls(
            count=count,
            has_more=has_more,
            limit=limit,
            complete=complete,
            messages=messages,
            next_cursor=next_cursor,
        )

        found_messages.additional_properties = d
        return found_messages

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
