from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_mail_or_body import NewMailOrBody
from ...models.sent_from_inbox import SentFromInbox
from ...types import UNSET, Response, Unset


def _get_kwargs(
    address: str,
    *,
    body: NewMailOrBody,
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
        "url": "/v1/inbox/{address}/send".format(
            address=quote(str(address), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SentFromInbox | None:
    if response.status_code == 200:
        response_200 = SentFromInbox.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[SentFromInbox]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    address: str,
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentFromInbox]:
    """Send from a mailbox.

     As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.

    Args:
        address (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SentFromInbox]
    """

    kwargs = _get_kwargs(
        address=address,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    address: str,
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentFromInbox | None:
    """Send from a mailbox.

     As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.

    Args:
        address (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SentFromInbox
    """

    return sync_detailed(
        address=address,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    address: str,
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentFromInbox]:
    """Send from a mailbox.

     As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.

    Args:
        address (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SentFromInbox]
    """

    kwargs = _get_kwargs(
        address=address,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    address: str,
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentFromInbox | None:
    """Send from a mailbox.

     As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.

    Args:
        address (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SentFromInbox
    """

    return (
        await asyncio_detailed(
            address=address,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
