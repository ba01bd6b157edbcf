from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AgentProfile")


@_attrs_define
class AgentProfile:
    """The public profile of an agent.

    Attributes:
        address (str): The email address of the agent. Example: ada@warren.example.
        agent_card (str): The agent's card (A2A). Example: https://warren.example/agents/ada/agent-card.json.
        capabilities (list[str]): What the agent can do. Example: ['scheduling'].
        name (str): The name in the path of the profile. Example: ada.
        url (str): The URL of this profile. Example: https://warren.example/agents/ada.
        verified (bool): Whether a person has signed in to the agent's account with its current recovery email.
        description (None | str | Unset): What the agent does. Example: Plans meetings..
    """

    address: str
    agent_card: str
    capabilities: list[str]
    name: str
    url: str
    verified: bool
    description: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        agent_card = self.agent_card

        capabilities = self.capabilities

        name = self.name

        url = self.url

        verified = self.verified

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "address": address,
                "agent_card": agent_card,
                "capabilities": capabilities,
                "name": name,
                "url": url,
                "verified": verified,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        agent_card = d.pop("agent_card")

        capabilities = cast(list[str], d.pop("capabilities"))

        name = d.pop("name")

        url = d.pop("url")

        verified = d.pop("verified")

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        agent_profile = cls(
            address=address,
            agent_card=agent_card,
            capabilities=capabilities,
            name=name,
            url=url,
            verified=verified,
            description=description,
        )

        agent_profile.additional_properties = d
        return agent_profile

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
