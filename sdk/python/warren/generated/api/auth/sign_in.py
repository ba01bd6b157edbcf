from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.link_sent import LinkSent
from ...models.sign_in import SignIn
from ...types import Response


def _get_kwargs(
    *,
    body: SignIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/auth/login",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> LinkSent | None:
    if response.status_code == 200:
        response_200 = LinkSent.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[LinkSent]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SignIn,
) -> Response[LinkSent]:
    """Request a link to sign in.

     Sends an email with one link to the address. The link signs in to the accounts of which the address
    is a member, such as those that have it
    as recovery email; the person chooses one of them. It names at most ten: first accounts to which a
    person has signed in before with this
    address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes
    are the same if there is no such
    account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour
    for one address, and 30 from one IP address (configurable).

    Args:
        body (SignIn): A request for a link to sign in.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LinkSent]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: SignIn,
) -> LinkSent | None:
    """Request a link to sign in.

     Sends an email with one link to the address. The link signs in to the accounts of which the address
    is a member, such as those that have it
    as recovery email; the person chooses one of them. It names at most ten: first accounts to which a
    person has signed in before with this
    address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes
    are the same if there is no such
    account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour
    for one address, and 30 from one IP address (configurable).

    Args:
        body (SignIn): A request for a link to sign in.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LinkSent
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SignIn,
) -> Response[LinkSent]:
    """Request a link to sign in.

     Sends an email with one link to the address. The link signs in to the accounts of which the address
    is a member, such as those that have it
    as recovery email; the person chooses one of them. It names at most ten: first accounts to which a
    person has signed in before with this
    address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes
    are the same if there is no such
    account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour
    for one address, and 30 from one IP address (configurable).

    Args:
        body (SignIn): A request for a link to sign in.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LinkSent]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SignIn,
) -> LinkSent | None:
    """Request a link to sign in.

     Sends an email with one link to the address. The link signs in to the accounts of which the address
    is a member, such as those that have it
    as recovery email; the person chooses one of them. It names at most ten: first accounts to which a
    person has signed in before with this
    address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes
    are the same if there is no such
    account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour
    for one address, and 30 from one IP address (configurable).

    Args:
        body (SignIn): A request for a link to sign in.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LinkSent
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
