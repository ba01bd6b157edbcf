from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="DnsRecord")


@_attrs_define
class DnsRecord:
    """A DNS record to set, and whether it was found.

    Attributes:
        expected (str): The same as `value`. Example: v=spf1 include:_spf.example -all.
        found (list[str]): The values that were found. Example: ['v=spf1 -all'].
        name (str): The whole name. Example: _warren.myagent.dev.
        purpose (str): What a record is for.
            - `ownership`: proves that the domain belongs to the account
            - `mx`: where mail for the domain goes
            - `spf`: who may send for the domain (RFC 7208)
            - `dkim`: the key that signs for the domain (RFC 6376)
            - `dmarc`: what happens to mail that falsely claims to be from the domain (RFC 7489)
        required (bool): Whether the domain needs it.
        status (str): Whether a record is as it should be.
            - `unchecked`: not checked yet
            - `ok`: found
            - `missing`: not found
            - `wrong`: another record was found, or one too many
        type_ (str): The type of a DNS record.
            - `MX`: a mail server
            - `TXT`: a text
        value (str): The value to set. Example: v=spf1 include:_spf.example -all.
        fix (None | str | Unset): What to do. Absent if nothing has to be done. Example: Add the record at your DNS
            provider..
        priority (int | None | Unset): The priority of an MX record. You can use other priorities.
    """

    expected: str
    found: list[str]
    name: str
    purpose: str
    required: bool
    status: str
    type_: str
    value: str
    fix: None | str | Unset = UNSET
    priority: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expected = self.expected

        found = self.found

        name = self.name

        purpose = self.purpose

        required = self.required

        status = self.status

        type_ = self.type_

        value = self.value

        fix: None | str | Unset
        if isinstance(self.fix, Unset):
            fix = UNSET
        else:
            fix = self.fix

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "expected": expected,
                "found": found,
                "name": name,
                "purpose": purpose,
                "required": required,
                "status": status,
                "type": type_,
                "value": value,
            }
        )
        if fix is not UNSET:
            field_dict["fix"] = fix
        if priority is not UNSET:
            field_dict["priority"] = priority

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        expected = d.pop("expected")

        found = cast(list[str], d.pop("found"))

        name = d.pop("name")

        purpose = d.pop("purpose")

        required = d.pop("required")

        status = d.pop("status")

        type_ = d.pop("type")

        value = d.pop("value")

        def _parse_fix(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fix = _parse_fix(d.pop("fix", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        dns_record = cls(
            expected=expected,
            found=found,
            name=name,
            purpose=purpose,
            required=required,
            status=status,
            type_=type_,
            value=value,
            fix=fix,
            priority=priority,
        )

        dns_record.additional_properties = d
        return dns_record

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
