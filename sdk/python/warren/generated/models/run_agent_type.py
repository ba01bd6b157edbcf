from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunAgentType")


@_attrs_define
class RunAgentType:
    """A type of agent.

    Attributes:
        id (str): The `agent_type_id` of runs. Example: claude-code.
        name (str): For people. Example: Claude Code.
        runners (list[str]): The ids of the runners that can start it. Example:
            ['550e8400-e29b-41d4-a716-446655440000'].
        takes_max_turns (bool): Whether runs can have `max_turns`.
        takes_mcp_config (bool): Whether runs can have `custom_mcp_config`.
        takes_tools (bool): Whether runs can have `tools`.
    """

    id: str
    name: str
    runners: list[str]
    takes_max_turns: bool
    takes_mcp_config: bool
    takes_tools: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        runners = self.runners

        takes_max_turns = self.takes_max_turns

        takes_mcp_config = self.takes_mcp_config

        takes_tools = self.takes_tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "runners": runners,
                "takes_max_turns": takes_max_turns,
                "takes_mcp_config": takes_mcp_config,
                "takes_tools": takes_tools,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        runners = cast(list[str], d.pop("runners"))

        takes_max_turns = d.pop("takes_max_turns")

        takes_mcp_config = d.pop("takes_mcp_config")

        takes_tools = d.pop("takes_tools")

        run_agent_type = cls(
            id=id,
            name=name,
            runners=runners,
            takes_max_turns=takes_max_turns,
            takes_mcp_config=takes_mcp_config,
            takes_tools=takes_tools,
        )

        run_agent_type.additional_properties = d
        return run_agent_type

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
