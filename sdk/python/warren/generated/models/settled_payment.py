from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SettledPayment")


@_attrs_define
class SettledPayment:
    """A settled payment.

    Attributes:
        amount_usdc (int): Amount in atomic USDC.
        id (str): SHA-256 of network, payer and nonce. Example:
            5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506.
        network (str): The chain, as a CAIP-2 id. Example: eip155:8453.
        payer (str): The payer's address. Example: 0x209693bc6afc0c5328ba36faf03c514ef312287c.
        route (str): The operation that was paid for. Example: POST /v1/email/send.
        timestamp (datetime.datetime): When it was settled.
        account_id (None | str | Unset):
        pod_id (None | str | Unset):
        transaction (None | str | Unset): Hash of the transaction. Null if the facilitator did not report it; the chain
            shows whether the nonce is used. Example: 0x5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506.
    """

    amount_usdc: int
    id: str
    network: str
    payer: str
    route: str
    timestamp: datetime.datetime
    account_id: None | str | Unset = UNSET
    pod_id: None | str | Unset = UNSET
    transaction: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount_usdc = self.amount_usdc

        id = self.id

        network = self.network

        payer = self.payer

        route = self.route

        timestamp = self.timestamp.isoformat()

        account_id: None | str | Unset
        if isinstance(self.account_id, Unset):
            account_id = UNSET
        else:
            account_id = self.account_id

        pod_id: None | str | Unset
        if isinstance(self.pod_id, Unset):
            pod_id = UNSET
        else:
            pod_id = self.pod_id

        transaction: None | str | Unset
        if isinstance(self.transaction, Unset):
            transaction = UNSET
        else:
            transaction = self.transaction

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount_usdc": amount_usdc,
                "id": id,
                "network": network,
                "payer": payer,
                "route": route,
                "timestamp": timestamp,
            }
        )
        if account_id is not UNSET:
            field_dict["account_id"] = account_id
        if pod_id is not UNSET:
            field_dict["pod_id"] = pod_id
        if transaction is not UNSET:
            field_dict["transaction"] = transaction

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount_usdc = d.pop("amount_usdc")

        id = d.pop("id")

        network = d.pop("network")

        payer = d.pop("payer")

        route = d.pop("route")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        def _parse_account_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        account_id = _parse_account_id(d.pop("account_id", UNSET))

        def _parse_pod_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pod_id = _parse_pod_id(d.pop("pod_id", UNSET))

        def _parse_transaction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        transaction = _parse_transaction(d.pop("transaction", UNSET))

        settled_payment = cls(
            amount_usdc=amount_usdc,
            id=id,
            network=network,
            payer=payer,
            route=route,
            timestamp=timestamp,
            account_id=account_id,
            pod_id=pod_id,
            transaction=transaction,
        )

        settled_payment.additional_properties = d
        return settled_payment

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
