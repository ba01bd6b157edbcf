from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pending_credential import PendingCredential


T = TypeVar("T", bound="PendingCredentials")


@_attrs_define
class PendingCredentials:
    """All requests for credentials that wait for a decision.

    Attributes:
        count (int): Number of items in this reply.
        requests (list[PendingCredential]): Oldest first.
    """

    count: int
    requests: list[PendingCredential]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "requests": requests,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pending_credential import PendingCredential  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = PendingCredential.from_dict(requests_item_data)

            requests.append(requests_item)

        pending_credentials = cls(
            count=count,
            requests=requests,
        )

        pending_credentials.additional_properties = d
        return pending_credentials

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
