from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_webhook import NewWebhook
from ...models.webhook import Webhook
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewWebhook,
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
        "url": "/v1/email/webhooks",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Webhook | None:
    if response.status_code == 201:
        response_201 = Webhook.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Webhook]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Webhook]:
    """Register a webhook.

     Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx,
    other events are posted when
    they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address",
    "message"}`, with the message as
    in the inbox list.

    Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-
    signature`) and with
    `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An
    event is attempted up to 10 times
    in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20
    webhooks. docs/WEBHOOKS.md
    describes all of this.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhook): A webhook to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Webhook]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Webhook | None:
    """Register a webhook.

     Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx,
    other events are posted when
    they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address",
    "message"}`, with the message as
    in the inbox list.

    Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-
    signature`) and with
    `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An
    event is attempted up to 10 times
    in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20
    webhooks. docs/WEBHOOKS.md
    describes all of this.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhook): A webhook to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Webhook
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Webhook]:
    """Register a webhook.

     Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx,
    other events are posted when
    they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address",
    "message"}`, with the message as
    in the inbox list.

    Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-
    signature`) and with
    `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An
    event is attempted up to 10 times
    in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20
    webhooks. docs/WEBHOOKS.md
    describes all of this.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhook): A webhook to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Webhook]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Webhook | None:
    """Register a webhook.

     Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx,
    other events are posted when
    they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address",
    "message"}`, with the message as
    in the inbox list.

    Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-
    signature`) and with
    `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An
    event is attempted up to 10 times
    in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20
    webhooks. docs/WEBHOOKS.md
    describes all of this.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhook): A webhook to register.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Webhook
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
