from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.recovery_request import RecoveryRequest
from ...models.recovery_sent import RecoverySent
from ...types import Response


def _get_kwargs(
    *,
    body: RecoveryRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/vault/recover",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RecoverySent | None:
    if response.status_code == 200:
        response_200 = RecoverySent.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RecoverySent]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RecoveryRequest,
) -> Response[RecoverySent]:
    """Request a recovery link.

     If seeds are stored for the address, a link is sent to it. The link can be used once, within 15
    minutes. The reply and the time that
    it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30
    from one IP address
    (configurable).

    Args:
        body (RecoveryRequest): A request for a recovery link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RecoverySent]
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
    body: RecoveryRequest,
) -> RecoverySent | None:
    """Request a recovery link.

     If seeds are stored for the address, a link is sent to it. The link can be used once, within 15
    minutes. The reply and the time that
    it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30
    from one IP address
    (configurable).

    Args:
        body (RecoveryRequest): A request for a recovery link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RecoverySent
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RecoveryRequest,
) -> Response[RecoverySent]:
    """Request a recovery link.

     If seeds are stored for the address, a link is sent to it. The link can be used once, within 15
    minutes. The reply and the time that
    it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30
    from one IP address
    (configurable).

    Args:
        body (RecoveryRequest): A request for a recovery link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RecoverySent]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RecoveryRequest,
) -> RecoverySent | None:
    """Request a recovery link.

     If seeds are stored for the address, a link is sent to it. The link can be used once, within 15
    minutes. The reply and the time that
    it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30
    from one IP address
    (configurable).

    Args:
        body (RecoveryRequest): A request for a recovery link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RecoverySent
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
