from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.breakdown import Breakdown


T = TypeVar("T", bound="TrustScore")


@_attrs_define
class TrustScore:
    """The trust score of an agent.

    Attributes:
        agent_id (str): The account. Example: acc_k7x9m2p4abcd1234.
        breakdown (Breakdown): What the score is made of: points, which add up to it.
        score (int): 0 to 1000. Example: 750.
        tier (str): How far the agent can be trusted.
            - `untrusted`: a score below 250
            - `provisional`: from 250, and any score on the first day of an account
            - `trusted`: from 500
            - `verified`: from 750, if a person has signed in
    """

    agent_id: str
    breakdown: Breakdown
    score: int
    tier: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        breakdown = self.breakdown.to_dict()

        score = self.score

        tier = self.tier

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "breakdown": breakdown,
                "score": score,
                "tier": tier,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.breakdown import Breakdown  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = d.pop("agentId")

        breakdown = Breakdown.from_dict(d.pop("breakdown"))

        score = d.pop("score")

        tier = d.pop("tier")

        trust_score = cls(
            agent_id=agent_id,
            breakdown=breakdown,
            score=score,
            tier=tier,
        )

        trust_score.additional_properties = d
        return trust_score

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
