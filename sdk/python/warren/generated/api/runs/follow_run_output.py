from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
    since: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["since"] = since

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/stream".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> str | None:
    if response.status_code == 200:
        response_200 = response.text
        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[str]:
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
    x_environment: str | Unset = UNSET,
) -> Response[str]:
    """Follow a run's output.

     Replies with server-sent events (`text/event-stream`): `output` with `{"output":…,"next":…}`,
    `status` with `{"status":…}`, and at the end `ended`. The `id` of
    an event is the offset in bytes after it. A reply lasts 5 minutes at most; a browser's `EventSource`
    then asks again by itself, with
    `Last-Event-ID`, and gets what follows. After `ended`, close the `EventSource`.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        since=since,
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
    x_environment: str | Unset = UNSET,
) -> str | None:
    """Follow a run's output.

     Replies with server-sent events (`text/event-stream`): `output` with `{"output":…,"next":…}`,
    `status` with `{"status":…}`, and at the end `ended`. The `id` of
    an event is the offset in bytes after it. A reply lasts 5 minutes at most; a browser's `EventSource`
    then asks again by itself, with
    `Last-Event-ID`, and gets what follows. After `ended`, close the `EventSource`.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        since=since,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    since: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[str]:
    """Follow a run's output.

     Replies with server-sent events (`text/event-stream`): `output` with `{"output":…,"next":…}`,
    `status` with `{"status":…}`, and at the end `ended`. The `id` of
    an event is the offset in bytes after it. A reply lasts 5 minutes at most; a browser's `EventSource`
    then asks again by itself, with
    `Last-Event-ID`, and gets what follows. After `ended`, close the `EventSource`.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        since=since,
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
    x_environment: str | Unset = UNSET,
) -> str | None:
    """Follow a run's output.

     Replies with server-sent events (`text/event-stream`): `output` with `{"output":…,"next":…}`,
    `status` with `{"status":…}`, and at the end `ended`. The `id` of
    an event is the offset in bytes after it. A reply lasts 5 minutes at most; a browser's `EventSource`
    then asks again by itself, with
    `Last-Event-ID`, and gets what follows. After `ended`, close the `EventSource`.

    Args:
        org (str):
        key (str):
        since (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            since=since,
            x_environment=x_environment,
        )
    ).parsed
