from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Limits")


@_attrs_define
class Limits:
    """The numbers of one tier. An account's pods count together.

    Attributes:
        addresses (int): Email addresses.
        calendar_events (int): Events in a pod's calendar.
        dns_records (int): DNS records in all stacks together.
        emails_per_day (int): Emails sent in a calendar day (UTC).
        emails_per_hour (int): Emails sent in a clock hour.
        inbound_bytes_per_day (int): Bytes of messages received in a calendar day (UTC).
        inbound_emails_per_day (int): Messages received in a calendar day (UTC).
        recipients_per_email (int): Recipients of one email, including Cc and Bcc.
        requests_per_day (int): Authenticated requests in a calendar day (UTC).
        stacks (int): Custom domains.
        storage_bytes (int): Bytes that one pod stores.
        vault_ciphertext (int): Largest value in a vault, in bytes of UTF-8.
        vault_versions (int): Versions that are stored of a key in a vault.
        vault_keys (int | None | Unset): Keys in the vault of one pod; null: no limit.
    """

    addresses: int
    calendar_events: int
    dns_records: int
    emails_per_day: int
    emails_per_hour: int
    inbound_bytes_per_day: int
    inbound_emails_per_day: int
    recipients_per_email: int
    requests_per_day: int
    stacks: int
    storage_bytes: int
    vault_ciphertext: int
    vault_versions: int
    vault_keys: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        addresses = self.addresses

        calendar_events = self.calendar_events

        dns_records = self.dns_records

        emails_per_day = self.emails_per_day

        emails_per_hour = self.emails_per_hour

        inbound_bytes_per_day = self.inbound_bytes_per_day

        inbound_emails_per_day = self.inbound_emails_per_day

        recipients_per_email = self.recipients_per_email

        requests_per_day = self.requests_per_day

        stacks = self.stacks

        storage_bytes = self.storage_bytes

        vault_ciphertext = self.vault_ciphertext

        vault_versions = self.vault_versions

        vault_keys: int | None | Unset
        if isinstance(self.vault_keys, Unset):
            vault_keys = UNSET
        else:
            vault_keys = self.vault_keys

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "addresses": addresses,
                "calendar_events": calendar_events,
                "dns_records": dns_records,
                "emails_per_day": emails_per_day,
                "emails_per_hour": emails_per_hour,
                "inbound_bytes_per_day": inbound_bytes_per_day,
                "inbound_emails_per_day": inbound_emails_per_day,
                "recipients_per_email": recipients_per_email,
                "requests_per_day": requests_per_day,
                "stacks": stacks,
                "storage_bytes": storage_bytes,
                "vault_ciphertext": vault_ciphertext,
                "vault_versions": vault_versions,
            }
        )
        if vault_keys is not UNSET:
            field_dict["vault_keys"] = vault_keys

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        addresses = d.pop("addresses")

        calendar_events = d.pop("calendar_events")

        dns_records = d.pop("dns_records")

        emails_per_day = d.pop("emails_per_day")

        emails_per_hour = d.pop("emails_per_hour")

        inbound_bytes_per_day = d.pop("inbound_bytes_per_day")

        inbound_emails_per_day = d.pop("inbound_emails_per_day")

        recipients_per_email = d.pop("recipients_per_email")

        requests_per_day = d.pop("requests_per_day")

        stacks = d.pop("stacks")

        storage_bytes = d.pop("storage_bytes")

        vault_ciphertext = d.pop("vault_ciphertext")

        vault_versions = d.pop("vault_versions")

        def _parse_vault_keys(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        vault_keys = _parse_vault_keys(d.pop("vault_keys", UNSET))

        limits = cls(
            addresses=addresses,
            calendar_events=calendar_events,
            dns_records=dns_records,
            emails_per_day=emails_per_day,
            emails_per_hour=emails_per_hour,
            inbound_bytes_per_day=inbound_bytes_per_day,
            inbound_emails_per_day=inbound_emails_per_day,
            recipients_per_email=recipients_per_email,
            requests_per_day=requests_per_day,
            stacks=stacks,
            storage_bytes=storage_bytes,
            vault_ciphertext=vault_ciphertext,
            vault_versions=vault_versions,
            vault_keys=vault_keys,
        )

        limits.additional_properties = d
        return limits

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
