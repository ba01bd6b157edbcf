from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.removed import Removed


T = TypeVar("T", bound="PurgedPod")


@_attrs_define
class PurgedPod:
    """A pod that was removed permanently.

    Attributes:
        id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        purged (bool): Always true.
        removed (Removed): How much was removed.
    """

    id: str
    pod_id: str
    purged: bool
    removed: Removed
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        pod_id = self.pod_id

        purged = self.purged

        removed = self.removed.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "pod_id": pod_id,
                "purged": purged,
                "removed": removed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.removed import Removed  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        pod_id = d.pop("pod_id")

        purged = d.pop("purged")

        removed = Removed.from_dict(d.pop("removed"))

        purged_pod = cls(
            id=id,
            pod_id=pod_id,
            purged=purged,
            removed=removed,
        )

        purged_pod.additional_properties = d
        return purged_pod

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
