from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.removed_environment_member import RemovedEnvironmentMember
from ...types import Response


def _get_kwargs(
    id: str,
    member_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/environments/{id}/members/{member_id}".format(
            id=quote(str(id), safe=""),
            member_id=quote(str(member_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> RemovedEnvironmentMember | None:
    if response.status_code == 200:
        response_200 = RemovedEnvironmentMember.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[RemovedEnvironmentMember]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    member_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[RemovedEnvironmentMember]:
    """Remove a member from an environment.

     The person can no longer act there, and the person's sockets there are closed, before this call
    returns. The person stays a member of the
    account.

    Args:
        id (str):
        member_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RemovedEnvironmentMember]
    """

    kwargs = _get_kwargs(
        id=id,
        member_id=member_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    member_id: str,
    *,
    client: AuthenticatedClient,
) -> RemovedEnvironmentMember | None:
    """Remove a member from an environment.

     The person can no longer act there, and the person's sockets there are closed, before this call
    returns. The person stays a member of the
    account.

    Args:
        id (str):
        member_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RemovedEnvironmentMember
    """

    return sync_detailed(
        id=id,
        member_id=member_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    id: str,
    member_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[RemovedEnvironmentMember]:
    """Remove a member from an environment.

     The person can no longer act there, and the person's sockets there are closed, before this call
    returns. The person stays a member of the
    account.

    Args:
        id (str):
        member_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RemovedEnvironmentMember]
    """

    kwargs = _get_kwargs(
        id=id,
        member_id=member_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    member_id: str,
    *,
    client: AuthenticatedClient,
) -> RemovedEnvironmentMember | None:
    """Remove a member from an environment.

     The person can no longer act there, and the person's sockets there are closed, before this call
    returns. The person stays a member of the
    account.

    Args:
        id (str):
        member_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RemovedEnvironmentMember
    """

    return (
        await asyncio_detailed(
            id=id,
            member_id=member_id,
            client=client,
        )
    ).parsed
