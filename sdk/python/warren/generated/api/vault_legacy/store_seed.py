from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_seed import NewSeed
from ...models.stored_seed import StoredSeed
from ...types import Response


def _get_kwargs(
    *,
    body: NewSeed,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/vault/store",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> StoredSeed | None:
    if response.status_code == 200:
        response_200 = StoredSeed.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[StoredSeed]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewSeed,
) -> Response[StoredSeed]:
    """Store an encrypted seed without an account.

     An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be
    recovered like any other, but is
    deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT
    /v1/vault/{key}`).

    Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address
    (IPv6: /64), 240 from one /24
    (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number
    of bytes of unconfirmed seeds
    (configurable); above it, the reply is 503.

    Args:
        body (NewSeed): A seed to store without an account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[StoredSeed]
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
    body: NewSeed,
) -> StoredSeed | None:
    """Store an encrypted seed without an account.

     An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be
    recovered like any other, but is
    deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT
    /v1/vault/{key}`).

    Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address
    (IPv6: /64), 240 from one /24
    (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number
    of bytes of unconfirmed seeds
    (configurable); above it, the reply is 503.

    Args:
        body (NewSeed): A seed to store without an account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        StoredSeed
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewSeed,
) -> Response[StoredSeed]:
    """Store an encrypted seed without an account.

     An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be
    recovered like any other, but is
    deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT
    /v1/vault/{key}`).

    Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address
    (IPv6: /64), 240 from one /24
    (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number
    of bytes of unconfirmed seeds
    (configurable); above it, the reply is 503.

    Args:
        body (NewSeed): A seed to store without an account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[StoredSeed]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewSeed,
) -> StoredSeed | None:
    """Store an encrypted seed without an account.

     An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be
    recovered like any other, but is
    deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT
    /v1/vault/{key}`).

    Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address
    (IPv6: /64), 240 from one /24
    (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number
    of bytes of unconfirmed seeds
    (configurable); above it, the reply is 503.

    Args:
        body (NewSeed): A seed to store without an account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        StoredSeed
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
