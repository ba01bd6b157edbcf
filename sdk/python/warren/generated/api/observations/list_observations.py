import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.observations import Observations
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    topic: str | Unset = UNSET,
    agent_id: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    scope: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["topic"] = topic

    params["agent_id"] = agent_id

    json_since: str | Unset = UNSET
    if not isinstance(since, Unset):
        json_since = since.isoformat()
    params["since"] = json_since

    params["scope"] = scope

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/observations",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Observations | None:
    if response.status_code == 200:
        response_200 = Observations.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Observations]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    topic: str | Unset = UNSET,
    agent_id: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    scope: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Observations]:
    """List observations.

     Lists the newest first. Each shared observation has a later time than the one before. So a list with
    the time of the last one that
    you have read in `since` misses none.

    Args:
        topic (str | Unset):
        agent_id (str | Unset):
        since (datetime.datetime | Unset):
        scope (str | Unset): Which observations to list.
            - `all`: your own and all shared ones
            - `mine`: your own
            - `shared`: all shared ones
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Observations]
    """

    kwargs = _get_kwargs(
        topic=topic,
        agent_id=agent_id,
        since=since,
        scope=scope,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    topic: str | Unset = UNSET,
    agent_id: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    scope: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Observations | None:
    """List observations.

     Lists the newest first. Each shared observation has a later time than the one before. So a list with
    the time of the last one that
    you have read in `since` misses none.

    Args:
        topic (str | Unset):
        agent_id (str | Unset):
        since (datetime.datetime | Unset):
        scope (str | Unset): Which observations to list.
            - `all`: your own and all shared ones
            - `mine`: your own
            - `shared`: all shared ones
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Observations
    """

    return sync_detailed(
        client=client,
        topic=topic,
        agent_id=agent_id,
        since=since,
        scope=scope,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    topic: str | Unset = UNSET,
    agent_id: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    scope: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Observations]:
    """List observations.

     Lists the newest first. Each shared observation has a later time than the one before. So a list with
    the time of the last one that
    you have read in `since` misses none.

    Args:
        topic (str | Unset):
        agent_id (str | Unset):
        since (datetime.datetime | Unset):
        scope (str | Unset): Which observations to list.
            - `all`: your own and all shared ones
            - `mine`: your own
            - `shared`: all shared ones
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Observations]
    """

    kwargs = _get_kwargs(
        topic=topic,
        agent_id=agent_id,
        since=since,
        scope=scope,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    topic: str | Unset = UNSET,
    agent_id: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    scope: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Observations | None:
    """List observations.

     Lists the newest first. Each shared observation has a later time than the one before. So a list with
    the time of the last one that
    you have read in `since` misses none.

    Args:
        topic (str | Unset):
        agent_id (str | Unset):
        since (datetime.datetime | Unset):
        scope (str | Unset): Which observations to list.
            - `all`: your own and all shared ones
            - `mine`: your own
            - `shared`: all shared ones
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Observations
    """

    return (
        await asyncio_detailed(
            client=client,
            topic=topic,
            agent_id=agent_id,
            since=since,
            scope=scope,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
