from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_e2e_key import NewE2EKey
from ...models.rotated_e2e_key import RotatedE2EKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewE2EKey,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/e2e/rotate-key",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RotatedE2EKey | None:
    if response.status_code == 200:
        response_200 = RotatedE2EKey.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RotatedE2EKey]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewE2EKey,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RotatedE2EKey]:
    """Set or rotate the pod's encryption key.

     The first call sets the master seed and the pod's key. Later calls must send the same seed. After
    the reply, new mail to the
    pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the
    earlier key, which
    `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses,
    but not keys that
    `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address.
    Sending the active key again
    changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewE2EKey): A key for the pod's mail.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RotatedE2EKey]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewE2EKey,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RotatedE2EKey | None:
    """Set or rotate the pod's encryption key.

     The first call sets the master seed and the pod's key. Later calls must send the same seed. After
    the reply, new mail to the
    pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the
    earlier key, which
    `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses,
    but not keys that
    `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address.
    Sending the active key again
    changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewE2EKey): A key for the pod's mail.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RotatedE2EKey
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewE2EKey,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RotatedE2EKey]:
    """Set or rotate the pod's encryption key.

     The first call sets the master seed and the pod's key. Later calls must send the same seed. After
    the reply, new mail to the
    pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the
    earlier key, which
    `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses,
    but not keys that
    `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address.
    Sending the active key again
    changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewE2EKey): A key for the pod's mail.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RotatedE2EKey]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewE2EKey,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RotatedE2EKey | None:
    """Set or rotate the pod's encryption key.

     The first call sets the master seed and the pod's key. Later calls must send the same seed. After
    the reply, new mail to the
    pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the
    earlier key, which
    `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses,
    but not keys that
    `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address.
    Sending the active key again
    changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewE2EKey): A key for the pod's mail.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RotatedE2EKey
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
