from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Runner")


@_attrs_define
class Runner:
    """A runner.

    Attributes:
        active_runs (int): Its runs that have not ended.
        agent_types (list[str]): The types of agents that it can start. Example: ['claude-code', 'codex'].
        created_at (datetime.datetime): When it was registered.
        custom_commands (bool): Whether it starts commands that a request names.
        id (str): The id of the runner. Example: 550e8400-e29b-41d4-a716-446655440000.
        name (str): The name of the runner. Example: build server.
        number (int): The number of the runner, which can be sent instead of the id. Example: 1.
        status (str): Whether a runner is connected.
            - `online`: it is
            - `offline`: it is not; its runs wait
        last_seen_at (datetime.datetime | None | Unset): When it last sent something about itself or its runs.
        max_runs (int | None | Unset): How many runs it takes at once; null before it has connected. Example: 200.
        version (None | str | Unset): The version of the program; null before it has connected. Example: 0.1.0.
    """

    active_runs: int
    agent_types: list[str]
    created_at: datetime.datetime
    custom_commands: bool
    id: str
    name: str
    number: int
    status: str
    last_seen_at: datetime.datetime | None | Unset = UNSET
    max_runs: int | None | Unset = UNSET
    version: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active_runs = self.active_runs

        agent_types = self.agent_types

        created_at = self.created_at.isoformat()

        custom_commands = self.custom_commands

        id = self.id

        name = self.name

        number = self.number

        status = self.status

        last_seen_at: None | str | Unset
        if isinstance(self.last_seen_at, Unset):
            last_seen_at = UNSET
        elif isinstance(self.last_seen_at, datetime.datetime):
            last_seen_at = self.last_seen_at.isoformat()
        else:
            last_seen_at = self.last_seen_at

        max_runs: int | None | Unset
        if isinstance(self.max_runs, Unset):
            max_runs = UNSET
        else:
            max_runs = self.max_runs

        version: None | str | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        else:
            version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active_runs": active_runs,
                "agent_types": agent_types,
                "created_at": created_at,
                "custom_commands": custom_commands,
                "id": id,
                "name": name,
                "number": number,
                "status": status,
            }
        )
        if last_seen_at is not UNSET:
            field_dict["last_seen_at"] = last_seen_at
        if max_runs is not UNSET:
            field_dict["max_runs"] = max_runs
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active_runs = d.pop("active_runs")

        agent_types = cast(list[str], d.pop("agent_types"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        custom_commands = d.pop("custom_commands")

        id = d.pop("id")

        name = d.pop("name")

        number = d.pop("number")

        status = d.pop("status")

        def _parse_last_seen_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_seen_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_seen_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_seen_at = _parse_last_seen_at(d.pop("last_seen_at", UNSET))

        def _parse_max_runs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_runs = _parse_max_runs(d.pop("max_runs", UNSET))

        def _parse_version(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        version = _parse_version(d.pop("version", UNSET))

        runner = cls(
            active_runs=active_runs,
            agent_types=agent_types,
            created_at=created_at,
            custom_commands=custom_commands,
            id=id,
            name=name,
            number=number,
            status=status,
            last_seen_at=last_seen_at,
            max_runs=max_runs,
            version=version,
        )

        runner.additional_properties = d
        return runner

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
