from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.introspect_token import IntrospectToken
from ...models.introspection import Introspection
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: IntrospectToken,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/introspect",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Introspection | None:
    if response.status_code == 200:
        response_200 = Introspection.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Introspection]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: IntrospectToken,
    x_environment: str | Unset = UNSET,
) -> Response[Introspection]:
    """Introspect an access token.

     Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and
    admins can ask about all tokens of the
    account, a key of a pod about those of its pod. Other tokens are not active.

    Args:
        x_environment (str | Unset):
        body (IntrospectToken): A token to introspect, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Introspection]
    """

    kwargs = _get_kwargs(
        body=body,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: IntrospectToken,
    x_environment: str | Unset = UNSET,
) -> Introspection | None:
    """Introspect an access token.

     Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and
    admins can ask about all tokens of the
    account, a key of a pod about those of its pod. Other tokens are not active.

    Args:
        x_environment (str | Unset):
        body (IntrospectToken): A token to introspect, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Introspection
    """

    return sync_detailed(
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: IntrospectToken,
    x_environment: str | Unset = UNSET,
) -> Response[Introspection]:
    """Introspect an access token.

     Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and
    admins can ask about all tokens of the
    account, a key of a pod about those of its pod. Other tokens are not active.

    Args:
        x_environment (str | Unset):
        body (IntrospectToken): A token to introspect, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Introspection]
    """

    kwargs = _get_kwargs(
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: IntrospectToken,
    x_environment: str | Unset = UNSET,
) -> Introspection | None:
    """Introspect an access token.

     Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and
    admins can ask about all tokens of the
    account, a key of a pod about those of its pod. Other tokens are not active.

    Args:
        x_environment (str | Unset):
        body (IntrospectToken): A token to introspect, as a form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Introspection
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
