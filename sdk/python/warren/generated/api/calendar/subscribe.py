from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response


def _get_kwargs(
    *,
    cal_token: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cal_token"] = cal_token

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/calendar/feed.ics",
        "params": params,
    }

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
    *,
    client: AuthenticatedClient,
    cal_token: str,
) -> Response[str]:
    """Fetch the feed.

     Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in
    the URL is the only credential. Times
    are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for
    30 days. With `If-None-Match` or
    `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the
    reply has no
    `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These
    requests do not count against the
    allowance. The whole feed is sent at most 60 times a minute.

    Args:
        cal_token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        cal_token=cal_token,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    cal_token: str,
) -> str | None:
    """Fetch the feed.

     Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in
    the URL is the only credential. Times
    are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for
    30 days. With `If-None-Match` or
    `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the
    reply has no
    `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These
    requests do not count against the
    allowance. The whole feed is sent at most 60 times a minute.

    Args:
        cal_token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return sync_detailed(
        client=client,
        cal_token=cal_token,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cal_token: str,
) -> Response[str]:
    """Fetch the feed.

     Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in
    the URL is the only credential. Times
    are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for
    30 days. With `If-None-Match` or
    `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the
    reply has no
    `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These
    requests do not count against the
    allowance. The whole feed is sent at most 60 times a minute.

    Args:
        cal_token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        cal_token=cal_token,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cal_token: str,
) -> str | None:
    """Fetch the feed.

     Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in
    the URL is the only credential. Times
    are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for
    30 days. With `If-None-Match` or
    `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the
    reply has no
    `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These
    requests do not count against the
    allowance. The whole feed is sent at most 60 times a minute.

    Args:
        cal_token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return (
        await asyncio_detailed(
            client=client,
            cal_token=cal_token,
        )
    ).parsed
