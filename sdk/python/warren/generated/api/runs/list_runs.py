from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.run_list import RunList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    *,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["status"] = status

    params["limit"] = limit

    params["offset"] = offset

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ext/orgs/{org}/pods".format(
            org=quote(str(org), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RunList | None:
    if response.status_code == 200:
        response_200 = RunList.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RunList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunList]:
    """List runs.

     Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after
    their end.

    Args:
        org (str):
        status (str | Unset): How far a run has come.
            - `creating`: its runner has not started it yet
            - `running`: the agent runs
            - `terminating`: it is being stopped, or its last output is being stored
            - `terminated`: it was stopped
            - `completed`: the agent ended without an error
            - `failed`: it could not start, or ended with an error; `error_code` says which
            - `lost`: its runner does not know it any more, or was away for a day
        limit (int | Unset):
        offset (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunList]
    """

    kwargs = _get_kwargs(
        org=org,
        status=status,
        limit=limit,
        offset=offset,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunList | None:
    """List runs.

     Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after
    their end.

    Args:
        org (str):
        status (str | Unset): How far a run has come.
            - `creating`: its runner has not started it yet
            - `running`: the agent runs
            - `terminating`: it is being stopped, or its last output is being stored
            - `terminated`: it was stopped
            - `completed`: the agent ended without an error
            - `failed`: it could not start, or ended with an error; `error_code` says which
            - `lost`: its runner does not know it any more, or was away for a day
        limit (int | Unset):
        offset (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunList
    """

    return sync_detailed(
        org=org,
        client=client,
        status=status,
        limit=limit,
        offset=offset,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunList]:
    """List runs.

     Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after
    their end.

    Args:
        org (str):
        status (str | Unset): How far a run has come.
            - `creating`: its runner has not started it yet
            - `running`: the agent runs
            - `terminating`: it is being stopped, or its last output is being stored
            - `terminated`: it was stopped
            - `completed`: the agent ended without an error
            - `failed`: it could not start, or ended with an error; `error_code` says which
            - `lost`: its runner does not know it any more, or was away for a day
        limit (int | Unset):
        offset (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunList]
    """

    kwargs = _get_kwargs(
        org=org,
        status=status,
        limit=limit,
        offset=offset,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunList | None:
    """List runs.

     Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after
    their end.

    Args:
        org (str):
        status (str | Unset): How far a run has come.
            - `creating`: its runner has not started it yet
            - `running`: the agent runs
            - `terminating`: it is being stopped, or its last output is being stored
            - `terminated`: it was stopped
            - `completed`: the agent ended without an error
            - `failed`: it could not start, or ended with an error; `error_code` says which
            - `lost`: its runner does not know it any more, or was away for a day
        limit (int | Unset):
        offset (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunList
    """

    return (
        await asyncio_detailed(
            org=org,
            client=client,
            status=status,
            limit=limit,
            offset=offset,
            x_environment=x_environment,
        )
    ).parsed
