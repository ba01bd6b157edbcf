from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.oauth_grant import OauthGrant


T = TypeVar("T", bound="OauthGrants")


@_attrs_define
class OauthGrants:
    """What people have given OAuth clients.

    Attributes:
        count (int): Items on this page.
        has_more (bool): Whether there is another page.
        limit (int): Most items on a page: as asked for, or the maximum of the operation.
        grants (list[OauthGrant]): The oldest first.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            eyJhZnRlciI6NDJ9.
    """

    count: int
    has_more: bool
    limit: int
    grants: list[OauthGrant]
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        has_more = self.has_more

        limit = self.limit

        grants = []
        for grants_item_data in self.grants:
            grants_item = grants_item_data.to_dict()
            grants.append(grants_item)

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
                "grants": grants,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.oauth_grant import OauthGrant  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        grants = []
        _grants = d.pop("grants")
        for grants_item_data in _grants:
            grants_item = OauthGrant.from_dict(grants_item_data)

            grants.append(grants_item)

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        oauth_grants = cls(
            count=count,
            has_more=has_more,
            limit=limit,
            grants=grants,
            next_cursor=next_cursor,
        )

        oauth_grants.additional_properties = d
        return oauth_grants

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
