from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_changes import AccountChanges
from ...models.updated_account import UpdatedAccount
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: AccountChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/admin/accounts/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UpdatedAccount | None:
    if response.status_code == 200:
        response_200 = UpdatedAccount.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UpdatedAccount]:
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
    body: AccountChanges | Unset = UNSET,
) -> Response[UpdatedAccount]:
    """Change an account's tier or ceilings.

     Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes
    apply to the next request. Needs
    `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        id (str):
        body (AccountChanges | Unset): Changes to an account. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedAccount]
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
    body: AccountChanges | Unset = UNSET,
) -> UpdatedAccount | None:
    """Change an account's tier or ceilings.

     Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes
    apply to the next request. Needs
    `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        id (str):
        body (AccountChanges | Unset): Changes to an account. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedAccount
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
    body: AccountChanges | Unset = UNSET,
) -> Response[UpdatedAccount]:
    """Change an account's tier or ceilings.

     Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes
    apply to the next request. Needs
    `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        id (str):
        body (AccountChanges | Unset): Changes to an account. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedAccount]
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
    body: AccountChanges | Unset = UNSET,
) -> UpdatedAccount | None:
    """Change an account's tier or ceilings.

     Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes
    apply to the next request. Needs
    `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        id (str):
        body (AccountChanges | Unset): Changes to an account. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedAccount
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
