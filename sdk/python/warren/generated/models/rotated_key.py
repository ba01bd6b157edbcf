from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.surviving import Surviving


T = TypeVar("T", bound="RotatedKey")


@_attrs_define
class RotatedKey:
    """The key that replaced another.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        api_key (str): The new key. Not shown again. Example: al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab.
        key_prefix (str): The first characters of the key, to recognize it. Example: al_live_k7x9.
        rotated_at (datetime.datetime): When the key was replaced.
        surviving (Surviving): What still has access to the account or receives its data after a rotation.
        warning (str): A warning, for a person. Example: Store the key now. It is not shown again..
        pending_pods (list[str] | Unset): Pods that could not be notified, at most 1,000. The server tries again until
            they answer. Until then their webhooks and feeds can
            continue, and revoked keys can work there for up to 60 seconds.
    """

    account_id: str
    api_key: str
    key_prefix: str
    rotated_at: datetime.datetime
    surviving: Surviving
    warning: str
    pending_pods: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        api_key = self.api_key

        key_prefix = self.key_prefix

        rotated_at = self.rotated_at.isoformat()

        surviving = self.surviving.to_dict()

        warning = self.warning

        pending_pods: list[str] | Unset = UNSET
        if not isinstance(self.pending_pods, Unset):
            pending_pods = self.pending_pods

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "api_key": api_key,
                "key_prefix": key_prefix,
                "rotated_at": rotated_at,
                "surviving": surviving,
                "warning": warning,
            }
        )
        if pending_pods is not UNSET:
            field_dict["pending_pods"] = pending_pods

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.surviving import Surviving  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        api_key = d.pop("api_key")

        key_prefix = d.pop("key_prefix")

        rotated_at = datetime.datetime.fromisoformat(d.pop("rotated_at"))

        surviving = Surviving.from_dict(d.pop("surviving"))

        warning = d.pop("warning")

        pending_pods = cast(list[str], d.pop("pending_pods", UNSET))

        rotated_key = cls(
            account_id=account_id,
            api_key=api_key,
            key_prefix=key_prefix,
            rotated_at=rotated_at,
            surviving=surviving,
            warning=warning,
            pending_pods=pending_pods,
        )

        rotated_key.additional_properties = d
        return rotated_key

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
