from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.recovered_entry_metadata_type_0 import RecoveredEntryMetadataType0


T = TypeVar("T", bound="RecoveredEntry")


@_attrs_define
class RecoveredEntry:
    """An account's encrypted seed.

    Attributes:
        account_id (str): The account that stored it. Example: acc_k7x9m2p4abcd1234.
        ciphertext (str): The encrypted seed. Example: c2VhbGVkLWJ5LXlvdQ.
        created_at (datetime.datetime): When it was stored last.
        key (str): Always `recovery-seed`. Example: recovery-seed.
        version (int): How many times it was stored; starts at 1.
        metadata (None | RecoveredEntryMetadataType0 | Unset): Always null.
    """

    account_id: str
    ciphertext: str
    created_at: datetime.datetime
    key: str
    version: int
    metadata: None | RecoveredEntryMetadataType0 | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.recovered_entry_metadata_type_0 import RecoveredEntryMetadataType0  # noqa: PLC0415

        account_id = self.account_id

        ciphertext = self.ciphertext

        created_at = self.created_at.isoformat()

        key = self.key

        version = self.version

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, RecoveredEntryMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "ciphertext": ciphertext,
                "created_at": created_at,
                "key": key,
                "version": version,
            }
        )
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.recovered_entry_metadata_type_0 import RecoveredEntryMetadataType0  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        ciphertext = d.pop("ciphertext")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key = d.pop("key")

        version = d.pop("version")

        def _parse_metadata(data: object) -> None | RecoveredEntryMetadataType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = RecoveredEntryMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RecoveredEntryMetadataType0 | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        recovered_entry = cls(
            account_id=account_id,
            ciphertext=ciphertext,
            created_at=created_at,
            key=key,
            version=version,
            metadata=metadata,
        )

        recovered_entry.additional_properties = d
        return recovered_entry

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
