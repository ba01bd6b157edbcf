from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.poll import Poll
from ...models.polled import Polled
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: Poll,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/credentials/poll",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Polled | None:
    if response.status_code == 200:
        response_200 = Polled.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Polled]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: Poll,
    x_environment: str | Unset = UNSET,
) -> Response[Polled]:
    """Poll for a credential.

     Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's
    decision; of several simultaneous
    polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with
    `authorization_pending`, `slow_down`,
    `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.

    Args:
        x_environment (str | Unset):
        body (Poll): A poll.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Polled]
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
    body: Poll,
    x_environment: str | Unset = UNSET,
) -> Polled | None:
    """Poll for a credential.

     Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's
    decision; of several simultaneous
    polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with
    `authorization_pending`, `slow_down`,
    `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.

    Args:
        x_environment (str | Unset):
        body (Poll): A poll.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Polled
    """

    return sync_detailed(
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: Poll,
    x_environment: str | Unset = UNSET,
) -> Response[Polled]:
    """Poll for a credential.

     Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's
    decision; of several simultaneous
    polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with
    `authorization_pending`, `slow_down`,
    `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.

    Args:
        x_environment (str | Unset):
        body (Poll): A poll.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Polled]
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
    body: Poll,
    x_environment: str | Unset = UNSET,
) -> Polled | None:
    """Poll for a credential.

     Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's
    decision; of several simultaneous
    polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with
    `authorization_pending`, `slow_down`,
    `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.

    Args:
        x_environment (str | Unset):
        body (Poll): A poll.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Polled
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
