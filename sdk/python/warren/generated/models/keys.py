from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.listed_key import ListedKey


T = TypeVar("T", bound="Keys")


@_attrs_define
class Keys:
    """The keys of an account.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        keys (list[ListedKey]): Oldest first, with revoked keys.
    """

    account_id: str
    keys: list[ListedKey]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "keys": keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_key import ListedKey  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = ListedKey.from_dict(keys_item_data)

            keys.append(keys_item)

        keys = cls(
            account_id=account_id,
            keys=keys,
        )

        keys.additional_properties = d
        return keys

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
