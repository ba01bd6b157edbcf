from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunCap")


@_attrs_define
class RunCap:
    """The cap of a run, and what it and the runs that it started have spent. Amounts in atomic USDC.

    Attributes:
        held_usdc (int): What they hold.
        limit_usdc (int): `max_spend_usdc` of the run.
        remaining_usdc (int): The cap less what is spent and held.
        run_id (str): A run of an agent. Example: run_0a1b2c3d4e5f6g7h.
        spent_usdc (int): What the run and the runs that it started have spent.
    """

    held_usdc: int
    limit_usdc: int
    remaining_usdc: int
    run_id: str
    spent_usdc: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        held_usdc = self.held_usdc

        limit_usdc = self.limit_usdc

        remaining_usdc = self.remaining_usdc

        run_id = self.run_id

        spent_usdc = self.spent_usdc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "held_usdc": held_usdc,
                "limit_usdc": limit_usdc,
                "remaining_usdc": remaining_usdc,
                "run_id": run_id,
                "spent_usdc": spent_usdc,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        held_usdc = d.pop("held_usdc")

        limit_usdc = d.pop("limit_usdc")

        remaining_usdc = d.pop("remaining_usdc")

        run_id = d.pop("run_id")

        spent_usdc = d.pop("spent_usdc")

        run_cap = cls(
            held_usdc=held_usdc,
            limit_usdc=limit_usdc,
            remaining_usdc=remaining_usdc,
            run_id=run_id,
            spent_usdc=spent_usdc,
        )

        run_cap.additional_properties = d
        return run_cap

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
