from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.master_key_report import MasterKeyReport


T = TypeVar("T", bound="MasterKeysReport")


@_attrs_define
class MasterKeysReport:
    """The use of all master keys.

    Attributes:
        current (int): The number of the current key.
        keys (list[MasterKeyReport]): By number, newest first.
        pods_behind (int): Pods in which something may be encrypted with another key than the current one.
        resealed (bool): Whether the current key decrypts everything except `unreadable` values. Then older keys can be
            reduced to `verify`.
        unreadable (int): Values that were skipped because they are missing or no listed key decrypts them. If their key
            is listed again, they are encrypted
            with the current key.
    """

    current: int
    keys: list[MasterKeyReport]
    pods_behind: int
    resealed: bool
    unreadable: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        current = self.current

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        pods_behind = self.pods_behind

        resealed = self.resealed

        unreadable = self.unreadable

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "current": current,
                "keys": keys,
                "pods_behind": pods_behind,
                "resealed": resealed,
                "unreadable": unreadable,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.master_key_report import MasterKeyReport  # noqa: PLC0415

        d = dict(src_dict)
        current = d.pop("current")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = MasterKeyReport.from_dict(keys_item_data)

            keys.append(keys_item)

        pods_behind = d.pop("pods_behind")

        resealed = d.pop("resealed")

        unreadable = d.pop("unreadable")

        master_keys_report = cls(
            current=current,
            keys=keys,
            pods_behind=pods_behind,
            resealed=resealed,
            unreadable=unreadable,
        )

        master_keys_report.additional_properties = d
        return master_keys_report

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
