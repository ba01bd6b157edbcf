from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsedByPod")


@_attrs_define
class UsedByPod:
    """Usage of a pod today (UTC).

    Attributes:
        emails (int): Emails that were sent.
        inbound_bytes (int): Bytes received.
        inbound_messages (int): Messages received.
        pod_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        requests (int): Requests that were made.
        spent_usdc (int): Money that was spent, in atomic USDC.
        storage_bytes (int): Bytes that it stores.
    """

    emails: int
    inbound_bytes: int
    inbound_messages: int
    pod_id: str
    requests: int
    spent_usdc: int
    storage_bytes: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        emails = self.emails

        inbound_bytes = self.inbound_bytes

        inbound_messages = self.inbound_messages

        pod_id = self.pod_id

        requests = self.requests

        spent_usdc = self.spent_usdc

        storage_bytes = self.storage_bytes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "emails": emails,
                "inbound_bytes": inbound_bytes,
                "inbound_messages": inbound_messages,
                "pod_id": pod_id,
                "requests": requests,
                "spent_usdc": spent_usdc,
                "storage_bytes": storage_bytes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        emails = d.pop("emails")

        inbound_bytes = d.pop("inbound_bytes")

        inbound_messages = d.pop("inbound_messages")

        pod_id = d.pop("pod_id")

        requests = d.pop("requests")

        spent_usdc = d.pop("spent_usdc")

        storage_bytes = d.pop("storage_bytes")

        used_by_pod = cls(
            emails=emails,
            inbound_bytes=inbound_bytes,
            inbound_messages=inbound_messages,
            pod_id=pod_id,
            requests=requests,
            spent_usdc=spent_usdc,
            storage_bytes=storage_bytes,
        )

        used_by_pod.additional_properties = d
        return used_by_pod

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
