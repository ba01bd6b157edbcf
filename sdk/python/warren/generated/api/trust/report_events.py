from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.behaviour_event import BehaviourEvent
from ...models.event_batch import EventBatch
from ...models.reported_events import ReportedEvents
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: EventBatch | list[BehaviourEvent],
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
        "url": "/v1/events",
    }

    if isinstance(body, EventBatch):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = []
        for componentsschemas_behaviour_events_type_1_item_data in body:
            componentsschemas_behaviour_events_type_1_item = (
                componentsschemas_behaviour_events_type_1_item_data.to_dict()
            )
            _kwargs["json"].append(componentsschemas_behaviour_events_type_1_item)

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ReportedEvents | None:
    if response.status_code == 200:
        response_200 = ReportedEvents.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ReportedEvents]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: EventBatch | list[BehaviourEvent],
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ReportedEvents]:
    """Report agent events.

     Accepts an array of events, or an object with the array in `events`: at most 100 in a request and
    1,000 a day for an account. The
    events count towards the account's trust score on the day of the report, with a low weight because
    nobody else can confirm them.
    `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the
    last week counts as a duplicate.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (EventBatch | list[BehaviourEvent]): Events, as a batch or as a bare array.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ReportedEvents]
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
    body: EventBatch | list[BehaviourEvent],
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ReportedEvents | None:
    """Report agent events.

     Accepts an array of events, or an object with the array in `events`: at most 100 in a request and
    1,000 a day for an account. The
    events count towards the account's trust score on the day of the report, with a low weight because
    nobody else can confirm them.
    `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the
    last week counts as a duplicate.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (EventBatch | list[BehaviourEvent]): Events, as a batch or as a bare array.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ReportedEvents
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
    body: EventBatch | list[BehaviourEvent],
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ReportedEvents]:
    """Report agent events.

     Accepts an array of events, or an object with the array in `events`: at most 100 in a request and
    1,000 a day for an account. The
    events count towards the account's trust score on the day of the report, with a low weight because
    nobody else can confirm them.
    `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the
    last week counts as a duplicate.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (EventBatch | list[BehaviourEvent]): Events, as a batch or as a bare array.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ReportedEvents]
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
    body: EventBatch | list[BehaviourEvent],
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ReportedEvents | None:
    """Report agent events.

     Accepts an array of events, or an object with the array in `events`: at most 100 in a request and
    1,000 a day for an account. The
    events count towards the account's trust score on the day of the report, with a low weight because
    nobody else can confirm them.
    `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the
    last week counts as a duplicate.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (EventBatch | list[BehaviourEvent]): Events, as a batch or as a bare array.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ReportedEvents
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
