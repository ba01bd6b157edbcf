from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.tenant_changes import TenantChanges
from ...models.updated_tenant import UpdatedTenant
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: TenantChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/admin/tenants/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UpdatedTenant | None:
    if response.status_code == 200:
        response_200 = UpdatedTenant.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UpdatedTenant]:
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
    body: TenantChanges | Unset = UNSET,
) -> Response[UpdatedTenant]:
    """Update a tenant.

     The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working,
    its sockets are closed, and it refuses
    mail; its data stays. If one ceiling is given, all three are replaced: those that are not given
    become empty, and `warning` names them. The
    slug cannot be changed, and the default tenant cannot be disabled.

    Args:
        id (str):
        body (TenantChanges | Unset): Changes to a tenant. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedTenant]
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
    body: TenantChanges | Unset = UNSET,
) -> UpdatedTenant | None:
    """Update a tenant.

     The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working,
    its sockets are closed, and it refuses
    mail; its data stays. If one ceiling is given, all three are replaced: those that are not given
    become empty, and `warning` names them. The
    slug cannot be changed, and the default tenant cannot be disabled.

    Args:
        id (str):
        body (TenantChanges | Unset): Changes to a tenant. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedTenant
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
    body: TenantChanges | Unset = UNSET,
) -> Response[UpdatedTenant]:
    """Update a tenant.

     The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working,
    its sockets are closed, and it refuses
    mail; its data stays. If one ceiling is given, all three are replaced: those that are not given
    become empty, and `warning` names them. The
    slug cannot be changed, and the default tenant cannot be disabled.

    Args:
        id (str):
        body (TenantChanges | Unset): Changes to a tenant. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedTenant]
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
    body: TenantChanges | Unset = UNSET,
) -> UpdatedTenant | None:
    """Update a tenant.

     The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working,
    its sockets are closed, and it refuses
    mail; its data stays. If one ceiling is given, all three are replaced: those that are not given
    become empty, and `warning` names them. The
    slug cannot be changed, and the default tenant cannot be disabled.

    Args:
        id (str):
        body (TenantChanges | Unset): Changes to a tenant. Absent fields stay as they are.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedTenant
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
