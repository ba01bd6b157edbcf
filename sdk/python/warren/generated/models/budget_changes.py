from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cap_changes import CapChanges


T = TypeVar("T", bound="BudgetChanges")


@_attrs_define
class BudgetChanges:
    """Changes to a budget. Absent fields stay as they are; null removes.

    Attributes:
        allow_self_approval (bool | None | Unset): The inverse of `require_second_principal`, for older clients.
        approval_ttl_seconds (int | None | Unset): How long a charge waits for approval, 60 to 604,800 seconds. Default:
            86,400 (a day). Example: 86400.
        caps (CapChanges | None | Unset):
        daily (int | None | Unset): Cap for a calendar day, in atomic USDC; the same as `caps.daily`. Example: 10000000.
        monthly (int | None | Unset): Cap for a calendar month, in atomic USDC; the same as `caps.monthly`. Example:
            100000000.
        on_limit (None | str | Unset):
        require_second_principal (bool | None | Unset): If true, the account's key can no longer do the following; only
            a signed-in person can: approve charges that it requested
            itself or that were requested before it became active, raise or remove a cap, allow a pod more categories or
            payees, refund
            the account's own charges, change the recovery or operator email, set this to false. Default: false.
        single_tx_limit_cents (int | None | Unset): The largest charge that needs no approval. In atomic USDC, despite
            the name.
        weekly (int | None | Unset): Cap for an ISO week, in atomic USDC; the same as `caps.weekly`. Example: 50000000.
    """

    allow_self_approval: bool | None | Unset = UNSET
    approval_ttl_seconds: int | None | Unset = UNSET
    caps: CapChanges | None | Unset = UNSET
    daily: int | None | Unset = UNSET
    monthly: int | None | Unset = UNSET
    on_limit: None | str | Unset = UNSET
    require_second_principal: bool | None | Unset = UNSET
    single_tx_limit_cents: int | None | Unset = UNSET
    weekly: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.cap_changes import CapChanges  # noqa: PLC0415

        allow_self_approval: bool | None | Unset
        if isinstance(self.allow_self_approval, Unset):
            allow_self_approval = UNSET
        else:
            allow_self_approval = self.allow_self_approval

        approval_ttl_seconds: int | None | Unset
        if isinstance(self.approval_ttl_seconds, Unset):
            approval_ttl_seconds = UNSET
        else:
            approval_ttl_seconds = self.approval_ttl_seconds

        caps: dict[str, Any] | None | Unset
        if isinstance(self.caps, Unset):
            caps = UNSET
        elif isinstance(self.caps, CapChanges):
            caps = self.caps.to_dict()
        else:
            caps = self.caps

        daily: int | None | Unset
        if isinstance(self.daily, Unset):
            daily = UNSET
        else:
            daily = self.daily

        monthly: int | None | Unset
        if isinstance(self.monthly, Unset):
            monthly = UNSET
        else:
            monthly = self.monthly

        on_limit: None | str | Unset
        if isinstance(self.on_limit, Unset):
            on_limit = UNSET
        else:
            on_limit = self.on_limit

        require_second_principal: bool | None | Unset
        if isinstance(self.require_second_principal, Unset):
            require_second_principal = UNSET
        else:
            require_second_principal = self.require_second_principal

        single_tx_limit_cents: int | None | Unset
        if isinstance(self.single_tx_limit_cents, Unset):
            single_tx_limit_cents = UNSET
        else:
            single_tx_limit_cents = self.single_tx_limit_cents

        weekly: int | None | Unset
        if isinstance(self.weekly, Unset):
            weekly = UNSET
        else:
            weekly = self.weekly

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if allow_self_approval is not UNSET:
            field_dict["allow_self_approval"] = allow_self_approval
        if approval_ttl_seconds is not UNSET:
            field_dict["approval_ttl_seconds"] = approval_ttl_seconds
        if caps is not UNSET:
            field_dict["caps"] = caps
        if daily is not UNSET:
            field_dict["daily"] = daily
        if monthly is not UNSET:
            field_dict["monthly"] = monthly
        if on_limit is not UNSET:
            field_dict["on_limit"] = on_limit
        if require_second_principal is not UNSET:
            field_dict["require_second_principal"] = require_second_principal
        if single_tx_limit_cents is not UNSET:
            field_dict["single_tx_limit_cents"] = single_tx_limit_cents
        if weekly is not UNSET:
            field_dict["weekly"] = weekly

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cap_changes import CapChanges  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_allow_self_approval(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        allow_self_approval = _parse_allow_self_approval(d.pop("allow_self_approval", UNSET))

        def _parse_approval_ttl_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        approval_ttl_seconds = _parse_approval_ttl_seconds(d.pop("approval_ttl_seconds", UNSET))

        def _parse_caps(data: object) -> CapChanges | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                caps_type_0 = CapChanges.from_dict(data)

                return caps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CapChanges | None | Unset, data)

        caps = _parse_caps(d.pop("caps", UNSET))

        def _parse_daily(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        daily = _parse_daily(d.pop("daily", UNSET))

        def _parse_monthly(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        monthly = _parse_monthly(d.pop("monthly", UNSET))

        def _parse_on_limit(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        on_limit = _parse_on_limit(d.pop("on_limit", UNSET))

        def _parse_require_second_principal(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        require_second_principal = _parse_require_second_principal(d.pop("require_second_principal", UNSET))

        def _parse_single_tx_limit_cents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        single_tx_limit_cents = _parse_single_tx_limit_cents(d.pop("single_tx_limit_cents", UNSET))

        def _parse_weekly(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly = _parse_weekly(d.pop("weekly", UNSET))

        budget_changes = cls(
            allow_self_approval=allow_self_approval,
            approval_ttl_seconds=approval_ttl_seconds,
            caps=caps,
            daily=daily,
            monthly=monthly,
            on_limit=on_limit,
            require_second_principal=require_second_principal,
            single_tx_limit_cents=single_tx_limit_cents,
            weekly=weekly,
        )

        return budget_changes
