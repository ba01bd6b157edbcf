from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.listed_accounts import ListedAccounts
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    q: str | Unset = UNSET,
    tier: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    params["tier"] = tier

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/accounts",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ListedAccounts | None:
    if response.status_code == 200:
        response_200 = ListedAccounts.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ListedAccounts]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    tier: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Response[ListedAccounts]:
    """List accounts.

     Lists the accounts of the deployment with their usage of today, newest first. A search by name or
    email reads all accounts.

    Args:
        q (str | Unset):
        tier (str | Unset): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        limit (int | Unset): Items of a page. More than 500 is read as 500.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListedAccounts]
    """

    kwargs = _get_kwargs(
        q=q,
        tier=tier,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    tier: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> ListedAccounts | None:
    """List accounts.

     Lists the accounts of the deployment with their usage of today, newest first. A search by name or
    email reads all accounts.

    Args:
        q (str | Unset):
        tier (str | Unset): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        limit (int | Unset): Items of a page. More than 500 is read as 500.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListedAccounts
    """

    return sync_detailed(
        client=client,
        q=q,
        tier=tier,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    tier: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> Response[ListedAccounts]:
    """List accounts.

     Lists the accounts of the deployment with their usage of today, newest first. A search by name or
    email reads all accounts.

    Args:
        q (str | Unset):
        tier (str | Unset): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        limit (int | Unset): Items of a page. More than 500 is read as 500.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListedAccounts]
    """

    kwargs = _get_kwargs(
        q=q,
        tier=tier,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    tier: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
) -> ListedAccounts | None:
    """List accounts.

     Lists the accounts of the deployment with their usage of today, newest first. A search by name or
    email reads all accounts.

    Args:
        q (str | Unset):
        tier (str | Unset): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        limit (int | Unset): Items of a page. More than 500 is read as 500.
        cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListedAccounts
    """

    return (
        await asyncio_detailed(
            client=client,
            q=q,
            tier=tier,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
