from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BudgetSettings")


@_attrs_define
class BudgetSettings:
    """Settings of an account's spending. They also apply to its pods.

    Attributes:
        allow_self_approval (bool): The inverse of `require_second_principal`, for older clients.
        approval_ttl_seconds (int): How long a charge waits for approval, in seconds.
        on_limit (str): What happens to a charge that would exceed a cap.
            - `reject`: it is refused with 402
            - `approve`: it waits for approval, with 202
        require_second_principal (bool): Whether decisions about money need a signed-in person.
        single_tx_limit_cents (int | None | Unset): Charges above this need approval; null: no such limit. In atomic
            USDC, despite the name.
    """

    allow_self_approval: bool
    approval_ttl_seconds: int
    on_limit: str
    require_second_principal: bool
    single_tx_limit_cents: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allow_self_approval = self.allow_self_approval

        approval_ttl_seconds = self.approval_ttl_seconds

        on_limit = self.on_limit

        require_second_principal = self.require_second_principal

        single_tx_limit_cents: int | None | Unset
        if isinstance(self.single_tx_limit_cents, Unset):
            single_tx_limit_cents = UNSET
        else:
            single_tx_limit_cents = self.single_tx_limit_cents

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "allow_self_approval": allow_self_approval,
                "approval_ttl_seconds": approval_ttl_seconds,
                "on_limit": on_limit,
                "require_second_principal": require_second_principal,
            }
        )
        if single_tx_limit_cents is not UNSET:
            field_dict["single_tx_limit_cents"] = single_tx_limit_cents

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        allow_self_approval = d.pop("allow_self_approval")

        approval_ttl_seconds = d.pop("approval_ttl_seconds")

        on_limit = d.pop("on_limit")

        require_second_principal = d.pop("require_second_principal")

        def _parse_single_tx_limit_cents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        single_tx_limit_cents = _parse_single_tx_limit_cents(d.pop("single_tx_limit_cents", UNSET))

        budget_settings = cls(
            allow_self_approval=allow_self_approval,
            approval_ttl_seconds=approval_ttl_seconds,
            on_limit=on_limit,
            require_second_principal=require_second_principal,
            single_tx_limit_cents=single_tx_limit_cents,
        )

        budget_settings.additional_properties = d
        return budget_settings

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
