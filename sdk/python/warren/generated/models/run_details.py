from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RunDetails")


@_attrs_define
class RunDetails:
    """What was asked for, without secrets. It never changes.

    Attributes:
        agent_type_id (str): The type of agent. Example: claude-code.
        auto_close (bool): Whether the agent ends when it has done its task.
        auto_close_delay_seconds (int): How long the sandbox stays after the agent has ended, in seconds. Example: 30.
        pod_timeout_minutes (int): The longest time that the run takes, in minutes. Example: 60.
        sandbox_type (str): Where the agent works: `worktree`, a git worktree of the repository, or `tempdir`, an empty
            directory. Example: worktree.
        branch (None | str | Unset): The branch that was asked for. Example: feature/auth.
        channel_id (int | None | Unset): A channel, as the request named it. Example: 5.
        initial_prompt (None | str | Unset): The first task. Example: Fix the login bug.
        max_spend_usdc (int | None | Unset): What the run and the runs that it starts may spend, in atomic USDC.
            Example: 1000000.
        max_turns (int | None | Unset): The greatest number of turns of the agent. Example: 100.
        model (None | str | Unset): The model that the agent uses. Example: gpt4o.
        repository_id (int | None | Unset): The repository's id. Example: 1.
        ticket_slug (None | str | Unset): A ticket, as the request named it. Example: AM-42.
        tools (list[str] | None | Unset): The only tools that the agent may use. Example: ['Bash', 'Edit'].
    """

    agent_type_id: str
    auto_close: bool
    auto_close_delay_seconds: int
    pod_timeout_minutes: int
    sandbox_type: str
    branch: None | str | Unset = UNSET
    channel_id: int | None | Unset = UNSET
    initial_prompt: None | str | Unset = UNSET
    max_spend_usdc: int | None | Unset = UNSET
    max_turns: int | None | Unset = UNSET
    model: None | str | Unset = UNSET
    repository_id: int | None | Unset = UNSET
    ticket_slug: None | str | Unset = UNSET
    tools: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_type_id = self.agent_type_id

        auto_close = self.auto_close

        auto_close_delay_seconds = self.auto_close_delay_seconds

        pod_timeout_minutes = self.pod_timeout_minutes

        sandbox_type = self.sandbox_type

        branch: None | str | Unset
        if isinstance(self.branch, Unset):
            branch = UNSET
        else:
            branch = self.branch

        channel_id: int | None | Unset
        if isinstance(self.channel_id, Unset):
            channel_id = UNSET
        else:
            channel_id = self.channel_id

        initial_prompt: None | str | Unset
        if isinstance(self.initial_prompt, Unset):
            initial_prompt = UNSET
        else:
            initial_prompt = self.initial_prompt

        max_spend_usdc: int | None | Unset
        if isinstance(self.max_spend_usdc, Unset):
            max_spend_usdc = UNSET
        else:
            max_spend_usdc = self.max_spend_usdc

        max_turns: int | None | Unset
        if isinstance(self.max_turns, Unset):
            max_turns = UNSET
        else:
            max_turns = self.max_turns

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        repository_id: int | None | Unset
        if isinstance(self.repository_id, Unset):
            repository_id = UNSET
        else:
            repository_id = self.repository_id

        ticket_slug: None | str | Unset
        if isinstance(self.ticket_slug, Unset):
            ticket_slug = UNSET
        else:
            ticket_slug = self.ticket_slug

        tools: list[str] | None | Unset
        if isinstance(self.tools, Unset):
            tools = UNSET
        elif isinstance(self.tools, list):
            tools = self.tools

        else:
            tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_type_id": agent_type_id,
                "auto_close": auto_close,
                "auto_close_delay_seconds": auto_close_delay_seconds,
                "pod_timeout_minutes": pod_timeout_minutes,
                "sandbox_type": sandbox_type,
            }
        )
        if branch is not UNSET:
            field_dict["branch"] = branch
        if channel_id is not UNSET:
            field_dict["channel_id"] = channel_id
        if initial_prompt is not UNSET:
            field_dict["initial_prompt"] = initial_prompt
        if max_spend_usdc is not UNSET:
            field_dict["max_spend_usdc"] = max_spend_usdc
        if max_turns is not UNSET:
            field_dict["max_turns"] = max_turns
        if model is not UNSET:
            field_dict["model"] = model
        if repository_id is not UNSET:
            field_dict["repository_id"] = repository_id
        if ticket_slug is not UNSET:
            field_dict["ticket_slug"] = ticket_slug
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_type_id = d.pop("agent_type_id")

        auto_close = d.pop("auto_close")

        auto_close_delay_seconds = d.pop("auto_close_delay_seconds")

        pod_timeout_minutes = d.pop("pod_timeout_minutes")

        sandbox_type = d.pop("sandbox_type")

        def _parse_branch(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        branch = _parse_branch(d.pop("branch", UNSET))

        def _parse_channel_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        channel_id = _parse_channel_id(d.pop("channel_id", UNSET))

        def _parse_initial_prompt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        initial_prompt = _parse_initial_prompt(d.pop("initial_prompt", UNSET))

        def _parse_max_spend_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_spend_usdc = _parse_max_spend_usdc(d.pop("max_spend_usdc", UNSET))

        def _parse_max_turns(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_turns = _parse_max_turns(d.pop("max_turns", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_repository_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        repository_id = _parse_repository_id(d.pop("repository_id", UNSET))

        def _parse_ticket_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ticket_slug = _parse_ticket_slug(d.pop("ticket_slug", UNSET))

        def _parse_tools(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tools_type_0 = cast(list[str], data)

                return tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tools = _parse_tools(d.pop("tools", UNSET))

        run_details = cls(
            agent_type_id=agent_type_id,
            auto_close=auto_close,
            auto_close_delay_seconds=auto_close_delay_seconds,
            pod_timeout_minutes=pod_timeout_minutes,
            sandbox_type=sandbox_type,
            branch=branch,
            channel_id=channel_id,
            initial_prompt=initial_prompt,
            max_spend_usdc=max_spend_usdc,
            max_turns=max_turns,
            model=model,
            repository_id=repository_id,
            ticket_slug=ticket_slug,
            tools=tools,
        )

        run_details.additional_properties = d
        return run_details

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
