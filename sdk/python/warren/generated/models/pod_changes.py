from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pod_rate_limits import PodRateLimits
    from ..models.spending_caps import SpendingCaps
    from ..models.spending_policy import SpendingPolicy


T = TypeVar("T", bound="PodChanges")


@_attrs_define
class PodChanges:
    """Changes to a pod. Absent fields stay as they are; null removes.

    Attributes:
        name (None | str | Unset): Your name for the pod. Null removes it. Example: updated-name.
        policy (None | SpendingPolicy | Unset):
        rate_limits (None | PodRateLimits | Unset):
        spending_caps (None | SpendingCaps | Unset):
        vault_strict (bool | None | Unset): True: the pod's vault refuses values that do not look encrypted (400
            `invalid_ciphertext`). Stored values stay.
    """

    name: None | str | Unset = UNSET
    policy: None | SpendingPolicy | Unset = UNSET
    rate_limits: None | PodRateLimits | Unset = UNSET
    spending_caps: None | SpendingCaps | Unset = UNSET
    vault_strict: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415
        from ..models.spending_policy import SpendingPolicy  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        policy: dict[str, Any] | None | Unset
        if isinstance(self.policy, Unset):
            policy = UNSET
        elif isinstance(self.policy, SpendingPolicy):
            policy = self.policy.to_dict()
        else:
            policy = self.policy

        rate_limits: dict[str, Any] | None | Unset
        if isinstance(self.rate_limits, Unset):
            rate_limits = UNSET
        elif isinstance(self.rate_limits, PodRateLimits):
            rate_limits = self.rate_limits.to_dict()
        else:
            rate_limits = self.rate_limits

        spending_caps: dict[str, Any] | None | Unset
        if isinstance(self.spending_caps, Unset):
            spending_caps = UNSET
        elif isinstance(self.spending_caps, SpendingCaps):
            spending_caps = self.spending_caps.to_dict()
        else:
            spending_caps = self.spending_caps

        vault_strict: bool | None | Unset
        if isinstance(self.vault_strict, Unset):
            vault_strict = UNSET
        else:
            vault_strict = self.vault_strict

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if policy is not UNSET:
            field_dict["policy"] = policy
        if rate_limits is not UNSET:
            field_dict["rate_limits"] = rate_limits
        if spending_caps is not UNSET:
            field_dict["spending_caps"] = spending_caps
        if vault_strict is not UNSET:
            field_dict["vault_strict"] = vault_strict

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415
        from ..models.spending_policy import SpendingPolicy  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_policy(data: object) -> None | SpendingPolicy | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                policy_type_0 = SpendingPolicy.from_dict(data)

                return policy_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SpendingPolicy | Unset, data)

        policy = _parse_policy(d.pop("policy", UNSET))

        def _parse_rate_limits(data: object) -> None | PodRateLimits | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                rate_limits_type_0 = PodRateLimits.from_dict(data)

                return rate_limits_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PodRateLimits | Unset, data)

        rate_limits = _parse_rate_limits(d.pop("rate_limits", UNSET))

        def _parse_spending_caps(data: object) -> None | SpendingCaps | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                spending_caps_type_0 = SpendingCaps.from_dict(data)

                return spending_caps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SpendingCaps | Unset, data)

        spending_caps = _parse_spending_caps(d.pop("spending_caps", UNSET))

        def _parse_vault_strict(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        vault_strict = _parse_vault_strict(d.pop("vault_strict", UNSET))

        pod_changes = cls(
            name=name,
            policy=policy,
            rate_limits=rate_limits,
            spending_caps=spending_caps,
            vault_strict=vault_strict,
        )

        return pod_changes
