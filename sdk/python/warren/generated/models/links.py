from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Links")


@_attrs_define
class Links:
    """Links to other parts of the deployment.

    Attributes:
        agent_card (str): The agent card of the deployment (A2A). Example: https://warren.example/.well-known/agent-
            card.json.
        api (str): The OpenAPI document. Example: https://warren.example/api.
        dashboard (str): The console, for people. Example: https://warren.example/console.
        health (str): The health check. Example: https://warren.example/health.
        llms (str): The index of the documentation, for language models. Example: https://warren.example/llms.txt.
        skill (str): How an agent gets an address and waits for a code. Example: https://warren.example/skill.md.
    """

    agent_card: str
    api: str
    dashboard: str
    health: str
    llms: str
    skill: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_card = self.agent_card

        api = self.api

        dashboard = self.dashboard

        health = self.health

        llms = self.llms

        skill = self.skill

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_card": agent_card,
                "api": api,
                "dashboard": dashboard,
                "health": health,
                "llms": llms,
                "skill": skill,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_card = d.pop("agent_card")

        api = d.pop("api")

        dashboard = d.pop("dashboard")

        health = d.pop("health")

        llms = d.pop("llms")

        skill = d.pop("skill")

        links = cls(
            agent_card=agent_card,
            api=api,
            dashboard=dashboard,
            health=health,
            llms=llms,
            skill=skill,
        )

        links.additional_properties = d
        return links

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
