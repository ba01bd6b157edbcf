from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_mail_or_body import NewMailOrBody
from ...models.sent_mail import SentMail
from ...types import UNSET, Response, Unset


def _get_kwargs(
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
        "url": "/v1/email/send",
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
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentMail]:
    """Send an email.

     Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this
    deployment get it immediately,
    others through the deployment's mail provider. The message is stored first: if a server is
    unavailable, delivery is retried for 24
    hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a
    repeated request does not send
    it again. `send_at` schedules it; `hold` holds it for review by the account.

    When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts`
    and the header `PAYMENT-REQUIRED`
    say how to pay for the message (x402), if that is possible. Send the request again with the payment
    in `X-PAYMENT` or
    `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the
    message does not count against the
    allowance.

    Args:
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
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentMail | None:
    """Send an email.

     Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this
    deployment get it immediately,
    others through the deployment's mail provider. The message is stored first: if a server is
    unavailable, delivery is retried for 24
    hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a
    repeated request does not send
    it again. `send_at` schedules it; `hold` holds it for review by the account.

    When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts`
    and the header `PAYMENT-REQUIRED`
    say how to pay for the message (x402), if that is possible. Send the request again with the payment
    in `X-PAYMENT` or
    `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the
    message does not count against the
    allowance.

    Args:
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
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SentMail]:
    """Send an email.

     Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this
    deployment get it immediately,
    others through the deployment's mail provider. The message is stored first: if a server is
    unavailable, delivery is retried for 24
    hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a
    repeated request does not send
    it again. `send_at` schedules it; `hold` holds it for review by the account.

    When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts`
    and the header `PAYMENT-REQUIRED`
    say how to pay for the message (x402), if that is possible. Send the request again with the payment
    in `X-PAYMENT` or
    `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the
    message does not count against the
    allowance.

    Args:
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
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewMailOrBody,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SentMail | None:
    """Send an email.

     Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this
    deployment get it immediately,
    others through the deployment's mail provider. The message is stored first: if a server is
    unavailable, delivery is retried for 24
    hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a
    repeated request does not send
    it again. `send_at` schedules it; `hold` holds it for review by the account.

    When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts`
    and the header `PAYMENT-REQUIRED`
    say how to pay for the message (x402), if that is possible. Send the request again with the payment
    in `X-PAYMENT` or
    `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the
    message does not count against the
    allowance.

    Args:
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
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
