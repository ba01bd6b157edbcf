from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata import Metadata
    from ..models.pod_rate_limits import PodRateLimits
    from ..models.spending_caps import SpendingCaps
    from ..models.spending_policy import SpendingPolicy


T = TypeVar("T", bound="CreatedPod")


@_attrs_define
class CreatedPod:
    """A new pod with its first key.

    Attributes:
        created_at (datetime.datetime): When it was created.
        env_slug (str): Its name in the account: the slug that it has as an environment and as a tenant. Example:
            customer-123.
        id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        is_default (bool): Whether it is the home pod, which is the default environment and the default tenant. Example:
            False.
        metadata (Metadata): Texts by name: at most 16 names of 1 to 40 characters, and texts of at most 500 characters.
            Example: {'customer': '42'}.
        parent_account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        status (str): Whether the keys of a pod work.
            - `active`: they do
            - `suspended`: they do not, and mail is refused; the data stays
        vault_strict (bool): Whether its vault refuses what does not look encrypted.
        api_key (str): The pod's key. Not shown again. Example: al_pod_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc.
        key_prefix (str): The first characters of the key, to recognize it. Example: al_pod_k7x9m.
        name (None | str | Unset): Your name for the pod. Example: customer-123.
        policy (None | SpendingPolicy | Unset):
        rate_limits (None | PodRateLimits | Unset):
        slug (None | str | Unset): Its name in a domain, unique in the deployment. Example: customer-123.
        spending_caps (None | SpendingCaps | Unset):
    """

    created_at: datetime.datetime
    env_slug: str
    id: str
    is_default: bool
    metadata: Metadata
    parent_account_id: str
    pod_id: str
    status: str
    vault_strict: bool
    api_key: str
    key_prefix: str
    name: None | str | Unset = UNSET
    policy: None | SpendingPolicy | Unset = UNSET
    rate_limits: None | PodRateLimits | Unset = UNSET
    slug: None | str | Unset = UNSET
    spending_caps: None | SpendingCaps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415
        from ..models.spending_policy import SpendingPolicy  # noqa: PLC0415

        created_at = self.created_at.isoformat()

        env_slug = self.env_slug

        id = self.id

        is_default = self.is_default

        metadata = self.metadata.to_dict()

        parent_account_id = self.parent_account_id

        pod_id = self.pod_id

        status = self.status

        vault_strict = self.vault_strict

        api_key = self.api_key

        key_prefix = self.key_prefix

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
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "env_slug": env_slug,
                "id": id,
                "is_default": is_default,
                "metadata": metadata,
                "parent_account_id": parent_account_id,
                "pod_id": pod_id,
                "status": status,
                "vault_strict": vault_strict,
                "api_key": api_key,
                "key_prefix": key_prefix,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if policy is not UNSET:
            field_dict["policy"] = policy
        if rate_limits is not UNSET:
            field_dict["rate_limits"] = rate_limits
        if slug is not UNSET:
            field_dict["slug"] = slug
        if spending_caps is not UNSET:
            field_dict["spending_caps"] = spending_caps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata import Metadata  # noqa: PLC0415
        from ..models.pod_rate_limits import PodRateLimits  # noqa: PLC0415
        from ..models.spending_caps import SpendingCaps  # noqa: PLC0415
        from ..models.spending_policy import SpendingPolicy  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        env_slug = d.pop("env_slug")

        id = d.pop("id")

        is_default = d.pop("is_default")

        metadata = Metadata.from_dict(d.pop("metadata"))

        parent_account_id = d.pop("parent_account_id")

        pod_id = d.pop("pod_id")

        status = d.pop("status")

        vault_strict = d.pop("vault_strict")

        api_key = d.pop("api_key")

        key_prefix = d.pop("key_prefix")

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

        created_pod = cls(
            created_at=created_at,
            env_slug=env_slug,
            id=id,
            is_default=is_default,
            metadata=metadata,
            parent_account_id=parent_account_id,
            pod_id=pod_id,
            status=status,
            vault_strict=vault_strict,
            api_key=api_key,
            key_prefix=key_prefix,
            name=name,
            policy=policy,
            rate_limits=rate_limits,
            slug=slug,
            spending_caps=spending_caps,
        )

        created_pod.additional_properties = d
        return created_pod

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
