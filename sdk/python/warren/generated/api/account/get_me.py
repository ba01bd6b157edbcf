from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.me import Me
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/me",
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Me | None:
    if response.status_code == 200:
        response_200 = Me.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Me]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[Me]:
    """Find out who you are.

     Returns the account, the pod and the permissions of the credential. Every key, session and OAuth
    access token can call this, whatever its
    permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read`
    there, `addresses` is empty.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Me]
    """

    kwargs = _get_kwargs(
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Me | None:
    """Find out who you are.

     Returns the account, the pod and the permissions of the credential. Every key, session and OAuth
    access token can call this, whatever its
    permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read`
    there, `addresses` is empty.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Me
    """

    return sync_detailed(
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[Me]:
    """Find out who you are.

     Returns the account, the pod and the permissions of the credential. Every key, session and OAuth
    access token can call this, whatever its
    permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read`
    there, `addresses` is empty.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Me]
    """

    kwargs = _get_kwargs(
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Me | None:
    """Find out who you are.

     Returns the account, the pod and the permissions of the credential. Every key, session and OAuth
    access token can call this, whatever its
    permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read`
    there, `addresses` is empty.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Me
    """

    return (
        await asyncio_detailed(
            client=client,
            x_environment=x_environment,
        )
    ).parsed
