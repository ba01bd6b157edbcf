from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    token: str,
    account: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["token"] = token

    params["account"] = account

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/auth/verify",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | None:
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    token: str,
    account: str | Unset = UNSET,
) -> Response[Any]:
    """Sign in with a link.

     For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token
    is a credential with the permissions of
    the person's role; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…`
    instead, a page for people with a
    button for each account; opening that page does not use the link. At the host of a tenant, the
    session works at this host only, and the
    URL also has `tenant_token`.

    Args:
        token (str):
        account (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        token=token,
        account=account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    token: str,
    account: str | Unset = UNSET,
) -> Response[Any]:
    """Sign in with a link.

     For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token
    is a credential with the permissions of
    the person's role; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…`
    instead, a page for people with a
    button for each account; opening that page does not use the link. At the host of a tenant, the
    session works at this host only, and the
    URL also has `tenant_token`.

    Args:
        token (str):
        account (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        token=token,
        account=account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
