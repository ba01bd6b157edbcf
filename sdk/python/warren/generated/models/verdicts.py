from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Verdicts")


@_attrs_define
class Verdicts:
    """Results of the checks: `pass`, `fail`, `softfail`, `neutral`, `none`, `temperror`, `permerror`, or null without a
    result. They are
    from the topmost `Authentication-Results` header (RFC 8601) of the deployment's mail provider. A `pass` proves a
    domain, which is not
    always the author's domain: see `author_proved` of the message.

        Attributes:
            dkim (None | str | Unset): The result of DKIM (RFC 6376). Example: pass.
            dmarc (None | str | Unset): `pass` only if the domain of `from` passes and `from` is the only author. Example:
                pass.
            header_d (list[str] | Unset): Domains with a valid DKIM signature, at most 10. Absent if there are none.
                Example: ['mail.example'].
            header_from (str | Unset): The author's domain that the receiving server checked for `dmarc`. Absent if unknown.
                Example: mail.example.
            method (None | str | Unset): `internal` for mail from another address of this deployment: its sender is proved.
                Example: internal.
            smtp_mailfrom (str | Unset): The envelope sender that was checked for `spf`, or its domain. Absent if unknown.
                Example: mail.example.
            spf (None | str | Unset): The result of SPF (RFC 7208). Example: pass.
    """

    dkim: None | str | Unset = UNSET
    dmarc: None | str | Unset = UNSET
    header_d: list[str] | Unset = UNSET
    header_from: str | Unset = UNSET
    method: None | str | Unset = UNSET
    smtp_mailfrom: str | Unset = UNSET
    spf: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        dkim: None | str | Unset
        if isinstance(self.dkim, Unset):
            dkim = UNSET
        else:
            dkim = self.dkim

        dmarc: None | str | Unset
        if isinstance(self.dmarc, Unset):
            dmarc = UNSET
        else:
            dmarc = self.dmarc

        header_d: list[str] | Unset = UNSET
        if not isinstance(self.header_d, Unset):
            header_d = self.header_d

        header_from = self.header_from

        method: None | str | Unset
        if isinstance(self.method, Unset):
            method = UNSET
        else:
            method = self.method

        smtp_mailfrom = self.smtp_mailfrom

        spf: None | str | Unset
        if isinstance(self.spf, Unset):
            spf = UNSET
        else:
            spf = self.spf

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if dkim is not UNSET:
            field_dict["dkim"] = dkim
        if dmarc is not UNSET:
            field_dict["dmarc"] = dmarc
        if header_d is not UNSET:
            field_dict["header_d"] = header_d
        if header_from is not UNSET:
            field_dict["header_from"] = header_from
        if method is not UNSET:
            field_dict["method"] = method
        if smtp_mailfrom is not UNSET:
            field_dict["smtp_mailfrom"] = smtp_mailfrom
        if spf is not UNSET:
            field_dict["spf"] = spf

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_dkim(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dkim = _parse_dkim(d.pop("dkim", UNSET))

        def _parse_dmarc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dmarc = _parse_dmarc(d.pop("dmarc", UNSET))

        header_d = cast(list[str], d.pop("header_d", UNSET))

        header_from = d.pop("header_from", UNSET)

        def _parse_method(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        method = _parse_method(d.pop("method", UNSET))

        smtp_mailfrom = d.pop("smtp_mailfrom", UNSET)

        def _parse_spf(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        spf = _parse_spf(d.pop("spf", UNSET))

        verdicts = cls(
            dkim=dkim,
            dmarc=dmarc,
            header_d=header_d,
            header_from=header_from,
            method=method,
            smtp_mailfrom=smtp_mailfrom,
            spf=spf,
        )

        verdicts.additional_properties = d
        return verdicts

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
