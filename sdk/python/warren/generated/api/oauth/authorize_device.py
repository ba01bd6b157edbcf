from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.device_authorization import DeviceAuthorization
from ...models.device_authorization_reply import DeviceAuthorizationReply
from ...types import Response


def _get_kwargs(
    *,
    body: DeviceAuthorization,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/device_authorization",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeviceAuthorizationReply | None:
    if response.status_code == 200:
        response_200 = DeviceAuthorizationReply.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DeviceAuthorizationReply]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: DeviceAuthorization,
) -> Response[DeviceAuthorizationReply]:
    """Ask for access for a device.

     For clients without a browser, such as command lines (RFC 8628). Show `user_code` and
    `verification_uri` to the person, and poll
    `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address
    (configurable).

    Args:
        body (DeviceAuthorization): A request of a device, as a form (RFC 8628).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeviceAuthorizationReply]
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
    body: DeviceAuthorization,
) -> DeviceAuthorizationReply | None:
    """Ask for access for a device.

     For clients without a browser, such as command lines (RFC 8628). Show `user_code` and
    `verification_uri` to the person, and poll
    `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address
    (configurable).

    Args:
        body (DeviceAuthorization): A request of a device, as a form (RFC 8628).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeviceAuthorizationReply
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DeviceAuthorization,
) -> Response[DeviceAuthorizationReply]:
    """Ask for access for a device.

     For clients without a browser, such as command lines (RFC 8628). Show `user_code` and
    `verification_uri` to the person, and poll
    `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address
    (configurable).

    Args:
        body (DeviceAuthorization): A request of a device, as a form (RFC 8628).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeviceAuthorizationReply]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeviceAuthorization,
) -> DeviceAuthorizationReply | None:
    """Ask for access for a device.

     For clients without a browser, such as command lines (RFC 8628). Show `user_code` and
    `verification_uri` to the person, and poll
    `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address
    (configurable).

    Args:
        body (DeviceAuthorization): A request of a device, as a form (RFC 8628).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeviceAuthorizationReply
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
