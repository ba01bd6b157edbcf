from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.surviving import Surviving


T = TypeVar("T", bound="ActivatedKey")


@_attrs_define
class ActivatedKey:
    """The backup key that is active now.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        activated_at (datetime.datetime): When the key became active.
        activated_key_prefix (str): The first characters of the key that is active now. Example: al_live_k7x9.
        message (str): The result, for a person. Example: The old keys no longer work..
        surviving (Surviving): What still has access to the account or receives its data after a rotation.
        pending_pods (list[str] | Unset): As in the reply of `POST /v1/auth/keys/rotate`.
    """

    account_id: str
    activated_at: datetime.datetime
    activated_key_prefix: str
    message: str
    surviving: Surviving
    pending_pods: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        activated_at = self.activated_at.isoformat()

        activated_key_prefix = self.activated_key_prefix

        message = self.message

        surviving = self.surviving.to_dict()

        pending_pods: list[str] | Unset = UNSET
        if not isinstance(self.pending_pods, Unset):
            pending_pods = self.pending_pods

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "activated_at": activated_at,
                "activated_key_prefix": activated_key_prefix,
                "message": message,
                "surviving": surviving,
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

        activated_at = datetime.datetime.fromisoformat(d.pop("activated_at"))

        activated_key_prefix = d.pop("activated_key_prefix")

        message = d.pop("message")

        surviving = Surviving.from_dict(d.pop("surviving"))

        pending_pods = cast(list[str], d.pop("pending_pods", UNSET))

        activated_key = cls(
            account_id=account_id,
            activated_at=activated_at,
            activated_key_prefix=activated_key_prefix,
            message=message,
            surviving=surviving,
            pending_pods=pending_pods,
        )

        activated_key.additional_properties = d
        return activated_key

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
