from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    agent: str,
    *,
    style: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["style"] = style

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/badge/{agent}".format(
            agent=quote(str(agent), safe=""),
        ),
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
    agent: str,
    *,
    client: AuthenticatedClient,
    style: str | Unset = UNSET,
) -> Response[str]:
    """Get an agent's badge.

     Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.

    Args:
        agent (str):
        style (str | Unset): How the badge looks.
            - `flat`: with rounded corners
            - `flat-square`: with square corners
            - `for-the-badge`: large, in capitals

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        agent=agent,
        style=style,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    agent: str,
    *,
    client: AuthenticatedClient,
    style: str | Unset = UNSET,
) -> str | None:
    """Get an agent's badge.

     Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.

    Args:
        agent (str):
        style (str | Unset): How the badge looks.
            - `flat`: with rounded corners
            - `flat-square`: with square corners
            - `for-the-badge`: large, in capitals

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return sync_detailed(
        agent=agent,
        client=client,
        style=style,
    ).parsed


async def asyncio_detailed(
    agent: str,
    *,
    client: AuthenticatedClient,
    style: str | Unset = UNSET,
) -> Response[str]:
    """Get an agent's badge.

     Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.

    Args:
        agent (str):
        style (str | Unset): How the badge looks.
            - `flat`: with rounded corners
            - `flat-square`: with square corners
            - `for-the-badge`: large, in capitals

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    kwargs = _get_kwargs(
        agent=agent,
        style=style,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    agent: str,
    *,
    client: AuthenticatedClient,
    style: str | Unset = UNSET,
) -> str | None:
    """Get an agent's badge.

     Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.

    Args:
        agent (str):
        style (str | Unset): How the badge looks.
            - `flat`: with rounded corners
            - `flat-square`: with square corners
            - `for-the-badge`: large, in capitals

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return (
        await asyncio_detailed(
            agent=agent,
            client=client,
            style=style,
        )
    ).parsed
