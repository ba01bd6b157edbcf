from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreatedScimToken")


@_attrs_define
class CreatedScimToken:
    """A new SCIM token.

    Attributes:
        created_at (datetime.datetime): When it was created.
        created_by (str): The key, or the member, that made it. Example: mem_0a1b2c3d4e5f6g7h.
        id (str): An API key, not the key itself. Example: key_0a1b2c3d4e5f6g7h.
        prefix (str): The first characters of the token, to recognize it. Example: al_scim_k7x9.
        base_url (str): The URL that the identity provider asks for. Example: https://warren.example/scim/v2.
        token (str): The token. Not shown again. Example: al_scim_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc.
        label (None | str | Unset): A name for the token. Example: Entra ID.
        last_used_at (datetime.datetime | None | Unset): When it was last used, to the minute; null if it was never
            used.
    """

    created_at: datetime.datetime
    created_by: str
    id: str
    prefix: str
    base_url: str
    token: str
    label: None | str | Unset = UNSET
    last_used_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        created_by = self.created_by

        id = self.id

        prefix = self.prefix

        base_url = self.base_url

        token = self.token

        label: None | str | Unset
        if isinstance(self.label, Unset):
            label = UNSET
        else:
            label = self.label

        last_used_at: None | str | Unset
        if isinstance(self.last_used_at, Unset):
            last_used_at = UNSET
        elif isinstance(self.last_used_at, datetime.datetime):
            last_used_at = self.last_used_at.isoformat()
        else:
            last_used_at = self.last_used_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "created_by": created_by,
                "id": id,
                "prefix": prefix,
                "base_url": base_url,
                "token": token,
            }
        )
        if label is not UNSET:
            field_dict["label"] = label
        if last_used_at is not UNSET:
            field_dict["last_used_at"] = last_used_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        id = d.pop("id")

        prefix = d.pop("prefix")

        base_url = d.pop("base_url")

        token = d.pop("token")

        def _parse_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        label = _parse_label(d.pop("label", UNSET))

        def _parse_last_used_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_used_at = _parse_last_used_at(d.pop("last_used_at", UNSET))

        created_scim_token = cls(
            created_at=created_at,
            created_by=created_by,
            id=id,
            prefix=prefix,
            base_url=base_url,
            token=token,
            label=label,
            last_used_at=last_used_at,
        )

        created_scim_token.additional_properties = d
        return created_scim_token

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
