from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.vault_key import VaultKey


T = TypeVar("T", bound="VaultKeys")


@_attrs_define
class VaultKeys:
    """The keys of a vault.

    Attributes:
        count (int): Keys on this page.
        has_more (bool): Whether there is another page.
        keys (list[VaultKey]): By name, each with its newest version.
        limit (int): The maximum number of keys; 9007199254740991 if the tier has no limit.
        page_limit (int): Most keys on a page: as asked for, at most 1,000.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        next_cursor (None | str | Unset): The `cursor` of the next page, if there is one. Example: eyJhZnRlciI6NDJ9.
    """

    count: int
    has_more: bool
    keys: list[VaultKey]
    limit: int
    page_limit: int
    tier: str
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        has_more = self.has_more

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        limit = self.limit

        page_limit = self.page_limit

        tier = self.tier

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
                "keys": keys,
                "limit": limit,
                "page_limit": page_limit,
                "tier": tier,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.vault_key import VaultKey  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        has_more = d.pop("has_more")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = VaultKey.from_dict(keys_item_data)

            keys.append(keys_item)

        limit = d.pop("limit")

        page_limit = d.pop("page_limit")

        tier = d.pop("tier")

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        vault_keys = cls(
            count=count,
            has_more=has_more,
            keys=keys,
            limit=limit,
            page_limit=page_limit,
            tier=tier,
            next_cursor=next_cursor,
        )

        vault_keys.additional_properties = d
        return vault_keys

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
