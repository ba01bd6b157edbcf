from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.run_agent_type import RunAgentType


T = TypeVar("T", bound="RunAgentTypes")


@_attrs_define
class RunAgentTypes:
    """The types of agents.

    Attributes:
        agent_types (list[RunAgentType]): Those that this version knows, then the runners' own.
        total (int): Number of items in this reply.
    """

    agent_types: list[RunAgentType]
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_types = []
        for agent_types_item_data in self.agent_types:
            agent_types_item = agent_types_item_data.to_dict()
            agent_types.append(agent_types_item)

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_types": agent_types,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.run_agent_type import RunAgentType  # noqa: PLC0415

        d = dict(src_dict)
        agent_types = []
        _agent_types = d.pop("agent_types")
        for agent_types_item_data in _agent_types:
            agent_types_item = RunAgentType.from_dict(agent_types_item_data)

            agent_types.append(agent_types_item)

        total = d.pop("total")

        run_agent_types = cls(
            agent_types=agent_types,
            total=total,
        )

        run_agent_types.additional_properties = d
        return run_agent_types

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
