from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.vault_key_metadata_type_0 import VaultKeyMetadataType0


T = TypeVar("T", bound="VaultKey")


@_attrs_define
class VaultKey:
    """A key in a vault, without its value.

    Attributes:
        created_at (datetime.datetime): When the key was created.
        key (str): The name of the key. Example: openai-api-key.
        latest_version (int): The newest version.
        next_version (int): The number of the next version. A number is never used twice while the key exists, even if
            versions are deleted.
        updated_at (datetime.datetime): When this version was stored.
        version (int): The version shown.
        last_read_at (datetime.datetime | None | Unset): When the key was last read, before this request.
        metadata (None | Unset | VaultKeyMetadataType0): The metadata as stored. The deployment can read it.
    """

    created_at: datetime.datetime
    key: str
    latest_version: int
    next_version: int
    updated_at: datetime.datetime
    version: int
    last_read_at: datetime.datetime | None | Unset = UNSET
    metadata: None | Unset | VaultKeyMetadataType0 = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.vault_key_metadata_type_0 import VaultKeyMetadataType0  # noqa: PLC0415

        created_at = self.created_at.isoformat()

        key = self.key

        latest_version = self.latest_version

        next_version = self.next_version

        updated_at = self.updated_at.isoformat()

        version = self.version

        last_read_at: None | str | Unset
        if isinstance(self.last_read_at, Unset):
            last_read_at = UNSET
        elif isinstance(self.last_read_at, datetime.datetime):
            last_read_at = self.last_read_at.isoformat()
        else:
            last_read_at = self.last_read_at

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, VaultKeyMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "key": key,
                "latest_version": latest_version,
                "next_version": next_version,
                "updated_at": updated_at,
                "version": version,
            }
        )
        if last_read_at is not UNSET:
            field_dict["last_read_at"] = last_read_at
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.vault_key_metadata_type_0 import VaultKeyMetadataType0  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key = d.pop("key")

        latest_version = d.pop("latest_version")

        next_version = d.pop("next_version")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        version = d.pop("version")

        def _parse_last_read_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_read_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_read_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_read_at = _parse_last_read_at(d.pop("last_read_at", UNSET))

        def _parse_metadata(data: object) -> None | Unset | VaultKeyMetadataType0:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = VaultKeyMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VaultKeyMetadataType0, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        vault_key = cls(
            created_at=created_at,
            key=key,
            latest_version=latest_version,
            next_version=next_version,
            updated_at=updated_at,
            version=version,
            last_read_at=last_read_at,
            metadata=metadata,
        )

        vault_key.additional_properties = d
        return vault_key

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
