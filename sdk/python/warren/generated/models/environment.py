from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.metadata import Metadata


T = TypeVar("T", bound="Environment")


@_attrs_define
class Environment:
    """An environment.

    Attributes:
        created_at (datetime.datetime): When it was created.
        id (str): Its id: that of the pod, with another prefix. Example: env_0a1b2c3d4e5f6g7h.
        is_default (bool): Whether it is the account's default environment, its home pod. Example: False.
        metadata (Metadata): Texts by name: at most 16 names of 1 to 40 characters, and texts of at most 500 characters.
            Example: {'customer': '42'}.
        name (str): Its name. Example: Staging.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        slug (str): Its name in URLs, unique in the account. It never changes. Example: staging.
        status (str): Whether the keys of a pod work.
            - `active`: they do
            - `suspended`: they do not, and mail is refused; the data stays
    """

    created_at: datetime.datetime
    id: str
    is_default: bool
    metadata: Metadata
    name: str
    pod_id: str
    slug: str
    status: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        id = self.id

        is_default = self.is_default

        metadata = self.metadata.to_dict()

        name = self.name

        pod_id = self.pod_id

        slug = self.slug

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "id": id,
                "is_default": is_default,
                "metadata": metadata,
                "name": name,
                "pod_id": pod_id,
                "slug": slug,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata import Metadata  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        is_default = d.pop("is_default")

        metadata = Metadata.from_dict(d.pop("metadata"))

        name = d.pop("name")

        pod_id = d.pop("pod_id")

        slug = d.pop("slug")

        status = d.pop("status")

        environment = cls(
            created_at=created_at,
            id=id,
            is_default=is_default,
            metadata=metadata,
            name=name,
            pod_id=pod_id,
            slug=slug,
            status=status,
        )

        environment.additional_properties = d
        return environment

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
