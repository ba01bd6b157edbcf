from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.events import Events
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["from"] = from_

    params["to"] = to

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/calendar/events",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Events | None:
    if response.status_code == 200:
        response_200 = Events.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Events]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Events]:
    """List events.

     With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating
    event with its own `start`, `end`
    and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200.
    Without `from` and `to`, lists
    every event once, as created.

    Args:
        from_ (str | Unset):
        to (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Events]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
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
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Events | None:
    """List events.

     With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating
    event with its own `start`, `end`
    and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200.
    Without `from` and `to`, lists
    every event once, as created.

    Args:
        from_ (str | Unset):
        to (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Events
    """

    return sync_detailed(
        client=client,
        from_=from_,
        to=to,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Events]:
    """List events.

     With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating
    event with its own `start`, `end`
    and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200.
    Without `from` and `to`, lists
    every event once, as created.

    Args:
        from_ (str | Unset):
        to (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Events]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Events | None:
    """List events.

     With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating
    event with its own `start`, `end`
    and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200.
    Without `from` and `to`, lists
    every event once, as created.

    Args:
        from_ (str | Unset):
        to (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Events
    """

    return (
        await asyncio_detailed(
            client=client,
            from_=from_,
            to=to,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
