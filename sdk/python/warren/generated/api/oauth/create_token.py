from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.token_request import TokenRequest
from ...models.tokens import Tokens
from ...types import Response


def _get_kwargs(
    *,
    body: TokenRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Tokens | None:
    if response.status_code == 200:
        response_200 = Tokens.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Tokens]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Response[Tokens]:
    """Get tokens.

     Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no
    secret, and PKCE with `S256` is
    required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh
    token works once and is replaced;
    for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of
    its tokens.

    Args:
        body (TokenRequest): A request for tokens (RFC 6749, RFC 7636, RFC 8628, RFC 8707), as a
            form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tokens]
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
    body: TokenRequest,
) -> Tokens | None:
    """Get tokens.

     Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no
    secret, and PKCE with `S256` is
    required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh
    token works once and is replaced;
    for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of
    its tokens.

    Args:
        body (TokenRequest): A request for tokens (RFC 6749, RFC 7636, RFC 8628, RFC 8707), as a
            form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tokens
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Response[Tokens]:
    """Get tokens.

     Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no
    secret, and PKCE with `S256` is
    required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh
    token works once and is replaced;
    for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of
    its tokens.

    Args:
        body (TokenRequest): A request for tokens (RFC 6749, RFC 7636, RFC 8628, RFC 8707), as a
            form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tokens]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Tokens | None:
    """Get tokens.

     Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no
    secret, and PKCE with `S256` is
    required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh
    token works once and is replaced;
    for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of
    its tokens.

    Args:
        body (TokenRequest): A request for tokens (RFC 6749, RFC 7636, RFC 8628, RFC 8707), as a
            form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tokens
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
