from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.outbox import Outbox
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["status"] = status

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/email/outbox",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Outbox | None:
    if response.status_code == 200:
        response_200 = Outbox.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Outbox]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Outbox]:
    """List sent messages.

     Lists outgoing messages in all states, the newest first.

    Args:
        status (str | Unset): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Outbox]
    """

    kwargs = _get_kwargs(
        status=status,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Outbox | None:
    """List sent messages.

     Lists outgoing messages in all states, the newest first.

    Args:
        status (str | Unset): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Outbox
    """

    return sync_detailed(
        client=client,
        status=status,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Outbox]:
    """List sent messages.

     Lists outgoing messages in all states, the newest first.

    Args:
        status (str | Unset): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Outbox]
    """

    kwargs = _get_kwargs(
        status=status,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    status: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Outbox | None:
    """List sent messages.

     Lists outgoing messages in all states, the newest first.

    Args:
        status (str | Unset): The state of an outgoing message.
            - `pending_review`: held until the account releases or rejects it
            - `scheduled`: waits for its time
            - `pending`: being sent, with retries for 24 hours
            - `sent`: accepted by the server of at least one recipient
            - `failed`: accepted by no server
            - `cancelled`: withdrawn before it was sent
            - `rejected`: the account did not release it
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Outbox
    """

    return (
        await asyncio_detailed(
            client=client,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
