from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.messages import Messages
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    address: str,
    message_id: str | Unset = UNSET,
    unread: bool | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["address"] = address

    params["message_id"] = message_id

    params["unread"] = unread

    params["thread_id"] = thread_id

    params["from"] = from_

    params["blocked"] = blocked

    params["label"] = label

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/email/inbox",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Messages | None:
    if response.status_code == 200:
        response_200 = Messages.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Messages]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    address: str,
    message_id: str | Unset = UNSET,
    unread: bool | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Messages]:
    """List a mailbox.

     Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed
    for you if your key has the
    permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with
    `?blocked=true` only.

    Args:
        address (str):
        message_id (str | Unset):
        unread (bool | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        blocked (bool | Unset):
        label (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Messages]
    """

    kwargs = _get_kwargs(
        address=address,
        message_id=message_id,
        unread=unread,
        thread_id=thread_id,
        from_=from_,
        blocked=blocked,
        label=label,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    address: str,
    message_id: str | Unset = UNSET,
    unread: bool | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Messages | None:
    """List a mailbox.

     Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed
    for you if your key has the
    permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with
    `?blocked=true` only.

    Args:
        address (str):
        message_id (str | Unset):
        unread (bool | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        blocked (bool | Unset):
        label (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Messages
    """

    return sync_detailed(
        client=client,
        address=address,
        message_id=message_id,
        unread=unread,
        thread_id=thread_id,
        from_=from_,
        blocked=blocked,
        label=label,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    address: str,
    message_id: str | Unset = UNSET,
    unread: bool | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Messages]:
    """List a mailbox.

     Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed
    for you if your key has the
    permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with
    `?blocked=true` only.

    Args:
        address (str):
        message_id (str | Unset):
        unread (bool | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        blocked (bool | Unset):
        label (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Messages]
    """

    kwargs = _get_kwargs(
        address=address,
        message_id=message_id,
        unread=unread,
        thread_id=thread_id,
        from_=from_,
        blocked=blocked,
        label=label,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    address: str,
    message_id: str | Unset = UNSET,
    unread: bool | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    label: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Messages | None:
    """List a mailbox.

     Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed
    for you if your key has the
    permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with
    `?blocked=true` only.

    Args:
        address (str):
        message_id (str | Unset):
        unread (bool | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        blocked (bool | Unset):
        label (str | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Messages
    """

    return (
        await asyncio_detailed(
            client=client,
            address=address,
            message_id=message_id,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
