from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.activated_key import ActivatedKey
from ...models.rotation import Rotation
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: Rotation | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/auth/keys/activate-backup",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ActivatedKey | None:
    if response.status_code == 200:
        response_200 = ActivatedKey.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ActivatedKey]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: Rotation | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[ActivatedKey]:
    """Activate the backup key.

     Makes the backup key the active key. The keys that were active, all sessions except the caller's,
    and links to sign in stop working
    before this call returns. Call it with the active key or with the backup key itself. `surviving` and
    `{"everything": true}` are as
    in `POST /v1/auth/keys/rotate`.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActivatedKey]
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
    body: Rotation | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> ActivatedKey | None:
    """Activate the backup key.

     Makes the backup key the active key. The keys that were active, all sessions except the caller's,
    and links to sign in stop working
    before this call returns. Call it with the active key or with the backup key itself. `surviving` and
    `{"everything": true}` are as
    in `POST /v1/auth/keys/rotate`.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActivatedKey
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: Rotation | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[ActivatedKey]:
    """Activate the backup key.

     Makes the backup key the active key. The keys that were active, all sessions except the caller's,
    and links to sign in stop working
    before this call returns. Call it with the active key or with the backup key itself. `surviving` and
    `{"everything": true}` are as
    in `POST /v1/auth/keys/rotate`.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActivatedKey]
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
    body: Rotation | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> ActivatedKey | None:
    """Activate the backup key.

     Makes the backup key the active key. The keys that were active, all sessions except the caller's,
    and links to sign in stop working
    before this call returns. Call it with the active key or with the backup key itself. `surviving` and
    `{"everything": true}` are as
    in `POST /v1/auth/keys/rotate`.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActivatedKey
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
