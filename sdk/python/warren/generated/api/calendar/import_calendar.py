from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.calendar_file import CalendarFile
from ...models.imported import Imported
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CalendarFile,
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
        "url": "/v1/calendar/import",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Imported | None:
    if response.status_code == 200:
        response_200 = Imported.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Imported]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CalendarFile,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Imported]:
    """Import events from another calendar.

     Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000
    events. Events are identified by UID:
    importing the same file again changes nothing, a newer file updates changed events, and events that
    are not in the file stay. Invitations and their single
    occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason,
    and the others are imported.
    Attendees without an email address, alarms that are not before the start, and properties that this
    calendar does not have are
    ignored.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (CalendarFile): A calendar to import.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Imported]
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
    body: CalendarFile,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Imported | None:
    """Import events from another calendar.

     Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000
    events. Events are identified by UID:
    importing the same file again changes nothing, a newer file updates changed events, and events that
    are not in the file stay. Invitations and their single
    occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason,
    and the others are imported.
    Attendees without an email address, alarms that are not before the start, and properties that this
    calendar does not have are
    ignored.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (CalendarFile): A calendar to import.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Imported
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
    body: CalendarFile,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Imported]:
    """Import events from another calendar.

     Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000
    events. Events are identified by UID:
    importing the same file again changes nothing, a newer file updates changed events, and events that
    are not in the file stay. Invitations and their single
    occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason,
    and the others are imported.
    Attendees without an email address, alarms that are not before the start, and properties that this
    calendar does not have are
    ignored.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (CalendarFile): A calendar to import.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Imported]
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
    body: CalendarFile,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Imported | None:
    """Import events from another calendar.

     Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000
    events. Events are identified by UID:
    importing the same file again changes nothing, a newer file updates changed events, and events that
    are not in the file stay. Invitations and their single
    occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason,
    and the others are imported.
    Attendees without an email address, alarms that are not before the start, and properties that this
    calendar does not have are
    ignored.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (CalendarFile): A calendar to import.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Imported
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
