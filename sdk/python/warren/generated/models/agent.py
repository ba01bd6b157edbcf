from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.limits import Limits


T = TypeVar("T", bound="Agent")


@_attrs_define
class Agent:
    """A registered agent.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        api_key (str): The key. Not shown again. Example: al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab.
        created_at (datetime.datetime): When it was created.
        key_prefix (str): The first characters of the key, to recognize it. Example: al_live_k7x9.
        limits (Limits): The numbers of one tier. An account's pods count together.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        warning (str): A warning, for a person. Example: Store the key now. It is not shown again..
        e2e_enabled (bool): Whether the agent's mail is encrypted to a public key.
        email_address (str): The email address of the agent. Example: ada@warren.example.
    """

    account_id: str
    api_key: str
    created_at: datetime.datetime
    key_prefix: str
    limits: Limits
    tier: str
    warning: str
    e2e_enabled: bool
    email_address: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        api_key = self.api_key

        created_at = self.created_at.isoformat()

        key_prefix = self.key_prefix

        limits = self.limits.to_dict()

        tier = self.tier

        warning = self.warning

        e2e_enabled = self.e2e_enabled

        email_address = self.email_address

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "api_key": api_key,
                "created_at": created_at,
                "key_prefix": key_prefix,
                "limits": limits,
                "tier": tier,
                "warning": warning,
                "e2e_enabled": e2e_enabled,
                "email_address": email_address,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.limits import Limits  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        api_key = d.pop("api_key")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key_prefix = d.pop("key_prefix")

        limits = Limits.from_dict(d.pop("limits"))

        tier = d.pop("tier")

        warning = d.pop("warning")

        e2e_enabled = d.pop("e2e_enabled")

        email_address = d.pop("email_address")

        agent = cls(
            account_id=account_id,
            api_key=api_key,
            created_at=created_at,
            key_prefix=key_prefix,
            limits=limits,
            tier=tier,
            warning=warning,
            e2e_enabled=e2e_enabled,
            email_address=email_address,
        )

        agent.additional_properties = d
        return agent

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
