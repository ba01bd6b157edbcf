from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.agent import Agent
from ...models.new_agent import NewAgent
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewAgent | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/auth/agent-register",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Agent | None:
    if response.status_code == 201:
        response_201 = Agent.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Agent]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAgent | Unset = UNSET,
) -> Response[Agent]:
    """Register an agent.

     Creates an account, its key and an email address that receives mail immediately. If one of them
    cannot be created, none is. Without a
    name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour
    from one IP address (configurable).

    Args:
        body (NewAgent | Unset): An agent to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Agent]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewAgent | Unset = UNSET,
) -> Agent | None:
    """Register an agent.

     Creates an account, its key and an email address that receives mail immediately. If one of them
    cannot be created, none is. Without a
    name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour
    from one IP address (configurable).

    Args:
        body (NewAgent | Unset): An agent to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Agent
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAgent | Unset = UNSET,
) -> Response[Agent]:
    """Register an agent.

     Creates an account, its key and an email address that receives mail immediately. If one of them
    cannot be created, none is. Without a
    name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour
    from one IP address (configurable).

    Args:
        body (NewAgent | Unset): An agent to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Agent]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewAgent | Unset = UNSET,
) -> Agent | None:
    """Register an agent.

     Creates an account, its key and an email address that receives mail immediately. If one of them
    cannot be created, none is. Without a
    name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour
    from one IP address (configurable).

    Args:
        body (NewAgent | Unset): An agent to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Agent
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
