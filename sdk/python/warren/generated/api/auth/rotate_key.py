from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.rotated_key import RotatedKey
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
        "url": "/v1/auth/keys/rotate",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RotatedKey | None:
    if response.status_code == 200:
        response_200 = RotatedKey.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RotatedKey]:
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
) -> Response[RotatedKey]:
    """Rotate the API key.

     Replaces the account's active keys. The old keys, all sessions except the caller's, and links to
    sign in stop working everywhere before
    this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one
    succeeds.

    `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for
    runs, people, webhooks, calendar
    feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds
    as soon as their pods are
    notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

    The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody
    who had the key can have added
    one, or changed an address.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RotatedKey]
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
) -> RotatedKey | None:
    """Rotate the API key.

     Replaces the account's active keys. The old keys, all sessions except the caller's, and links to
    sign in stop working everywhere before
    this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one
    succeeds.

    `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for
    runs, people, webhooks, calendar
    feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds
    as soon as their pods are
    notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

    The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody
    who had the key can have added
    one, or changed an address.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RotatedKey
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
) -> Response[RotatedKey]:
    """Rotate the API key.

     Replaces the account's active keys. The old keys, all sessions except the caller's, and links to
    sign in stop working everywhere before
    this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one
    succeeds.

    `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for
    runs, people, webhooks, calendar
    feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds
    as soon as their pods are
    notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

    The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody
    who had the key can have added
    one, or changed an address.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RotatedKey]
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
) -> RotatedKey | None:
    """Rotate the API key.

     Replaces the account's active keys. The old keys, all sessions except the caller's, and links to
    sign in stop working everywhere before
    this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one
    succeeds.

    `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for
    runs, people, webhooks, calendar
    feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds
    as soon as their pods are
    notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

    The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody
    who had the key can have added
    one, or changed an address.

    Args:
        idempotency_key (str | Unset):
        body (Rotation | Unset): How to replace a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RotatedKey
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
