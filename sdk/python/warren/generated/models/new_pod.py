from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pod_rate_limits import PodRateLimits
    from ..models.spending_caps import SpendingCaps


T = TypeVar("T", bound="NewPod")


@_attrs_define
class NewPod:
    """A pod to create.

    Attributes:
        name (None | str | Unset): A label, at most 100 characters. Example: customer-123.
        rate_limits (None | PodRateLimits | Unset):
        slug (None | str | Unset): 2 to 63 lower-case letters, digits and hyphens; unique in the deployment. It cannot
            be changed. Default: made
            from the name. Example: customer-123.
        spending_caps (None | SpendingCaps | Unset):
    """

    name: None | str | Unset = UNSET
    rate_limits: None | PodRateLimits | Unset = UNSET
    slug: None | str | Unset = UNSET
    spending_caps: None | SpendingCaps | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        rate_limits: dict[str, Any] | None | Unset
        if isinstance(self.rate_limits, Unset):
            rate_limits = UNSET
        elif isinstance(self.rate_limits, PodRateLimits):
            rate_limits = self.rate_limits.to_dict()
        else:
            rate_limits = self.rate_limits

        slug: None | str | Unset
        if isinstance(self.slug, Unset):
            slug = UNSET
        else:
            slug = self.slug

        spending_caps: dict[str, Any] | None | Unset
        if isinstance(self.spending_caps, Unset):
            spending_caps = UNSET
        elif isinstance(self.spending_caps, SpendingCaps):
            spending_caps = self.spending_caps.to_dict()
        else:
            spending_caps = self.spending_caps

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if rate_limits is not UNSET:
            field_dict["rate_limits"] = rate_limits
        if slug is not UNSET:
            field_dict["slug"] = slug
        if spending_caps is not UNSET:
            field_dict["spending_caps"] = spending_caps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

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

        def _parse_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        slug = _parse_slug(d.pop("slug", UNSET))

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

        new_pod = cls(
            name=name,
            rate_limits=rate_limits,
            slug=slug,
            spending_caps=spending_caps,
        )

        return new_pod
