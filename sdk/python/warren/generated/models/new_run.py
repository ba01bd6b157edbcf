from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_run_custom_mcp_config_type_0 import NewRunCustomMcpConfigType0
    from ..models.new_run_environment_variables import NewRunEnvironmentVariables


T = TypeVar("T", bound="NewRun")


@_attrs_define
class NewRun:
    """A run to create.

    Attributes:
        runner_id (str): The runner that starts it: its id, or its number. Example:
            550e8400-e29b-41d4-a716-446655440000.
        address (None | str | Unset): An email address for the run: a whole address or a local part. The environment
            claims it, and keeps it when the run has ended. The
            run's key can use no other address; `WARREN_ADDRESS` names it. Example: fixer.
        agent_type_id (None | str | Unset): The type of agent. Default: `custom` if there is a `custom_agent_command`,
            else the runner's default type. Example: claude-code.
        auto_close (bool | Unset): Whether the agent ends when it has done its task. Needs `initial_prompt`.
        auto_close_delay_seconds (int | Unset): How long the sandbox stays after the agent has ended, in seconds: at
            most 3,600. Example: 30.
        branch (None | str | Unset): The git branch to work on. Default: a new branch that begins at the repository's
            default branch. Example: feature/auth.
        channel_id (int | None | Unset): A channel to remember with the run. Example: 5.
        custom_agent_args (list[str] | Unset): The arguments of the command, at most 100. Example: ['--fast'].
        custom_agent_command (None | str | Unset): The command of a `custom` agent. The runner must allow commands of
            requests. Example: my-agent.
        custom_mcp_config (NewRunCustomMcpConfigType0 | None | Unset): MCP servers for the agent: an object with
            `mcpServers`.
        environment_variables (NewRunEnvironmentVariables | Unset): Environment variables of the agent, at most 100.
            They are never shown again, and deleted when the runner has them. Instead of a value,
            `{"$vault": "key"}` names a secret of the environment's vault, which only the runner decrypts; that needs
            `vault:read`.
        initial_prompt (None | str | Unset): The first task, at most 65,536 bytes. Example: Fix the login bug.
        max_spend_usdc (int | None | Unset): What the run and the runs that it starts may spend, in atomic USDC: 1 to
            1,000,000,000,000. It binds besides the caps of the
            environment and the account, and nobody can approve more. Default: no such limit. A run that was started with a
            run's key also
            counts against the limit of that run. Example: 1000000.
        max_turns (int | None | Unset): The greatest number of turns of the agent, 1 to 10,000. Only for types that have
            such a limit, and with `initial_prompt`. Example: 100.
        model (None | str | Unset): The model that the agent uses, at most 128 characters. Example: gpt4o.
        permissions (list[str] | None | Unset): What the run's own key may do, at most what the caller may do. Default:
            reading and sending mail, the calendar and the budget, as
            far as the caller may do that. Example: ['mail:read', 'mail:send'].
        pod_timeout_minutes (int | None | Unset): The longest time that the run takes, in minutes: 1 to 10,080. Default:
            1,440. Example: 60.
        repository_id (int | None | Unset): The repository's id. The runner must have it in its configuration. Example:
            1.
        sandbox_type (None | str | Unset): Where the agent works. Default: `worktree` with a repository, else `tempdir`.
            Example: tempdir.
        ticket_slug (None | str | Unset): A ticket to remember with the run, at most 128 characters. Example: AM-123.
        tools (list[str] | None | Unset): The only tools that the agent may use, at most 100. Only for types that can be
            confined to tools. Example: ['Bash', 'Edit'].
    """

    runner_id: str
    address: None | str | Unset = UNSET
    agent_type_id: None | str | Unset = UNSET
    auto_close: bool | Unset = UNSET
    auto_close_delay_seconds: int | Unset = UNSET
    branch: None | str | Unset = UNSET
    channel_id: int | None | Unset = UNSET
    custom_agent_args: list[str] | Unset = UNSET
    custom_agent_command: None | str | Unset = UNSET
    custom_mcp_config: NewRunCustomMcpConfigType0 | None | Unset = UNSET
    environment_variables: NewRunEnvironmentVariables | Unset = UNSET
    initial_prompt: None | str | Unset = UNSET
    max_spend_usdc: int | None | Unset = UNSET
    max_turns: int | None | Unset = UNSET
    model: None | str | Unset = UNSET
    permissions: list[str] | None | Unset = UNSET
    pod_timeout_minutes: int | None | Unset = UNSET
    repository_id: int | None | Unset = UNSET
    sandbox_type: None | str | Unset = UNSET
    ticket_slug: None | str | Unset = UNSET
    tools: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_run_custom_mcp_config_type_0 import NewRunCustomMcpConfigType0  # noqa: PLC0415

        runner_id = self.runner_id

        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        agent_type_id: None | str | Unset
        if isinstance(self.agent_type_id, Unset):
            agent_type_id = UNSET
        else:
            agent_type_id = self.agent_type_id

        auto_close = self.auto_close

        auto_close_delay_seconds = self.auto_close_delay_seconds

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

        custom_agent_args: list[str] | Unset = UNSET
        if not isinstance(self.custom_agent_args, Unset):
            custom_agent_args = self.custom_agent_args

        custom_agent_command: None | str | Unset
        if isinstance(self.custom_agent_command, Unset):
            custom_agent_command = UNSET
        else:
            custom_agent_command = self.custom_agent_command

        custom_mcp_config: dict[str, Any] | None | Unset
        if isinstance(self.custom_mcp_config, Unset):
            custom_mcp_config = UNSET
        elif isinstance(self.custom_mcp_config, NewRunCustomMcpConfigType0):
            custom_mcp_config = self.custom_mcp_config.to_dict()
        else:
            custom_mcp_config = self.custom_mcp_config

        environment_variables: dict[str, Any] | Unset = UNSET
        if not isinstance(self.environment_variables, Unset):
            environment_variables = self.environment_variables.to_dict()

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

        permissions: list[str] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, list):
            permissions = self.permissions

        else:
            permissions = self.permissions

        pod_timeout_minutes: int | None | Unset
        if isinstance(self.pod_timeout_minutes, Unset):
            pod_timeout_minutes = UNSET
        else:
            pod_timeout_minutes = self.pod_timeout_minutes

        repository_id: int | None | Unset
        if isinstance(self.repository_id, Unset):
            repository_id = UNSET
        else:
            repository_id = self.repository_id

        sandbox_type: None | str | Unset
        if isinstance(self.sandbox_type, Unset):
            sandbox_type = UNSET
        else:
            sandbox_type = self.sandbox_type

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

        field_dict.update(
            {
                "runner_id": runner_id,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if agent_type_id is not UNSET:
            field_dict["agent_type_id"] = agent_type_id
        if auto_close is not UNSET:
            field_dict["auto_close"] = auto_close
        if auto_close_delay_seconds is not UNSET:
            field_dict["auto_close_delay_seconds"] = auto_close_delay_seconds
        if branch is not UNSET:
            field_dict["branch"] = branch
        if channel_id is not UNSET:
            field_dict["channel_id"] = channel_id
        if custom_agent_args is not UNSET:
            field_dict["custom_agent_args"] = custom_agent_args
        if custom_agent_command is not UNSET:
            field_dict["custom_agent_command"] = custom_agent_command
        if custom_mcp_config is not UNSET:
            field_dict["custom_mcp_config"] = custom_mcp_config
        if environment_variables is not UNSET:
            field_dict["environment_variables"] = environment_variables
        if initial_prompt is not UNSET:
            field_dict["initial_prompt"] = initial_prompt
        if max_spend_usdc is not UNSET:
            field_dict["max_spend_usdc"] = max_spend_usdc
        if max_turns is not UNSET:
            field_dict["max_turns"] = max_turns
        if model is not UNSET:
            field_dict["model"] = model
        if permissions is not UNSET:
            field_dict["permissions"] = permissions
        if pod_timeout_minutes is not UNSET:
            field_dict["pod_timeout_minutes"] = pod_timeout_minutes
        if repository_id is not UNSET:
            field_dict["repository_id"] = repository_id
        if sandbox_type is not UNSET:
            field_dict["sandbox_type"] = sandbox_type
        if ticket_slug is not UNSET:
            field_dict["ticket_slug"] = ticket_slug
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_run_custom_mcp_config_type_0 import NewRunCustomMcpConfigType0  # noqa: PLC0415
        from ..models.new_run_environment_variables import NewRunEnvironmentVariables  # noqa: PLC0415

        d = dict(src_dict)
        runner_id = d.pop("runner_id")

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_agent_type_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        agent_type_id = _parse_agent_type_id(d.pop("agent_type_id", UNSET))

        auto_close = d.pop("auto_close", UNSET)

        auto_close_delay_seconds = d.pop("auto_close_delay_seconds", UNSET)

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

        custom_agent_args = cast(list[str], d.pop("custom_agent_args", UNSET))

        def _parse_custom_agent_command(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        custom_agent_command = _parse_custom_agent_command(d.pop("custom_agent_command", UNSET))

        def _parse_custom_mcp_config(data: object) -> NewRunCustomMcpConfigType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                custom_mcp_config_type_0 = NewRunCustomMcpConfigType0.from_dict(data)

                return custom_mcp_config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewRunCustomMcpConfigType0 | None | Unset, data)

        custom_mcp_config = _parse_custom_mcp_config(d.pop("custom_mcp_config", UNSET))

        _environment_variables = d.pop("environment_variables", UNSET)
        environment_variables: NewRunEnvironmentVariables | Unset
        if isinstance(_environment_variables, Unset):
            environment_variables = UNSET
        else:
            environment_variables = NewRunEnvironmentVariables.from_dict(_environment_variables)

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

        def _parse_permissions(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                permissions_type_0 = cast(list[str], data)

                return permissions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        permissions = _parse_permissions(d.pop("permissions", UNSET))

        def _parse_pod_timeout_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pod_timeout_minutes = _parse_pod_timeout_minutes(d.pop("pod_timeout_minutes", UNSET))

        def _parse_repository_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        repository_id = _parse_repository_id(d.pop("repository_id", UNSET))

        def _parse_sandbox_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sandbox_type = _parse_sandbox_type(d.pop("sandbox_type", UNSET))

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

        new_run = cls(
            runner_id=runner_id,
            address=address,
            agent_type_id=agent_type_id,
            auto_close=auto_close,
            auto_close_delay_seconds=auto_close_delay_seconds,
            branch=branch,
            channel_id=channel_id,
            custom_agent_args=custom_agent_args,
            custom_agent_command=custom_agent_command,
            custom_mcp_config=custom_mcp_config,
            environment_variables=environment_variables,
            initial_prompt=initial_prompt,
            max_spend_usdc=max_spend_usdc,
            max_turns=max_turns,
            model=model,
            permissions=permissions,
            pod_timeout_minutes=pod_timeout_minutes,
            repository_id=repository_id,
            sandbox_type=sandbox_type,
            ticket_slug=ticket_slug,
            tools=tools,
        )

        return new_run
