from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_client import NewClient
from ...models.registered_client import RegisteredClient
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewClient | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/register",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RegisteredClient | None:
    if response.status_code == 201:
        response_201 = RegisteredClient.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RegisteredClient]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewClient | Unset = UNSET,
) -> Response[RegisteredClient]:
    """Register an OAuth client.

     For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was
    registered, sealed. So it cannot be
    changed or deleted; register again instead. Clients are public: one that asks for a secret gets
    none. People see the name together
    with the words that the client is not verified.

    Args:
        body (NewClient | Unset): A client to register (RFC 7591). Other metadata is ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RegisteredClient]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewClient | Unset = UNSET,
) -> RegisteredClient | None:
    """Register an OAuth client.

     For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was
    registered, sealed. So it cannot be
    changed or deleted; register again instead. Clients are public: one that asks for a secret gets
    none. People see the name together
    with the words that the client is not verified.

    Args:
        body (NewClient | Unset): A client to register (RFC 7591). Other metadata is ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RegisteredClient
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewClient | Unset = UNSET,
) -> Response[RegisteredClient]:
    """Register an OAuth client.

     For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was
    registered, sealed. So it cannot be
    changed or deleted; register again instead. Clients are public: one that asks for a secret gets
    none. People see the name together
    with the words that the client is not verified.

    Args:
        body (NewClient | Unset): A client to register (RFC 7591). Other metadata is ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RegisteredClient]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewClient | Unset = UNSET,
) -> RegisteredClient | None:
    """Register an OAuth client.

     For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was
    registered, sealed. So it cannot be
    changed or deleted; register again instead. Clients are public: one that asks for a secret gets
    none. People see the name together
    with the words that the client is not verified.

    Args:
        body (NewClient | Unset): A client to register (RFC 7591). Other metadata is ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RegisteredClient
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
