from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.counted_errors import CountedErrors
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    hours: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["hours"] = hours

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/errors",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CountedErrors | None:
    if response.status_code == 200:
        response_200 = CountedErrors.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CountedErrors]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    hours: int | Unset = UNSET,
) -> Response[CountedErrors]:
    """Count recent errors.

     Counts the replies with an error by code and by hour, for seven days at most. Each instance of the
    worker reports every ten seconds at
    most, with its next error, so the newest may be missing. `request_id` finds the newest one in the
    log.

    Args:
        hours (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CountedErrors]
    """

    kwargs = _get_kwargs(
        hours=hours,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    hours: int | Unset = UNSET,
) -> CountedErrors | None:
    """Count recent errors.

     Counts the replies with an error by code and by hour, for seven days at most. Each instance of the
    worker reports every ten seconds at
    most, with its next error, so the newest may be missing. `request_id` finds the newest one in the
    log.

    Args:
        hours (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CountedErrors
    """

    return sync_detailed(
        client=client,
        hours=hours,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    hours: int | Unset = UNSET,
) -> Response[CountedErrors]:
    """Count recent errors.

     Counts the replies with an error by code and by hour, for seven days at most. Each instance of the
    worker reports every ten seconds at
    most, with its next error, so the newest may be missing. `request_id` finds the newest one in the
    log.

    Args:
        hours (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CountedErrors]
    """

    kwargs = _get_kwargs(
        hours=hours,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    hours: int | Unset = UNSET,
) -> CountedErrors | None:
    """Count recent errors.

     Counts the replies with an error by code and by hour, for seven days at most. Each instance of the
    worker reports every ten seconds at
    most, with its next error, so the newest may be missing. `request_id` finds the newest one in the
    log.

    Args:
        hours (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CountedErrors
    """

    return (
        await asyncio_detailed(
            client=client,
            hours=hours,
        )
    ).parsed
