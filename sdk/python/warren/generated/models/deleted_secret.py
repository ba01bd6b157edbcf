from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="DeletedSecret")


@_attrs_define
class DeletedSecret:
    """A deleted secret.

    Attributes:
        deleted (bool): Always true.
        key (str): The key that was deleted. Example: github-token.
        versions_removed (int): Versions that were removed with it.
        undelete_until (datetime.datetime | None | Unset): Until when `POST /v1/vault/{key}/undelete` restores the key;
            absent if one version was deleted.
    """

    deleted: bool
    key: str
    versions_removed: int
    undelete_until: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deleted = self.deleted

        key = self.key

        versions_removed = self.versions_removed

        undelete_until: None | str | Unset
        if isinstance(self.undelete_until, Unset):
            undelete_until = UNSET
        elif isinstance(self.undelete_until, datetime.datetime):
            undelete_until = self.undelete_until.isoformat()
        else:
            undelete_until = self.undelete_until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deleted": deleted,
                "key": key,
                "versions_removed": versions_removed,
            }
        )
        if undelete_until is not UNSET:
            field_dict["undelete_until"] = undelete_until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deleted = d.pop("deleted")

        key = d.pop("key")

        versions_removed = d.pop("versions_removed")

        def _parse_undelete_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                undelete_until_type_0 = datetime.datetime.fromisoformat(data)

                return undelete_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        undelete_until = _parse_undelete_until(d.pop("undelete_until", UNSET))

        deleted_secret = cls(
            deleted=deleted,
            key=key,
            versions_removed=versions_removed,
            undelete_until=undelete_until,
        )

        deleted_secret.additional_properties = d
        return deleted_secret

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
