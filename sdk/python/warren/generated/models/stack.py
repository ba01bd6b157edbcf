from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.dns_record import DnsRecord


T = TypeVar("T", bound="Stack")


@_attrs_define
class Stack:
    """A custom domain of the account.

    Attributes:
        created_at (datetime.datetime): When it was created.
        domain (str): In lower case and A-labels. Example: myagent.dev.
        id (str): The id of the domain. Example: stk_0a1b2c3d4e5f6g7h.
        nameservers (list[str]): To be set at the domain's registrar, where this deployment makes the zone; else empty.
            Example: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'].
        next_steps (list[str]): What is left to do, in order. Example: ['Set the record at your DNS provider.'].
        records (list[DnsRecord]): The DNS records to set.
        status (str): The state of a domain.
            - `provisioning`: it is not proven yet that the domain is yours
            - `verified`: the domain is yours and addresses can be claimed, but the last check did not find some required
            record
            - `active`: the last check found all required records
        verified (bool): Whether the domain is proved to be yours.
        checked_at (datetime.datetime | None | Unset): When the records were last looked up.
        contested_until (datetime.datetime | None | Unset): When the domain becomes the property of another account, if
            the record of that account stays.
        environment_id (None | str | Unset): The only environment that the domain serves. Absent if it serves all
            environments of the account. Example: env_0a1b2c3d4e5f6g7h.
        missing_days (int | Unset): On how many days in a row your record was missing. After seven, the domain is no
            longer yours.
        transfers_at (datetime.datetime | None | Unset): When the domain becomes yours, if your record stays. Until then
            it belongs to another account.
        verified_at (datetime.datetime | None | Unset): When the domain was proven to be yours. Absent before.
    """

    created_at: datetime.datetime
    domain: str
    id: str
    nameservers: list[str]
    next_steps: list[str]
    records: list[DnsRecord]
    status: str
    verified: bool
    checked_at: datetime.datetime | None | Unset = UNSET
    contested_until: datetime.datetime | None | Unset = UNSET
    environment_id: None | str | Unset = UNSET
    missing_days: int | Unset = UNSET
    transfers_at: datetime.datetime | None | Unset = UNSET
    verified_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        domain = self.domain

        id = self.id

        nameservers = self.nameservers

        next_steps = self.next_steps

        records = []
        for records_item_data in self.records:
            records_item = records_item_data.to_dict()
            records.append(records_item)

        status = self.status

        verified = self.verified

        checked_at: None | str | Unset
        if isinstance(self.checked_at, Unset):
            checked_at = UNSET
        elif isinstance(self.checked_at, datetime.datetime):
            checked_at = self.checked_at.isoformat()
        else:
            checked_at = self.checked_at

        contested_until: None | str | Unset
        if isinstance(self.contested_until, Unset):
            contested_until = UNSET
        elif isinstance(self.contested_until, datetime.datetime):
            contested_until = self.contested_until.isoformat()
        else:
            contested_until = self.contested_until

        environment_id: None | str | Unset
        if isinstance(self.environment_id, Unset):
            environment_id = UNSET
        else:
            environment_id = self.environment_id

        missing_days = self.missing_days

        transfers_at: None | str | Unset
        if isinstance(self.transfers_at, Unset):
            transfers_at = UNSET
        elif isinstance(self.transfers_at, datetime.datetime):
            transfers_at = self.transfers_at.isoformat()
        else:
            transfers_at = self.transfers_at

        verified_at: None | str | Unset
        if isinstance(self.verified_at, Unset):
            verified_at = UNSET
        elif isinstance(self.verified_at, datetime.datetime):
            verified_at = self.verified_at.isoformat()
        else:
            verified_at = self.verified_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "domain": domain,
                "id": id,
                "nameservers": nameservers,
                "next_steps": next_steps,
                "records": records,
                "status": status,
                "verified": verified,
            }
        )
        if checked_at is not UNSET:
            field_dict["checked_at"] = checked_at
        if contested_until is not UNSET:
            field_dict["contested_until"] = contested_until
        if environment_id is not UNSET:
            field_dict["environment_id"] = environment_id
        if missing_days is not UNSET:
            field_dict["missing_days"] = missing_days
        if transfers_at is not UNSET:
            field_dict["transfers_at"] = transfers_at
        if verified_at is not UNSET:
            field_dict["verified_at"] = verified_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.dns_record import DnsRecord  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        domain = d.pop("domain")

        id = d.pop("id")

        nameservers = cast(list[str], d.pop("nameservers"))

        next_steps = cast(list[str], d.pop("next_steps"))

        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = DnsRecord.from_dict(records_item_data)

            records.append(records_item)

        status = d.pop("status")

        verified = d.pop("verified")

        def _parse_checked_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                checked_at_type_0 = datetime.datetime.fromisoformat(data)

                return checked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        checked_at = _parse_checked_at(d.pop("checked_at", UNSET))

        def _parse_contested_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                contested_until_type_0 = datetime.datetime.fromisoformat(data)

                return contested_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        contested_until = _parse_contested_until(d.pop("contested_until", UNSET))

        def _parse_environment_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        environment_id = _parse_environment_id(d.pop("environment_id", UNSET))

        missing_days = d.pop("missing_days", UNSET)

        def _parse_transfers_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                transfers_at_type_0 = datetime.datetime.fromisoformat(data)

                return transfers_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        transfers_at = _parse_transfers_at(d.pop("transfers_at", UNSET))

        def _parse_verified_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                verified_at_type_0 = datetime.datetime.fromisoformat(data)

                return verified_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        verified_at = _parse_verified_at(d.pop("verified_at", UNSET))

        stack = cls(
            created_at=created_at,
            domain=domain,
            id=id,
            nameservers=nameservers,
            next_steps=next_steps,
            records=records,
            status=status,
            verified=verified,
            checked_at=checked_at,
            contested_until=contested_until,
            environment_id=environment_id,
            missing_days=missing_days,
            transfers_at=transfers_at,
            verified_at=verified_at,
        )

        stack.additional_properties = d
        return stack

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
