from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ListedAccount")


@_attrs_define
class ListedAccount:
    """An account in the operator's list.

    Attributes:
        created_at (datetime.datetime): When the account was created.
        emails_today (int): Emails sent today (UTC).
        id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        name (str): The account's name. Example: default.
        pods (int): Pods, the home pod included.
        requests_today (int): Requests today (UTC), as far as pods have reported them.
        spent_today_usdc (int): Money spent today (UTC), in atomic USDC.
        storage_bytes (int): Bytes of mail, as pods last reported them.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        email (None | str | Unset): The address that receives links to sign in. Example: you@example.com.
    """

    created_at: datetime.datetime
    emails_today: int
    id: str
    name: str
    pods: int
    requests_today: int
    spent_today_usdc: int
    storage_bytes: int
    tier: str
    email: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        emails_today = self.emails_today

        id = self.id

        name = self.name

        pods = self.pods

        requests_today = self.requests_today

        spent_today_usdc = self.spent_today_usdc

        storage_bytes = self.storage_bytes

        tier = self.tier

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "emails_today": emails_today,
                "id": id,
                "name": name,
                "pods": pods,
                "requests_today": requests_today,
                "spent_today_usdc": spent_today_usdc,
                "storage_bytes": storage_bytes,
                "tier": tier,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        emails_today = d.pop("emails_today")

        id = d.pop("id")

        name = d.pop("name")

        pods = d.pop("pods")

        requests_today = d.pop("requests_today")

        spent_today_usdc = d.pop("spent_today_usdc")

        storage_bytes = d.pop("storage_bytes")

        tier = d.pop("tier")

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        listed_account = cls(
            created_at=created_at,
            emails_today=emails_today,
            id=id,
            name=name,
            pods=pods,
            requests_today=requests_today,
            spent_today_usdc=spent_today_usdc,
            storage_bytes=storage_bytes,
            tier=tier,
            email=email,
        )

        listed_account.additional_properties = d
        return listed_account

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
