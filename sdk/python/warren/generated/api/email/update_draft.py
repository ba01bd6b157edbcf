from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.draft_changes import DraftChanges
from ...models.full_outgoing import FullOutgoing
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    id: str,
    *,
    body: DraftChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/pods/{pod_id}/drafts/{id}".format(
            pod_id=quote(str(pod_id), safe=""),
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FullOutgoing | None:
    if response.status_code == 200:
        response_200 = FullOutgoing.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[FullOutgoing]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pod_id: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: DraftChanges | Unset = UNSET,
) -> Response[FullOutgoing]:
    """Edit a held message.

     Changes the fields that the request contains. The message stays held.

    Args:
        pod_id (str):
        id (str):
        body (DraftChanges | Unset): Changes to a held message. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FullOutgoing]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pod_id: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: DraftChanges | Unset = UNSET,
) -> FullOutgoing | None:
    """Edit a held message.

     Changes the fields that the request contains. The message stays held.

    Args:
        pod_id (str):
        id (str):
        body (DraftChanges | Unset): Changes to a held message. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FullOutgoing
    """

    return sync_detailed(
        pod_id=pod_id,
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: DraftChanges | Unset = UNSET,
) -> Response[FullOutgoing]:
    """Edit a held message.

     Changes the fields that the request contains. The message stays held.

    Args:
        pod_id (str):
        id (str):
        body (DraftChanges | Unset): Changes to a held message. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FullOutgoing]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    id: str,
    *,
    client: AuthenticatedClient,
    body: DraftChanges | Unset = UNSET,
) -> FullOutgoing | None:
    """Edit a held message.

     Changes the fields that the request contains. The message stays held.

    Args:
        pod_id (str):
        id (str):
        body (DraftChanges | Unset): Changes to a held message. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FullOutgoing
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            id=id,
            client=client,
            body=body,
        )
    ).parsed
