from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_recovery import NewRecovery
from ...models.vault_recovery import VaultRecovery
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewRecovery,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/vault/recovery-email",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VaultRecovery | None:
    if response.status_code == 200:
        response_200 = VaultRecovery.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[VaultRecovery]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewRecovery,
    idempotency_key: str | Unset = UNSET,
) -> Response[VaultRecovery]:
    """Store the vault's encrypted recovery seed.

     A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you
    can decrypt it. An account has one
    seed: a new one replaces it. At most 100 accounts can use the same address.

    Args:
        idempotency_key (str | Unset):
        body (NewRecovery): An encrypted seed to store for recovery.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VaultRecovery]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewRecovery,
    idempotency_key: str | Unset = UNSET,
) -> VaultRecovery | None:
    """Store the vault's encrypted recovery seed.

     A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you
    can decrypt it. An account has one
    seed: a new one replaces it. At most 100 accounts can use the same address.

    Args:
        idempotency_key (str | Unset):
        body (NewRecovery): An encrypted seed to store for recovery.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VaultRecovery
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewRecovery,
    idempotency_key: str | Unset = UNSET,
) -> Response[VaultRecovery]:
    """Store the vault's encrypted recovery seed.

     A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you
    can decrypt it. An account has one
    seed: a new one replaces it. At most 100 accounts can use the same address.

    Args:
        idempotency_key (str | Unset):
        body (NewRecovery): An encrypted seed to store for recovery.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VaultRecovery]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewRecovery,
    idempotency_key: str | Unset = UNSET,
) -> VaultRecovery | None:
    """Store the vault's encrypted recovery seed.

     A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you
    can decrypt it. An account has one
    seed: a new one replaces it. At most 100 accounts can use the same address.

    Args:
        idempotency_key (str | Unset):
        body (NewRecovery): An encrypted seed to store for recovery.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VaultRecovery
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
