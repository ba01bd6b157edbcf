from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.run_output import RunOutput
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
    since: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["since"] = since

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/output".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RunOutput | None:
    if response.status_code == 200:
        response_200 = RunOutput.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RunOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    since: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunOutput]:
    """Read the output of a run.

     Returns what the agent's terminal showed, from the byte `since` on. A page ends between two
    characters. While the run goes on, ask
    again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        limit (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunOutput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        since=since,
        limit=limit,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    since: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunOutput | None:
    """Read the output of a run.

     Returns what the agent's terminal showed, from the byte `since` on. A page ends between two
    characters. While the run goes on, ask
    again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        limit (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunOutput
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        since=since,
        limit=limit,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    since: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunOutput]:
    """Read the output of a run.

     Returns what the agent's terminal showed, from the byte `since` on. A page ends between two
    characters. While the run goes on, ask
    again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        limit (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunOutput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        since=since,
        limit=limit,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    since: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunOutput | None:
    """Read the output of a run.

     Returns what the agent's terminal showed, from the byte `since` on. A page ends between two
    characters. While the run goes on, ask
    again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        limit (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunOutput
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            since=since,
            limit=limit,
            x_environment=x_environment,
        )
    ).parsed
