from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.dns_record import DnsRecord


T = TypeVar("T", bound="EnvironmentDomain")


@_attrs_define
class EnvironmentDomain:
    """A custom domain of an environment.

    Attributes:
        created_at (datetime.datetime): When it was added.
        domain (str): In lower case and A-labels. Example: acmeco.com.
        environment_id (str): The environment that the domain belongs to. A domain that was added with `POST /v1/stack`
            belongs to the default environment, and
            serves all. Example: env_0a1b2c3d4e5f6g7h.
        id (str): The id of the domain. Example: dom_0a1b2c3d4e5f6g7h.
        nameservers (list[str]): To be set at the domain's registrar, where this deployment makes the zone; else empty.
            Example: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'].
        records (list[DnsRecord]): The DNS records to set.
        status (str): The state of a domain.
            - `provisioning`: it is not proven yet that the domain is yours
            - `verified`: the domain is yours and addresses can be claimed, but the last check did not find some required
            record
            - `active`: the last check found all required records
        verified (bool): Whether the domain is proved to be yours.
    """

    created_at: datetime.datetime
    domain: str
    environment_id: str
    id: str
    nameservers: list[str]
    records: list[DnsRecord]
    status: str
    verified: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        domain = self.domain

        environment_id = self.environment_id

        id = self.id

        nameservers = self.nameservers

        records = []
        for records_item_data in self.records:
            records_item = records_item_data.to_dict()
            records.append(records_item)

        status = self.status

        verified = self.verified

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "domain": domain,
                "environment_id": environment_id,
                "id": id,
                "nameservers": nameservers,
                "records": records,
                "status": status,
                "verified": verified,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.dns_record import DnsRecord  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        domain = d.pop("domain")

        environment_id = d.pop("environment_id")

        id = d.pop("id")

        nameservers = cast(list[str], d.pop("nameservers"))

        records = []
        _records = d.pop("records")
        for records_item_data in _records:
            records_item = DnsRecord.from_dict(records_item_data)

            records.append(records_item)

        status = d.pop("status")

        verified = d.pop("verified")

        environment_domain = cls(
            created_at=created_at,
            domain=domain,
            environment_id=environment_id,
            id=id,
            nameservers=nameservers,
            records=records,
            status=status,
            verified=verified,
        )

        environment_domain.additional_properties = d
        return environment_domain

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
