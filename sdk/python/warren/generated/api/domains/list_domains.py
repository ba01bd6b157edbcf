from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.environment_domains import EnvironmentDomains
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    environment_id: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["environment_id"] = environment_id

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/domains",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EnvironmentDomains | None:
    if response.status_code == 200:
        response_200 = EnvironmentDomains.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EnvironmentDomains]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    environment_id: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentDomains]:
    """List domains.

     Lists the domains of one environment, the oldest first, with the results of the last look-up of
    their records. The default environment
    includes the domains that were added with `POST /v1/stack`.

    Args:
        environment_id (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentDomains]
    """

    kwargs = _get_kwargs(
        environment_id=environment_id,
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
    environment_id: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentDomains | None:
    """List domains.

     Lists the domains of one environment, the oldest first, with the results of the last look-up of
    their records. The default environment
    includes the domains that were added with `POST /v1/stack`.

    Args:
        environment_id (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentDomains
    """

    return sync_detailed(
        client=client,
        environment_id=environment_id,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    environment_id: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentDomains]:
    """List domains.

     Lists the domains of one environment, the oldest first, with the results of the last look-up of
    their records. The default environment
    includes the domains that were added with `POST /v1/stack`.

    Args:
        environment_id (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentDomains]
    """

    kwargs = _get_kwargs(
        environment_id=environment_id,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    environment_id: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentDomains | None:
    """List domains.

     Lists the domains of one environment, the oldest first, with the results of the last look-up of
    their records. The default environment
    includes the domains that were added with `POST /v1/stack`.

    Args:
        environment_id (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentDomains
    """

    return (
        await asyncio_detailed(
            client=client,
            environment_id=environment_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
