from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.recovered_entry import RecoveredEntry
    from ..models.recovered_seed import RecoveredSeed


T = TypeVar("T", bound="Recovered")


@_attrs_define
class Recovered:
    """All encrypted seeds of an address.

    Attributes:
        entries (list[RecoveredEntry]): Seeds of accounts, stored with `POST /v1/vault/recovery-email`.
        legacy_entries (list[RecoveredSeed]): Seeds without an account, stored with `POST /v1/vault/store`.
        note (str): What to do next. Example: Decrypt the seeds with your passphrase..
        recovered (bool): Always true.
    """

    entries: list[RecoveredEntry]
    legacy_entries: list[RecoveredSeed]
    note: str
    recovered: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        legacy_entries = []
        for legacy_entries_item_data in self.legacy_entries:
            legacy_entries_item = legacy_entries_item_data.to_dict()
            legacy_entries.append(legacy_entries_item)

        note = self.note

        recovered = self.recovered

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "entries": entries,
                "legacy_entries": legacy_entries,
                "note": note,
                "recovered": recovered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.recovered_entry import RecoveredEntry  # noqa: PLC0415
        from ..models.recovered_seed import RecoveredSeed  # noqa: PLC0415

        d = dict(src_dict)
        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = RecoveredEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        legacy_entries = []
        _legacy_entries = d.pop("legacy_entries")
        for legacy_entries_item_data in _legacy_entries:
            legacy_entries_item = RecoveredSeed.from_dict(legacy_entries_item_data)

            legacy_entries.append(legacy_entries_item)

        note = d.pop("note")

        recovered = d.pop("recovered")

        recovered = cls(
            entries=entries,
            legacy_entries=legacy_entries,
            note=note,
            recovered=recovered,
        )

        recovered.additional_properties = d
        return recovered

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
