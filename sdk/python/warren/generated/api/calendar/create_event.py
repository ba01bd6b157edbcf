from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cal_event import CalEvent
from ...models.new_event import NewEvent
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewEvent,
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
        "url": "/v1/calendar/events",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CalEvent | None:
    if response.status_code == 201:
        response_201 = CalEvent.from_dict(response.json())

        return response_201

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
    *,
    client: AuthenticatedClient,
    body: NewEvent,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Add an event to the calendar.

     A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can
    repeat. The text of events is sealed at rest.

    With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the
    organizer's address, and their answers become
    their `status`. They are notified of every change except changes of reminders, and of the
    cancellation; a removed attendee
    receives a cancellation. An email goes to at most as many attendees as the tier allows recipients,
    and counts as an email sent. If the
    emails cannot be sent, the event does not change. All occurrences of a repeating event are one
    invitation.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEvent): An event to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
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
    body: NewEvent,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Add an event to the calendar.

     A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can
    repeat. The text of events is sealed at rest.

    With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the
    organizer's address, and their answers become
    their `status`. They are notified of every change except changes of reminders, and of the
    cancellation; a removed attendee
    receives a cancellation. An email goes to at most as many attendees as the tier allows recipients,
    and counts as an email sent. If the
    emails cannot be sent, the event does not change. All occurrences of a repeating event are one
    invitation.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEvent): An event to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CalEvent
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
    body: NewEvent,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Add an event to the calendar.

     A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can
    repeat. The text of events is sealed at rest.

    With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the
    organizer's address, and their answers become
    their `status`. They are notified of every change except changes of reminders, and of the
    cancellation; a removed attendee
    receives a cancellation. An email goes to at most as many attendees as the tier allows recipients,
    and counts as an email sent. If the
    emails cannot be sent, the event does not change. All occurrences of a repeating event are one
    invitation.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEvent): An event to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
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
    body: NewEvent,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Add an event to the calendar.

     A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can
    repeat. The text of events is sealed at rest.

    With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the
    organizer's address, and their answers become
    their `status`. They are notified of every change except changes of reminders, and of the
    cancellation; a removed attendee
    receives a cancellation. An email goes to at most as many attendees as the tier allows recipients,
    and counts as an email sent. If the
    emails cannot be sent, the event does not change. All occurrences of a repeating event are one
    invitation.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEvent): An event to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CalEvent
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
