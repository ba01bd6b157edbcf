from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.dimensions import Dimensions


T = TypeVar("T", bound="PublicScore")


@_attrs_define
class PublicScore:
    """A trust score, in the format of the AgentLair SDKs.

    Attributes:
        agent_id (str): The account. Example: acc_k7x9m2p4abcd1234.
        atf_level (str): How much autonomy the agent has earned, from the least to the most.
            - `intern`: less than `junior`
            - `junior`: a score of 40 of 100, with a confidence of 0.3
            - `senior`: a score of 65, with a confidence of 0.5
            - `principal`: a score of 85, with a confidence of 0.8, and a person has signed in
        computed_at (datetime.datetime): When the score was computed.
        confidence (float): 0 to 1: how much evidence there is. Example: 0.85.
        dimensions (Dimensions): The parts of the score.
        observation_count (int): Requests, emails and reported events of the last 90 days.
        score (int): A tenth of the score of `GET /v1/trust/score`, 0 to 100. Example: 61.
        tier (str): How far the agent can be trusted.
            - `untrusted`: a score below 250
            - `provisional`: from 250, and any score on the first day of an account
            - `trusted`: from 500
            - `verified`: from 750, if a person has signed in
        trend (str): How consistency changes.
            - `improving`: it rises
            - `stable`: it stays, or too little is known
            - `declining`: it falls
    """

    agent_id: str
    atf_level: str
    computed_at: datetime.datetime
    confidence: float
    dimensions: Dimensions
    observation_count: int
    score: int
    tier: str
    trend: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        atf_level = self.atf_level

        computed_at = self.computed_at.isoformat()

        confidence = self.confidence

        dimensions = self.dimensions.to_dict()

        observation_count = self.observation_count

        score = self.score

        tier = self.tier

        trend = self.trend

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "atfLevel": atf_level,
                "computedAt": computed_at,
                "confidence": confidence,
                "dimensions": dimensions,
                "observationCount": observation_count,
                "score": score,
                "tier": tier,
                "trend": trend,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.dimensions import Dimensions  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = d.pop("agentId")

        atf_level = d.pop("atfLevel")

        computed_at = datetime.datetime.fromisoformat(d.pop("computedAt"))

        confidence = d.pop("confidence")

        dimensions = Dimensions.from_dict(d.pop("dimensions"))

        observation_count = d.pop("observationCount")

        score = d.pop("score")

        tier = d.pop("tier")

        trend = d.pop("trend")

        public_score = cls(
            agent_id=agent_id,
            atf_level=atf_level,
            computed_at=computed_at,
            confidence=confidence,
            dimensions=dimensions,
            observation_count=observation_count,
            score=score,
            tier=tier,
            trend=trend,
        )

        public_score.additional_properties = d
        return public_score

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
