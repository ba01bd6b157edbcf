from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.replay_since import ReplaySince
from ...models.replayed import Replayed
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: ReplaySince,
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
        "url": "/v1/email/webhooks/{id}/replay".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Replayed | None:
    if response.status_code == 202:
        response_202 = Replayed.from_dict(response.json())

        return response_202

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Replayed]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ReplaySince,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Replayed]:
    """Replay events since a time.

     Queues all stored events since `since` that match the webhook's `events` and `address`: also events
    that were delivered, and
    events from before the webhook was registered or while it was disabled. A pod stores its newest
    10,000 events; events about
    deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a
    minute. An unverified
    webhook receives them after its verification.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ReplaySince): Where a replay begins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Replayed]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ReplaySince,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Replayed | None:
    """Replay events since a time.

     Queues all stored events since `since` that match the webhook's `events` and `address`: also events
    that were delivered, and
    events from before the webhook was registered or while it was disabled. A pod stores its newest
    10,000 events; events about
    deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a
    minute. An unverified
    webhook receives them after its verification.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ReplaySince): Where a replay begins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Replayed
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ReplaySince,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Replayed]:
    """Replay events since a time.

     Queues all stored events since `since` that match the webhook's `events` and `address`: also events
    that were delivered, and
    events from before the webhook was registered or while it was disabled. A pod stores its newest
    10,000 events; events about
    deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a
    minute. An unverified
    webhook receives them after its verification.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ReplaySince): Where a replay begins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Replayed]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ReplaySince,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Replayed | None:
    """Replay events since a time.

     Queues all stored events since `since` that match the webhook's `events` and `address`: also events
    that were delivered, and
    events from before the webhook was registered or while it was disabled. A pod stores its newest
    10,000 events; events about
    deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a
    minute. An unverified
    webhook receives them after its verification.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ReplaySince): Where a replay begins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Replayed
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
