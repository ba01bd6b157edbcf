from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cal_event import CalEvent
from ...models.event_patch import EventPatch
from ...types import UNSET, Response, Unset


def _get_kwargs(
    event_id: str,
    *,
    body: EventPatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/calendar/events/{event_id}".format(
            event_id=quote(str(event_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
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
    body: EventPatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Change an event.

     Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates`
    excludes single ones. If the start moves,
    all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported
    event that overrides one
    occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an
    event cannot change between whole
    days and times. If the times of an event with `invite` change, its attendees have to answer again.
    If somebody else invited you to an
    event, you can change only its `reminders`.

    Args:
        event_id (str):
        x_environment (str | Unset):
        body (EventPatch | Unset): Changes to an event. Absent fields do not change; `null`
            removes an optional field.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
    """

    kwargs = _get_kwargs(
        event_id=event_id,
        body=body,
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
    body: EventPatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Change an event.

     Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates`
    excludes single ones. If the start moves,
    all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported
    event that overrides one
    occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an
    event cannot change between whole
    days and times. If the times of an event with `invite` change, its attendees have to answer again.
    If somebody else invited you to an
    event, you can change only its `reminders`.

    Args:
        event_id (str):
        x_environment (str | Unset):
        body (EventPatch | Unset): Changes to an event. Absent fields do not change; `null`
            removes an optional field.

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
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: EventPatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CalEvent]:
    """Change an event.

     Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates`
    excludes single ones. If the start moves,
    all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported
    event that overrides one
    occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an
    event cannot change between whole
    days and times. If the times of an event with `invite` change, its attendees have to answer again.
    If somebody else invited you to an
    event, you can change only its `reminders`.

    Args:
        event_id (str):
        x_environment (str | Unset):
        body (EventPatch | Unset): Changes to an event. Absent fields do not change; `null`
            removes an optional field.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CalEvent]
    """

    kwargs = _get_kwargs(
        event_id=event_id,
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    event_id: str,
    *,
    client: AuthenticatedClient,
    body: EventPatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CalEvent | None:
    """Change an event.

     Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates`
    excludes single ones. If the start moves,
    all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported
    event that overrides one
    occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an
    event cannot change between whole
    days and times. If the times of an event with `invite` change, its attendees have to answer again.
    If somebody else invited you to an
    event, you can change only its `reminders`.

    Args:
        event_id (str):
        x_environment (str | Unset):
        body (EventPatch | Unset): Changes to an event. Absent fields do not change; `null`
            removes an optional field.

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
            x_environment=x_environment,
        )
    ).parsed
