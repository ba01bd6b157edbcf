from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.e2e_key import E2EKey


T = TypeVar("T", bound="E2EKeys")


@_attrs_define
class E2EKeys:
    """The keys of a pod.

    Attributes:
        count (int): Number of keys.
        keys (list[E2EKey]): The newest first, at most 1,000.
        active_public_key (None | str | Unset): The pod's active key, base64url. Null if the pod has no key. Example:
            hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
    """

    count: int
    keys: list[E2EKey]
    active_public_key: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        active_public_key: None | str | Unset
        if isinstance(self.active_public_key, Unset):
            active_public_key = UNSET
        else:
            active_public_key = self.active_public_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "keys": keys,
            }
        )
        if active_public_key is not UNSET:
            field_dict["active_public_key"] = active_public_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.e2e_key import E2EKey  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = E2EKey.from_dict(keys_item_data)

            keys.append(keys_item)

        def _parse_active_public_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        active_public_key = _parse_active_public_key(d.pop("active_public_key", UNSET))

        e2e_keys = cls(
            count=count,
            keys=keys,
            active_public_key=active_public_key,
        )

        e2e_keys.additional_properties = d
        return e2e_keys

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
