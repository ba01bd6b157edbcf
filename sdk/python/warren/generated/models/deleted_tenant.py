from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.removed import Removed


T = TypeVar("T", bound="DeletedTenant")


@_attrs_define
class DeletedTenant:
    """A deleted tenant.

    Attributes:
        deleted (bool): Always true.
        id (str): Its id. Example: 0a1b2c3d4e5f6g7h.
        purged (bool): Whether its data was erased permanently. Example: False.
        removed (None | Removed | Unset):
    """

    deleted: bool
    id: str
    purged: bool
    removed: None | Removed | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.removed import Removed  # noqa: PLC0415

        deleted = self.deleted

        id = self.id

        purged = self.purged

        removed: dict[str, Any] | None | Unset
        if isinstance(self.removed, Unset):
            removed = UNSET
        elif isinstance(self.removed, Removed):
            removed = self.removed.to_dict()
        else:
            removed = self.removed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deleted": deleted,
                "id": id,
                "purged": purged,
            }
        )
        if removed is not UNSET:
            field_dict["removed"] = removed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.removed import Removed  # noqa: PLC0415

        d = dict(src_dict)
        deleted = d.pop("deleted")

        id = d.pop("id")

        purged = d.pop("purged")

        def _parse_removed(data: object) -> None | Removed | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                removed_type_0 = Removed.from_dict(data)

                return removed_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Removed | Unset, data)

        removed = _parse_removed(d.pop("removed", UNSET))

        deleted_tenant = cls(
            deleted=deleted,
            id=id,
            purged=purged,
            removed=removed,
        )

        deleted_tenant.additional_properties = d
        return deleted_tenant

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
