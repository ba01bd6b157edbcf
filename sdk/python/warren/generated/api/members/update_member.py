from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.member import Member
from ...models.member_changes import MemberChanges
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: MemberChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/members/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Member | None:
    if response.status_code == 200:
        response_200 = Member.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Member]:
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
    body: MemberChanges | Unset = UNSET,
) -> Response[Member]:
    """Update a member.

     The change has effect before this call returns, also on open sockets. Owners are changed, and made,
    only by owners and by the account's
    key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin.
    The last owner who can sign in
    stays an owner.

    Args:
        id (str):
        body (MemberChanges | Unset): Changes to a member. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Member]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: MemberChanges | Unset = UNSET,
) -> Member | None:
    """Update a member.

     The change has effect before this call returns, also on open sockets. Owners are changed, and made,
    only by owners and by the account's
    key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin.
    The last owner who can sign in
    stays an owner.

    Args:
        id (str):
        body (MemberChanges | Unset): Changes to a member. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Member
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: MemberChanges | Unset = UNSET,
) -> Response[Member]:
    """Update a member.

     The change has effect before this call returns, also on open sockets. Owners are changed, and made,
    only by owners and by the account's
    key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin.
    The last owner who can sign in
    stays an owner.

    Args:
        id (str):
        body (MemberChanges | Unset): Changes to a member. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Member]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: MemberChanges | Unset = UNSET,
) -> Member | None:
    """Update a member.

     The change has effect before this call returns, also on open sockets. Owners are changed, and made,
    only by owners and by the account's
    key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin.
    The last owner who can sign in
    stays an owner.

    Args:
        id (str):
        body (MemberChanges | Unset): Changes to a member. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Member
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
