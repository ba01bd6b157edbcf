from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RotatedE2EKey")


@_attrs_define
class RotatedE2EKey:
    """The pod's active key.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        active_public_key (str): The active key, base64url. Example: hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo.
        first_setup (bool): Whether this call set the master seed.
        key_history_count (int): Keys that the pod has had, this one included.
        key_id (str): The id of the key, as in `e2e_key_id` of messages. Example: 66687aadf862bd77.
        note (str): What this call means for the pod's addresses, in English. Example: New mail is encrypted to this
            key..
        ok (bool): Always true.
        updated_at (datetime.datetime): When this key became active.
    """

    account_id: str
    active_public_key: str
    first_setup: bool
    key_history_count: int
    key_id: str
    note: str
    ok: bool
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        active_public_key = self.active_public_key

        first_setup = self.first_setup

        key_history_count = self.key_history_count

        key_id = self.key_id

        note = self.note

        ok = self.ok

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "active_public_key": active_public_key,
                "first_setup": first_setup,
                "key_history_count": key_history_count,
                "key_id": key_id,
                "note": note,
                "ok": ok,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        active_public_key = d.pop("active_public_key")

        first_setup = d.pop("first_setup")

        key_history_count = d.pop("key_history_count")

        key_id = d.pop("key_id")

        note = d.pop("note")

        ok = d.pop("ok")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        rotated_e2e_key = cls(
            account_id=account_id,
            active_public_key=active_public_key,
            first_setup=first_setup,
            key_history_count=key_history_count,
            key_id=key_id,
            note=note,
            ok=ok,
            updated_at=updated_at,
        )

        rotated_e2e_key.additional_properties = d
        return rotated_e2e_key

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
