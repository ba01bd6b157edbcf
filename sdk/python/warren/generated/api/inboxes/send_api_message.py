from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_mail_or_body import NewMailOrBody
from ...models.sent_mail import SentMail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
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
        "url": "/api/v1/inboxes/{id}/send".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SentMail | None:
    if response.status_code == 201:
        response_201 = SentMail.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[SentMail]:
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
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentMail]:
    """Send from an inbox.

     As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's
    `display_name`, unless `from` has another
    name.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SentMail]
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
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentMail | None:
    """Send from an inbox.

     As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's
    `display_name`, unless `from` has another
    name.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SentMail
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
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentMail]:
    """Send from an inbox.

     As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's
    `display_name`, unless `from` has another
    name.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SentMail]
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
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentMail | None:
    """Send from an inbox.

     As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's
    `display_name`, unless `from` has another
    name.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewMailOrBody): A message to send, whose text may be called `body`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SentMail
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
