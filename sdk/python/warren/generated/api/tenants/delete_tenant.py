from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_tenant import DeletedTenant
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    purge: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["purge"] = purge

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/admin/tenants/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedTenant | None:
    if response.status_code == 200:
        response_200 = DeletedTenant.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedTenant]:
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
    purge: bool | Unset = UNSET,
) -> Response[DeletedTenant]:
    """Delete a tenant.

     The tenant's keys stop working before this call returns, its sockets are closed, and it refuses
    mail. Operations of tenants and
    environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
    `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

    With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send
    the request again.

    Args:
        id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedTenant]
    """

    kwargs = _get_kwargs(
        id=id,
        purge=purge,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> DeletedTenant | None:
    """Delete a tenant.

     The tenant's keys stop working before this call returns, its sockets are closed, and it refuses
    mail. Operations of tenants and
    environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
    `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

    With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send
    the request again.

    Args:
        id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedTenant
    """

    return sync_detailed(
        id=id,
        client=client,
        purge=purge,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> Response[DeletedTenant]:
    """Delete a tenant.

     The tenant's keys stop working before this call returns, its sockets are closed, and it refuses
    mail. Operations of tenants and
    environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
    `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

    With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send
    the request again.

    Args:
        id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedTenant]
    """

    kwargs = _get_kwargs(
        id=id,
        purge=purge,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> DeletedTenant | None:
    """Delete a tenant.

     The tenant's keys stop working before this call returns, its sockets are closed, and it refuses
    mail. Operations of tenants and
    environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
    `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

    With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send
    the request again.

    Args:
        id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedTenant
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            purge=purge,
        )
    ).parsed
