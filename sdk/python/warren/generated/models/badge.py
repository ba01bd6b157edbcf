from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Badge")


@_attrs_define
class Badge:
    """A badge as shields.io reads it.

    Attributes:
        agent_id (str): The account. Example: acc_k7x9m2p4abcd1234.
        color (str): The colour of the badge. Example: #2e7d32.
        label (str): The left half of the badge. Example: trust.
        message (str): The right half of the badge. Example: trusted 612.
        schema_version (int): Always 1.
        score (int): The score, from 0 to 1000. Example: 612.
        tier (str): How far the agent can be trusted.
            - `untrusted`: a score below 250
            - `provisional`: from 250, and any score on the first day of an account
            - `trusted`: from 500
            - `verified`: from 750, if a person has signed in
    """

    agent_id: str
    color: str
    label: str
    message: str
    schema_version: int
    score: int
    tier: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        color = self.color

        label = self.label

        message = self.message

        schema_version = self.schema_version

        score = self.score

        tier = self.tier

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "color": color,
                "label": label,
                "message": message,
                "schemaVersion": schema_version,
                "score": score,
                "tier": tier,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = d.pop("agentId")

        color = d.pop("color")

        label = d.pop("label")

        message = d.pop("message")

        schema_version = d.pop("schemaVersion")

        score = d.pop("score")

        tier = d.pop("tier")

        badge = cls(
            agent_id=agent_id,
            color=color,
            label=label,
            message=message,
            schema_version=schema_version,
            score=score,
            tier=tier,
        )

        badge.additional_properties = d
        return badge

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
