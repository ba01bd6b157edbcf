from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_subscription import NewSubscription
from ...models.subscription import Subscription
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewSubscription,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/push/subscriptions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Subscription | None:
    if response.status_code == 201:
        response_201 = Subscription.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Subscription]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewSubscription,
    idempotency_key: str | Unset = UNSET,
) -> Response[Subscription]:
    """Turn notifications on in a browser.

     From now on the browser gets a notification when something waits for the person's decision: a charge
    to approve, a credential that an
    agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser
    (RFC 8291). The same endpoint again
    replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person
    is removed, or when its push service
    no longer knows it.

    Args:
        idempotency_key (str | Unset):
        body (NewSubscription): A browser's subscription, as `PushSubscription.toJSON()` returns
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Subscription]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewSubscription,
    idempotency_key: str | Unset = UNSET,
) -> Subscription | None:
    """Turn notifications on in a browser.

     From now on the browser gets a notification when something waits for the person's decision: a charge
    to approve, a credential that an
    agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser
    (RFC 8291). The same endpoint again
    replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person
    is removed, or when its push service
    no longer knows it.

    Args:
        idempotency_key (str | Unset):
        body (NewSubscription): A browser's subscription, as `PushSubscription.toJSON()` returns
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Subscription
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewSubscription,
    idempotency_key: str | Unset = UNSET,
) -> Response[Subscription]:
    """Turn notifications on in a browser.

     From now on the browser gets a notification when something waits for the person's decision: a charge
    to approve, a credential that an
    agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser
    (RFC 8291). The same endpoint again
    replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person
    is removed, or when its push service
    no longer knows it.

    Args:
        idempotency_key (str | Unset):
        body (NewSubscription): A browser's subscription, as `PushSubscription.toJSON()` returns
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Subscription]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewSubscription,
    idempotency_key: str | Unset = UNSET,
) -> Subscription | None:
    """Turn notifications on in a browser.

     From now on the browser gets a notification when something waits for the person's decision: a charge
    to approve, a credential that an
    agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser
    (RFC 8291). The same endpoint again
    replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person
    is removed, or when its push service
    no longer knows it.

    Args:
        idempotency_key (str | Unset):
        body (NewSubscription): A browser's subscription, as `PushSubscription.toJSON()` returns
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Subscription
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
