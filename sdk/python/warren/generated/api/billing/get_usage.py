from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.usage import Usage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    by: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["by"] = by

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/usage",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Usage | None:
    if response.status_code == 200:
        response_200 = Usage.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Usage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    by: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Response[Usage]:
    """Read usage.

     Counts the account and all of its pods. Pods reserve a share of the daily requests in advance.
    Today's count excludes requests that
    up to 100 pods have reserved but not used; the counts of earlier days and of other pods include
    them.

    Args:
        by (str | Unset): How usage is broken down.
            - `pod`: also what each pod used today
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Usage]
    """

    kwargs = _get_kwargs(
        by=by,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    by: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Usage | None:
    """Read usage.

     Counts the account and all of its pods. Pods reserve a share of the daily requests in advance.
    Today's count excludes requests that
    up to 100 pods have reserved but not used; the counts of earlier days and of other pods include
    them.

    Args:
        by (str | Unset): How usage is broken down.
            - `pod`: also what each pod used today
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Usage
    """

    return sync_detailed(
        client=client,
        by=by,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    by: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Response[Usage]:
    """Read usage.

     Counts the account and all of its pods. Pods reserve a share of the daily requests in advance.
    Today's count excludes requests that
    up to 100 pods have reserved but not used; the counts of earlier days and of other pods include
    them.

    Args:
        by (str | Unset): How usage is broken down.
            - `pod`: also what each pod used today
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Usage]
    """

    kwargs = _get_kwargs(
        by=by,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    by: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Usage | None:
    """Read usage.

     Counts the account and all of its pods. Pods reserve a share of the daily requests in advance.
    Today's count excludes requests that
    up to 100 pods have reserved but not used; the counts of earlier days and of other pods include
    them.

    Args:
        by (str | Unset): How usage is broken down.
            - `pod`: also what each pod used today
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Usage
    """

    return (
        await asyncio_detailed(
            client=client,
            by=by,
            cursor=cursor,
        )
    ).parsed
