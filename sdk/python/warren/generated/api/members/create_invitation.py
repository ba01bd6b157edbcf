from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_invitation import AccountInvitation
from ...models.new_member import NewMember
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewMember,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/invitations",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AccountInvitation | None:
    if response.status_code == 201:
        response_201 = AccountInvitation.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AccountInvitation]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewMember,
    idempotency_key: str | Unset = UNSET,
) -> Response[AccountInvitation]:
    """Invite a person.

     Sends an email with a link to a page with a button. The person who presses it becomes a member, and
    is signed in. The link works
    once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it
    may still do so. A second
    invitation to the same address replaces the first.

    An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a
    day before one of its owners has
    signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each
    counts as one email of the
    account's allowance. Above a limit, the reply is 429.

    Owners are invited only by owners and by the account's key. With `require_second_principal`, only a
    signed-in person invites owners
    and admins. An address of the account itself is nobody's: keys that read its mail could accept the
    invitation.

    Args:
        idempotency_key (str | Unset):
        body (NewMember): A person to invite.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountInvitation]
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
    body: NewMember,
    idempotency_key: str | Unset = UNSET,
) -> AccountInvitation | None:
    """Invite a person.

     Sends an email with a link to a page with a button. The person who presses it becomes a member, and
    is signed in. The link works
    once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it
    may still do so. A second
    invitation to the same address replaces the first.

    An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a
    day before one of its owners has
    signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each
    counts as one email of the
    account's allowance. Above a limit, the reply is 429.

    Owners are invited only by owners and by the account's key. With `require_second_principal`, only a
    signed-in person invites owners
    and admins. An address of the account itself is nobody's: keys that read its mail could accept the
    invitation.

    Args:
        idempotency_key (str | Unset):
        body (NewMember): A person to invite.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountInvitation
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewMember,
    idempotency_key: str | Unset = UNSET,
) -> Response[AccountInvitation]:
    """Invite a person.

     Sends an email with a link to a page with a button. The person who presses it becomes a member, and
    is signed in. The link works
    once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it
    may still do so. A second
    invitation to the same address replaces the first.

    An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a
    day before one of its owners has
    signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each
    counts as one email of the
    account's allowance. Above a limit, the reply is 429.

    Owners are invited only by owners and by the account's key. With `require_second_principal`, only a
    signed-in person invites owners
    and admins. An address of the account itself is nobody's: keys that read its mail could accept the
    invitation.

    Args:
        idempotency_key (str | Unset):
        body (NewMember): A person to invite.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountInvitation]
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
    body: NewMember,
    idempotency_key: str | Unset = UNSET,
) -> AccountInvitation | None:
    """Invite a person.

     Sends an email with a link to a page with a button. The person who presses it becomes a member, and
    is signed in. The link works
    once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it
    may still do so. A second
    invitation to the same address replaces the first.

    An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a
    day before one of its owners has
    signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each
    counts as one email of the
    account's allowance. Above a limit, the reply is 429.

    Owners are invited only by owners and by the account's key. With `require_second_principal`, only a
    signed-in person invites owners
    and admins. An address of the account itself is nobody's: keys that read its mail could accept the
    invitation.

    Args:
        idempotency_key (str | Unset):
        body (NewMember): A person to invite.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountInvitation
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
