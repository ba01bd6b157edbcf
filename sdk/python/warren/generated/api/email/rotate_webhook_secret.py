from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_webhook_secret import NewWebhookSecret
from ...models.webhook import Webhook
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: NewWebhookSecret | Unset = UNSET,
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
        "url": "/v1/email/webhooks/{id}/rotate-secret".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Webhook | None:
    if response.status_code == 200:
        response_200 = Webhook.from_dict(response.json())

        return response_200

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
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewWebhookSecret | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Webhook]:
    """Replace a webhook's secret.

     For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-
    signature` has two signatures, and
    `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous
    one is no longer used.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhookSecret | Unset): The new secret.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Webhook]
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
    body: NewWebhookSecret | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Webhook | None:
    """Replace a webhook's secret.

     For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-
    signature` has two signatures, and
    `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous
    one is no longer used.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhookSecret | Unset): The new secret.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Webhook
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
    body: NewWebhookSecret | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Webhook]:
    """Replace a webhook's secret.

     For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-
    signature` has two signatures, and
    `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous
    one is no longer used.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhookSecret | Unset): The new secret.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Webhook]
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
    body: NewWebhookSecret | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Webhook | None:
    """Replace a webhook's secret.

     For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-
    signature` has two signatures, and
    `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous
    one is no longer used.

    Args:
        id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewWebhookSecret | Unset): The new secret.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Webhook
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
