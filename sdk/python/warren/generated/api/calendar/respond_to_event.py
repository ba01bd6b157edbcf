from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cal_event import CalEvent
from ...models.response import Response
from ...types import UNSET, Response, Unset


def _get_kwargs(
    event_id: str,
    *,
    body: Response,
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
        "url": "/v1/calendar/events/{event_id}/respond".format(
            event_id=quote(str(event_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CalEvent | None:
    if response.status_code == 200:
        response_200 = CalEvent.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CalEvent]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: Response,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Answer an invitation.

     Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it
    counts as an email sent. The answer is for
    all occurrences of a repeating event. The same answer again changes and sends nothing.

    Args:
        event_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (Response): An answer to an invitation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
    """

    kwargs = _get_kwargs(
        event_id=event_id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: Response,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Answer an invitation.

     Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it
    counts as an email sent. The answer is for
    all occurrences of a repeating event. The same answer again changes and sends nothing.

    Args:
        event_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (Response): An answer to an invitation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CalEvent
    """

    return sync_detailed(
        event_id=event_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: Response,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Answer an invitation.

     Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it
    counts as an email sent. The answer is for
    all occurrences of a repeating event. The same answer again changes and sends nothing.

    Args:
        event_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (Response): An answer to an invitation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
    """

    kwargs = _get_kwargs(
        event_id=event_id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: Response,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Answer an invitation.

     Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it
    counts as an email sent. The answer is for
    all occurrences of a repeating event. The same answer again changes and sends nothing.

    Args:
        event_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (Response): An answer to an invitation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CalEvent
    """

    return (
        await asyncio_detailed(
            event_id=event_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
