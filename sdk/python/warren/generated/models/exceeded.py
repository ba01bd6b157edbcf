from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Exceeded")


@_attrs_define
class Exceeded:
    """A cap that a charge would exceed. For the account's caps, a pod does not see the numbers: they would reveal what
    other pods spend.

        Attributes:
            period (str): `daily`, `weekly` or `monthly`; `total` for a run. Example: daily.
            requested_usdc (int): The amount of the charge, in atomic USDC.
            scope (str): `account`, `pod` or `run`: whose cap. Example: pod.
            held_usdc (int | None | Unset): What is held, in atomic USDC, from all periods.
            limit_usdc (int | None | Unset): The cap in atomic USDC. Null, like the next two fields, if a pod's key reads a
                cap of the account.
            run_id (None | str | Unset):
            spent_usdc (int | None | Unset): What is spent in the period, in atomic USDC; for a run, what it and the runs
                that it started have spent.
    """

    period: str
    requested_usdc: int
    scope: str
    held_usdc: int | None | Unset = UNSET
    limit_usdc: int | None | Unset = UNSET
    run_id: None | str | Unset = UNSET
    spent_usdc: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        requested_usdc = self.requested_usdc

        scope = self.scope

        held_usdc: int | None | Unset
        if isinstance(self.held_usdc, Unset):
            held_usdc = UNSET
        else:
            held_usdc = self.held_usdc

        limit_usdc: int | None | Unset
        if isinstance(self.limit_usdc, Unset):
            limit_usdc = UNSET
        else:
            limit_usdc = self.limit_usdc

        run_id: None | str | Unset
        if isinstance(self.run_id, Unset):
            run_id = UNSET
        else:
            run_id = self.run_id

        spent_usdc: int | None | Unset
        if isinstance(self.spent_usdc, Unset):
            spent_usdc = UNSET
        else:
            spent_usdc = self.spent_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "requested_usdc": requested_usdc,
                "scope": scope,
            }
        )
        if held_usdc is not UNSET:
            field_dict["held_usdc"] = held_usdc
        if limit_usdc is not UNSET:
            field_dict["limit_usdc"] = limit_usdc
        if run_id is not UNSET:
            field_dict["run_id"] = run_id
        if spent_usdc is not UNSET:
            field_dict["spent_usdc"] = spent_usdc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        period = d.pop("period")

        requested_usdc = d.pop("requested_usdc")

        scope = d.pop("scope")

        def _parse_held_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        held_usdc = _parse_held_usdc(d.pop("held_usdc", UNSET))

        def _parse_limit_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit_usdc = _parse_limit_usdc(d.pop("limit_usdc", UNSET))

        def _parse_run_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        run_id = _parse_run_id(d.pop("run_id", UNSET))

        def _parse_spent_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        spent_usdc = _parse_spent_usdc(d.pop("spent_usdc", UNSET))

        exceeded = cls(
            period=period,
            requested_usdc=requested_usdc,
            scope=scope,
            held_usdc=held_usdc,
            limit_usdc=limit_usdc,
            run_id=run_id,
            spent_usdc=spent_usdc,
        )

        exceeded.additional_properties = d
        return exceeded

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
