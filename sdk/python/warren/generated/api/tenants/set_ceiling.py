from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_ceiling import NewCeiling
from ...models.tenant_ceiling import TenantCeiling
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: NewCeiling | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/admin/tenants/{id}/ceiling".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TenantCeiling | None:
    if response.status_code == 200:
        response_200 = TenantCeiling.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TenantCeiling]:
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
    body: NewCeiling | Unset = UNSET,
) -> Response[TenantCeiling]:
    """Set the ceilings of a tenant.

     Replaces all three lists. Those that are not given become empty, and `warning` names them; one is
    given at least.

    Args:
        id (str):
        body (NewCeiling | Unset): The most that agents of a tenant may use, to be set. Each list
            has at most 100 names of 1 to 128 characters.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TenantCeiling]
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
    body: NewCeiling | Unset = UNSET,
) -> TenantCeiling | None:
    """Set the ceilings of a tenant.

     Replaces all three lists. Those that are not given become empty, and `warning` names them; one is
    given at least.

    Args:
        id (str):
        body (NewCeiling | Unset): The most that agents of a tenant may use, to be set. Each list
            has at most 100 names of 1 to 128 characters.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TenantCeiling
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
    body: NewCeiling | Unset = UNSET,
) -> Response[TenantCeiling]:
    """Set the ceilings of a tenant.

     Replaces all three lists. Those that are not given become empty, and `warning` names them; one is
    given at least.

    Args:
        id (str):
        body (NewCeiling | Unset): The most that agents of a tenant may use, to be set. Each list
            has at most 100 names of 1 to 128 characters.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TenantCeiling]
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
    body: NewCeiling | Unset = UNSET,
) -> TenantCeiling | None:
    """Set the ceilings of a tenant.

     Replaces all three lists. Those that are not given become empty, and `warning` names them; one is
    given at least.

    Args:
        id (str):
        body (NewCeiling | Unset): The most that agents of a tenant may use, to be set. Each list
            has at most 100 names of 1 to 128 characters.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TenantCeiling
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
