from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """An account.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        created_at (datetime.datetime): When the account was created.
        id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        name (str): The account's name. Example: default.
        operator_email_confirmed (bool): Whether a reader of the operator email has confirmed it. Until then it receives
            only the link to confirm it.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        email (None | str | Unset): The first address that the account claimed. Example: ada@warren.example.
        key_prefix (None | str | Unset): The first characters of the active key. Example: al_live_k7x9.
        operator_email (None | str | Unset): The address that receives requests for approvals and credentials. Example:
            operator@example.com.
        recovery_email (None | str | Unset): The address that receives links to sign in. Example: you@example.com.
        slug (None | str | Unset): The account's name in paths of runs; null until it is set. Example: my-org.
    """

    account_id: str
    created_at: datetime.datetime
    id: str
    name: str
    operator_email_confirmed: bool
    tier: str
    email: None | str | Unset = UNSET
    key_prefix: None | str | Unset = UNSET
    operator_email: None | str | Unset = UNSET
    recovery_email: None | str | Unset = UNSET
    slug: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        created_at = self.created_at.isoformat()

        id = self.id

        name = self.name

        operator_email_confirmed = self.operator_email_confirmed

        tier = self.tier

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        key_prefix: None | str | Unset
        if isinstance(self.key_prefix, Unset):
            key_prefix = UNSET
        else:
            key_prefix = self.key_prefix

        operator_email: None | str | Unset
        if isinstance(self.operator_email, Unset):
            operator_email = UNSET
        else:
            operator_email = self.operator_email

        recovery_email: None | str | Unset
        if isinstance(self.recovery_email, Unset):
            recovery_email = UNSET
        else:
            recovery_email = self.recovery_email

        slug: None | str | Unset
        if isinstance(self.slug, Unset):
            slug = UNSET
        else:
            slug = self.slug

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "created_at": created_at,
                "id": id,
                "name": name,
                "operator_email_confirmed": operator_email_confirmed,
                "tier": tier,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if key_prefix is not UNSET:
            field_dict["key_prefix"] = key_prefix
        if operator_email is not UNSET:
            field_dict["operator_email"] = operator_email
        if recovery_email is not UNSET:
            field_dict["recovery_email"] = recovery_email
        if slug is not UNSET:
            field_dict["slug"] = slug

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = d.pop("id")

        name = d.pop("name")

        operator_email_confirmed = d.pop("operator_email_confirmed")

        tier = d.pop("tier")

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_key_prefix(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        key_prefix = _parse_key_prefix(d.pop("key_prefix", UNSET))

        def _parse_operator_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        operator_email = _parse_operator_email(d.pop("operator_email", UNSET))

        def _parse_recovery_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        recovery_email = _parse_recovery_email(d.pop("recovery_email", UNSET))

        def _parse_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        slug = _parse_slug(d.pop("slug", UNSET))

        account = cls(
            account_id=account_id,
            created_at=created_at,
            id=id,
            name=name,
            operator_email_confirmed=operator_email_confirmed,
            tier=tier,
            email=email,
            key_prefix=key_prefix,
            operator_email=operator_email,
            recovery_email=recovery_email,
            slug=slug,
        )

        account.additional_properties = d
        return account

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
