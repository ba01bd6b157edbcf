from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.accounts_by_tier import AccountsByTier


T = TypeVar("T", bound="Overview")


@_attrs_define
class Overview:
    """Totals of the deployment.

    Attributes:
        accounts (int): Accounts.
        accounts_by_tier (AccountsByTier): Accounts by their tiers.
        emails_today (int): Emails that all accounts sent today (UTC).
        income_30_days_usdc (int): Payments to the deployment today and in the 29 days before (UTC), in atomic USDC.
        income_today_usdc (int): Payments to the deployment today (UTC), in atomic USDC.
        pods (int): Pods, the home pods included.
        requests_today (int): Requests of all accounts today (UTC), as far as pods have reported them.
        storage_bytes (int): Bytes of mail of all pods, as they last reported them.
        timestamp (datetime.datetime): The time of the server.
        version (str): The version of the deployment. Example: 0.1.0.
    """

    accounts: int
    accounts_by_tier: AccountsByTier
    emails_today: int
    income_30_days_usdc: int
    income_today_usdc: int
    pods: int
    requests_today: int
    storage_bytes: int
    timestamp: datetime.datetime
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accounts = self.accounts

        accounts_by_tier = self.accounts_by_tier.to_dict()

        emails_today = self.emails_today

        income_30_days_usdc = self.income_30_days_usdc

        income_today_usdc = self.income_today_usdc

        pods = self.pods

        requests_today = self.requests_today

        storage_bytes = self.storage_bytes

        timestamp = self.timestamp.isoformat()

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accounts": accounts,
                "accounts_by_tier": accounts_by_tier,
                "emails_today": emails_today,
                "income_30_days_usdc": income_30_days_usdc,
                "income_today_usdc": income_today_usdc,
                "pods": pods,
                "requests_today": requests_today,
                "storage_bytes": storage_bytes,
                "timestamp": timestamp,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.accounts_by_tier import AccountsByTier  # noqa: PLC0415

        d = dict(src_dict)
        accounts = d.pop("accounts")

        accounts_by_tier = AccountsByTier.from_dict(d.pop("accounts_by_tier"))

        emails_today = d.pop("emails_today")

        income_30_days_usdc = d.pop("income_30_days_usdc")

        income_today_usdc = d.pop("income_today_usdc")

        pods = d.pop("pods")

        requests_today = d.pop("requests_today")

        storage_bytes = d.pop("storage_bytes")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        version = d.pop("version")

        overview = cls(
            accounts=accounts,
            accounts_by_tier=accounts_by_tier,
            emails_today=emails_today,
            income_30_days_usdc=income_30_days_usdc,
            income_today_usdc=income_today_usdc,
            pods=pods,
            requests_today=requests_today,
            storage_bytes=storage_bytes,
            timestamp=timestamp,
            version=version,
        )

        overview.additional_properties = d
        return overview

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
