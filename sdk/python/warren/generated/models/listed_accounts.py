from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.listed_account import ListedAccount


T = TypeVar("T", bound="ListedAccounts")


@_attrs_define
class ListedAccounts:
    """Accounts of the deployment.

    Attributes:
        count (int): Items on this page.
        has_more (bool): Whether there is another page.
        limit (int): Most items on a page: as asked for, or the maximum of the operation.
        accounts (list[ListedAccount]): Newest first.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            eyJhZnRlciI6NDJ9.
    """

    count: int
    has_more: bool
    limit: int
    accounts: list[ListedAccount]
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        has_more = self.has_more

        limit = self.limit

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

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
                "accounts": accounts,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_account import ListedAccount  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = ListedAccount.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        listed_accounts = cls(
            count=count,
            has_more=has_more,
            limit=limit,
            accounts=accounts,
            next_cursor=next_cursor,
        )

        listed_accounts.additional_properties = d
        return listed_accounts

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
