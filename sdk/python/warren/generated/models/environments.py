from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.environment import Environment


T = TypeVar("T", bound="Environments")


@_attrs_define
class Environments:
    """The environments of an account.

    Attributes:
        count (int): Environments on this page.
        environments (list[Environment]): Oldest first, the default environment and suspended ones included.
        has_more (bool): Whether there is another page.
        limit (int): The maximum number of environments on a page: the requested number, at most 1,000.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            1774951200000-pod_0a1b2c3d4e5f6g7h.
    """

    count: int
    environments: list[Environment]
    has_more: bool
    limit: int
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        environments = []
        for environments_item_data in self.environments:
            environments_item = environments_item_data.to_dict()
            environments.append(environments_item)

        has_more = self.has_more

        limit = self.limit

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
                "environments": environments,
                "has_more": has_more,
                "limit": limit,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.environment import Environment  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        environments = []
        _environments = d.pop("environments")
        for environments_item_data in _environments:
            environments_item = Environment.from_dict(environments_item_data)

            environments.append(environments_item)

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        environments = cls(
            count=count,
            environments=environments,
            has_more=has_more,
            limit=limit,
            next_cursor=next_cursor,
        )

        environments.additional_properties = d
        return environments

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
