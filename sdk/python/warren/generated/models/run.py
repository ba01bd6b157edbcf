from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Run")


@_attrs_define
class Run:
    """A run of an agent. Other systems call it a pod.

    Attributes:
        agent_type_id (str): The type of agent. Example: claude-code.
        auto_close (bool): Whether the agent ends when it has done its task.
        auto_close_delay_seconds (int): How long the sandbox stays after the agent has ended, in seconds. Example: 30.
        pod_timeout_minutes (int): The longest time that the run takes, in minutes. Example: 60.
        sandbox_type (str): Where the agent works: `worktree`, a git worktree of the repository, or `tempdir`, an empty
            directory. Example: worktree.
        created_at (datetime.datetime): When it was created.
        key (str): The run's id. Example: run_0a1b2c3d4e5f6g7h.
        output_bytes (int): How many bytes of output are stored.
        output_truncated (bool): Whether there was more output than is stored.
        pod_key (str): The same as `key`. Example: run_0a1b2c3d4e5f6g7h.
        runner_id (str): The runner that starts it. Example: 550e8400-e29b-41d4-a716-446655440000.
        status (str): How far a run has come.
            - `creating`: its runner has not started it yet
            - `running`: the agent runs
            - `terminating`: it is being stopped, or its last output is being stored
            - `terminated`: it was stopped
            - `completed`: the agent ended without an error
            - `failed`: it could not start, or ended with an error; `error_code` says which
            - `lost`: its runner does not know it any more, or was away for a day
        updated_at (datetime.datetime): When it last changed.
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
        agent_status (None | str | Unset):
        branch_name (None | str | Unset): The branch of the worktree: the one that was asked for or, if that is in use,
            a new one that begins there. Example: feature/auth.
        error_code (None | str | Unset): Why it failed; docs/RUNS.md lists the codes. Example: branch_not_found.
        error_message (None | str | Unset): Why it failed, for people. Example: The repository has no branch
            `feature/auth`..
        exit_code (int | None | Unset): The agent's exit code. Example: 0.
        finished_at (datetime.datetime | None | Unset): When it ended.
        held_usdc (int | None | Unset): What they hold, in atomic USDC. Only of a single run that has a
            `max_spend_usdc`. Example: 0.
        spent_usdc (int | None | Unset): What it and the runs that it started have spent, in atomic USDC. Only of a
            single run that has a `max_spend_usdc`. Example: 250000.
        started_at (datetime.datetime | None | Unset): When its runner started it.
    """

    agent_type_id: str
    auto_close: bool
    auto_close_delay_seconds: int
    pod_timeout_minutes: int
    sandbox_type: str
    created_at: datetime.datetime
    key: str
    output_bytes: int
    output_truncated: bool
    pod_key: str
    runner_id: str
    status: str
    updated_at: datetime.datetime
    branch: None | str | Unset = UNSET
    channel_id: int | None | Unset = UNSET
    initial_prompt: None | str | Unset = UNSET
    max_spend_usdc: int | None | Unset = UNSET
    max_turns: int | None | Unset = UNSET
    model: None | str | Unset = UNSET
    repository_id: int | None | Unset = UNSET
    ticket_slug: None | str | Unset = UNSET
    tools: list[str] | None | Unset = UNSET
    agent_status: None | str | Unset = UNSET
    branch_name: None | str | Unset = UNSET
    error_code: None | str | Unset = UNSET
    error_message: None | str | Unset = UNSET
    exit_code: int | None | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_usdc: int | None | Unset = UNSET
    spent_usdc: int | None | Unset = UNSET
    started_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_type_id = self.agent_type_id

        auto_close = self.auto_close

        auto_close_delay_seconds = self.auto_close_delay_seconds

        pod_timeout_minutes = self.pod_timeout_minutes

        sandbox_type = self.sandbox_type

        created_at = self.created_at.isoformat()

        key = self.key

        output_bytes = self.output_bytes

        output_truncated = self.output_truncated

        pod_key = self.pod_key

        runner_id = self.runner_id

        status = self.status

        updated_at = self.updated_at.isoformat()

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

        agent_status: None | str | Unset
        if isinstance(self.agent_status, Unset):
            agent_status = UNSET
        else:
            agent_status = self.agent_status

        branch_name: None | str | Unset
        if isinstance(self.branch_name, Unset):
            branch_name = UNSET
        else:
            branch_name = self.branch_name

        error_code: None | str | Unset
        if isinstance(self.error_code, Unset):
            error_code = UNSET
        else:
            error_code = self.error_code

        error_message: None | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        else:
            error_message = self.error_message

        exit_code: int | None | Unset
        if isinstance(self.exit_code, Unset):
            exit_code = UNSET
        else:
            exit_code = self.exit_code

        finished_at: None | str | Unset
        if isinstance(self.finished_at, Unset):
            finished_at = UNSET
        elif isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        held_usdc: int | None | Unset
        if isinstance(self.held_usdc, Unset):
            held_usdc = UNSET
        else:
            held_usdc = self.held_usdc

        spent_usdc: int | None | Unset
        if isinstance(self.spent_usdc, Unset):
            spent_usdc = UNSET
        else:
            spent_usdc = self.spent_usdc

        started_at: None | str | Unset
        if isinstance(self.started_at, Unset):
            started_at = UNSET
        elif isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_type_id": agent_type_id,
                "auto_close": auto_close,
                "auto_close_delay_seconds": auto_close_delay_seconds,
                "pod_timeout_minutes": pod_timeout_minutes,
                "sandbox_type": sandbox_type,
                "created_at": created_at,
                "key": key,
                "output_bytes": output_bytes,
                "output_truncated": output_truncated,
                "pod_key": pod_key,
                "runner_id": runner_id,
                "status": status,
                "updated_at": updated_at,
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
        if agent_status is not UNSET:
            field_dict["agent_status"] = agent_status
        if branch_name is not UNSET:
            field_dict["branch_name"] = branch_name
        if error_code is not UNSET:
            field_dict["error_code"] = error_code
        if error_message is not UNSET:
            field_dict["error_message"] = error_message
        if exit_code is not UNSET:
            field_dict["exit_code"] = exit_code
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_usdc is not UNSET:
            field_dict["held_usdc"] = held_usdc
        if spent_usdc is not UNSET:
            field_dict["spent_usdc"] = spent_usdc
        if started_at is not UNSET:
            field_dict["started_at"] = started_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_type_id = d.pop("agent_type_id")

        auto_close = d.pop("auto_close")

        auto_close_delay_seconds = d.pop("auto_close_delay_seconds")

        pod_timeout_minutes = d.pop("pod_timeout_minutes")

        sandbox_type = d.pop("sandbox_type")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key = d.pop("key")

        output_bytes = d.pop("output_bytes")

        output_truncated = d.pop("output_truncated")

        pod_key = d.pop("pod_key")

        runner_id = d.pop("runner_id")

        status = d.pop("status")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

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

        def _parse_agent_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        agent_status = _parse_agent_status(d.pop("agent_status", UNSET))

        def _parse_branch_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        branch_name = _parse_branch_name(d.pop("branch_name", UNSET))

        def _parse_error_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_code = _parse_error_code(d.pop("error_code", UNSET))

        def _parse_error_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_message = _parse_error_message(d.pop("error_message", UNSET))

        def _parse_exit_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        exit_code = _parse_exit_code(d.pop("exit_code", UNSET))

        def _parse_finished_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        finished_at = _parse_finished_at(d.pop("finished_at", UNSET))

        def _parse_held_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        held_usdc = _parse_held_usdc(d.pop("held_usdc", UNSET))

        def _parse_spent_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        spent_usdc = _parse_spent_usdc(d.pop("spent_usdc", UNSET))

        def _parse_started_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        started_at = _parse_started_at(d.pop("started_at", UNSET))

        run = cls(
            agent_type_id=agent_type_id,
            auto_close=auto_close,
            auto_close_delay_seconds=auto_close_delay_seconds,
            pod_timeout_minutes=pod_timeout_minutes,
            sandbox_type=sandbox_type,
            created_at=created_at,
            key=key,
            output_bytes=output_bytes,
            output_truncated=output_truncated,
            pod_key=pod_key,
            runner_id=runner_id,
            status=status,
            updated_at=updated_at,
            branch=branch,
            channel_id=channel_id,
            initial_prompt=initial_prompt,
            max_spend_usdc=max_spend_usdc,
            max_turns=max_turns,
            model=model,
            repository_id=repository_id,
            ticket_slug=ticket_slug,
            tools=tools,
            agent_status=agent_status,
            branch_name=branch_name,
            error_code=error_code,
            error_message=error_message,
            exit_code=exit_code,
            finished_at=finished_at,
            held_usdc=held_usdc,
            spent_usdc=spent_usdc,
            started_at=started_at,
        )

        run.additional_properties = d
        return run

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
