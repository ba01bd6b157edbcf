from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.message_patch import MessagePatch
from ...models.updated import Updated
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: MessagePatch | Unset = UNSET,
    address: str,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["address"] = address

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/email/messages/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Updated | None:
    if response.status_code == 200:
        response_200 = Updated.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Updated]:
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
    body: MessagePatch | Unset = UNSET,
    address: str,
    x_environment: str | Unset = UNSET,
) -> Response[Updated]:
    """Mark a message.

     Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not
    change. Labels that differ only in
    upper and lower case are the same label; its first spelling in the pod stays.

    Args:
        id (str):
        address (str):
        x_environment (str | Unset):
        body (MessagePatch | Unset): Changes to a message. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Updated]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        address=address,
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
    body: MessagePatch | Unset = UNSET,
    address: str,
    x_environment: str | Unset = UNSET,
) -> Updated | None:
    """Mark a message.

     Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not
    change. Labels that differ only in
    upper and lower case are the same label; its first spelling in the pod stays.

    Args:
        id (str):
        address (str):
        x_environment (str | Unset):
        body (MessagePatch | Unset): Changes to a message. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Updated
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        address=address,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: MessagePatch | Unset = UNSET,
    address: str,
    x_environment: str | Unset = UNSET,
) -> Response[Updated]:
    """Mark a message.

     Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not
    change. Labels that differ only in
    upper and lower case are the same label; its first spelling in the pod stays.

    Args:
        id (str):
        address (str):
        x_environment (str | Unset):
        body (MessagePatch | Unset): Changes to a message. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Updated]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        address=address,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: MessagePatch | Unset = UNSET,
    address: str,
    x_environment: str | Unset = UNSET,
) -> Updated | None:
    """Mark a message.

     Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not
    change. Labels that differ only in
    upper and lower case are the same label; its first spelling in the pod stays.

    Args:
        id (str):
        address (str):
        x_environment (str | Unset):
        body (MessagePatch | Unset): Changes to a message. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Updated
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            address=address,
            x_environment=x_environment,
        )
    ).parsed
