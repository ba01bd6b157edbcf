from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.tested import Tested
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
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
        "url": "/v1/email/webhooks/{id}/test".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Tested | None:
    if response.status_code == 200:
        response_200 = Tested.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Tested]:
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
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Tested]:
    """Test a webhook.

     Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is
    not repeated and does not count
    as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as
    the receiver, at most 15
    seconds.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tested]
    """

    kwargs = _get_kwargs(
        id=id,
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
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Tested | None:
    """Test a webhook.

     Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is
    not repeated and does not count
    as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as
    the receiver, at most 15
    seconds.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tested
    """

    return sync_detailed(
        id=id,
        client=client,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Tested]:
    """Test a webhook.

     Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is
    not repeated and does not count
    as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as
    the receiver, at most 15
    seconds.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tested]
    """

    kwargs = _get_kwargs(
        id=id,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Tested | None:
    """Test a webhook.

     Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is
    not repeated and does not count
    as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as
    the receiver, at most 15
    seconds.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tested
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
