from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.revoke_token import RevokeToken
from ...models.revoked_token import RevokedToken
from ...types import Response


def _get_kwargs(
    *,
    body: RevokeToken,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/revoke",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RevokedToken | None:
    if response.status_code == 200:
        response_200 = RevokedToken.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RevokedToken]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RevokeToken,
) -> Response[RevokedToken]:
    """Revoke a token.

     Ends the grant of an access token or a refresh token, with all of its tokens, before this call
    returns (RFC 7009). A token that is
    unknown, or that is another client's, gets the same reply.

    Args:
        body (RevokeToken): A token to revoke, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RevokedToken]
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
    body: RevokeToken,
) -> RevokedToken | None:
    """Revoke a token.

     Ends the grant of an access token or a refresh token, with all of its tokens, before this call
    returns (RFC 7009). A token that is
    unknown, or that is another client's, gets the same reply.

    Args:
        body (RevokeToken): A token to revoke, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RevokedToken
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RevokeToken,
) -> Response[RevokedToken]:
    """Revoke a token.

     Ends the grant of an access token or a refresh token, with all of its tokens, before this call
    returns (RFC 7009). A token that is
    unknown, or that is another client's, gets the same reply.

    Args:
        body (RevokeToken): A token to revoke, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RevokedToken]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RevokeToken,
) -> RevokedToken | None:
    """Revoke a token.

     Ends the grant of an access token or a refresh token, with all of its tokens, before this call
    returns (RFC 7009). A token that is
    unknown, or that is another client's, gets the same reply.

    Args:
        body (RevokeToken): A token to revoke, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RevokedToken
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
