from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_messages import DeletedMessages
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    address: str | Unset = UNSET,
    before: str | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    label: str | Unset = UNSET,
    read: bool | Unset = UNSET,
    archived: bool | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["address"] = address

    params["before"] = before

    params["thread_id"] = thread_id

    params["from"] = from_

    params["label"] = label

    params["read"] = read

    params["archived"] = archived

    params["blocked"] = blocked

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/email/messages",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedMessages | None:
    if response.status_code == 200:
        response_200 = DeletedMessages.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedMessages]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    address: str | Unset = UNSET,
    before: str | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    label: str | Unset = UNSET,
    read: bool | Unset = UNSET,
    archived: bool | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedMessages]:
    """Delete messages by filter.

     Deletes the oldest messages that match all conditions permanently: texts, attachments and raw
    messages. One call deletes up to
    1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is
    required.

    Args:
        address (str | Unset):
        before (str | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        label (str | Unset):
        read (bool | Unset):
        archived (bool | Unset):
        blocked (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedMessages]
    """

    kwargs = _get_kwargs(
        address=address,
        before=before,
        thread_id=thread_id,
        from_=from_,
        label=label,
        read=read,
        archived=archived,
        blocked=blocked,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    address: str | Unset = UNSET,
    before: str | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    label: str | Unset = UNSET,
    read: bool | Unset = UNSET,
    archived: bool | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedMessages | None:
    """Delete messages by filter.

     Deletes the oldest messages that match all conditions permanently: texts, attachments and raw
    messages. One call deletes up to
    1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is
    required.

    Args:
        address (str | Unset):
        before (str | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        label (str | Unset):
        read (bool | Unset):
        archived (bool | Unset):
        blocked (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedMessages
    """

    return sync_detailed(
        client=client,
        address=address,
        before=before,
        thread_id=thread_id,
        from_=from_,
        label=label,
        read=read,
        archived=archived,
        blocked=blocked,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    address: str | Unset = UNSET,
    before: str | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    label: str | Unset = UNSET,
    read: bool | Unset = UNSET,
    archived: bool | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedMessages]:
    """Delete messages by filter.

     Deletes the oldest messages that match all conditions permanently: texts, attachments and raw
    messages. One call deletes up to
    1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is
    required.

    Args:
        address (str | Unset):
        before (str | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        label (str | Unset):
        read (bool | Unset):
        archived (bool | Unset):
        blocked (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedMessages]
    """

    kwargs = _get_kwargs(
        address=address,
        before=before,
        thread_id=thread_id,
        from_=from_,
        label=label,
        read=read,
        archived=archived,
        blocked=blocked,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    address: str | Unset = UNSET,
    before: str | Unset = UNSET,
    thread_id: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    label: str | Unset = UNSET,
    read: bool | Unset = UNSET,
    archived: bool | Unset = UNSET,
    blocked: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedMessages | None:
    """Delete messages by filter.

     Deletes the oldest messages that match all conditions permanently: texts, attachments and raw
    messages. One call deletes up to
    1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is
    required.

    Args:
        address (str | Unset):
        before (str | Unset):
        thread_id (str | Unset):
        from_ (str | Unset):
        label (str | Unset):
        read (bool | Unset):
        archived (bool | Unset):
        blocked (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedMessages
    """

    return (
        await asyncio_detailed(
            client=client,
            address=address,
            before=before,
            thread_id=thread_id,
            from_=from_,
            label=label,
            read=read,
            archived=archived,
            blocked=blocked,
            x_environment=x_environment,
        )
    ).parsed
