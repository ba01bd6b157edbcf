from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_tenant import NewTenant
from ...models.tenant import Tenant
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewTenant,
    account_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["account_id"] = account_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/tenants",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Tenant | None:
    if response.status_code == 201:
        response_201 = Tenant.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Tenant]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewTenant,
    account_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Tenant]:
    """Create a tenant.

     Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the
    tenants of an account, without its
    default tenant; disabled and deleted ones count until they are erased. The limit does not bind the
    operator, and `Idempotency-Key` is
    ignored for the operator.

    Args:
        account_id (str | Unset):
        idempotency_key (str | Unset):
        body (NewTenant): A tenant to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tenant]
    """

    kwargs = _get_kwargs(
        body=body,
        account_id=account_id,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewTenant,
    account_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Tenant | None:
    """Create a tenant.

     Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the
    tenants of an account, without its
    default tenant; disabled and deleted ones count until they are erased. The limit does not bind the
    operator, and `Idempotency-Key` is
    ignored for the operator.

    Args:
        account_id (str | Unset):
        idempotency_key (str | Unset):
        body (NewTenant): A tenant to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tenant
    """

    return sync_detailed(
        client=client,
        body=body,
        account_id=account_id,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewTenant,
    account_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Tenant]:
    """Create a tenant.

     Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the
    tenants of an account, without its
    default tenant; disabled and deleted ones count until they are erased. The limit does not bind the
    operator, and `Idempotency-Key` is
    ignored for the operator.

    Args:
        account_id (str | Unset):
        idempotency_key (str | Unset):
        body (NewTenant): A tenant to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Tenant]
    """

    kwargs = _get_kwargs(
        body=body,
        account_id=account_id,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewTenant,
    account_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Tenant | None:
    """Create a tenant.

     Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the
    tenants of an account, without its
    default tenant; disabled and deleted ones count until they are erased. The limit does not bind the
    operator, and `Idempotency-Key` is
    ignored for the operator.

    Args:
        account_id (str | Unset):
        idempotency_key (str | Unset):
        body (NewTenant): A tenant to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Tenant
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            account_id=account_id,
            idempotency_key=idempotency_key,
        )
    ).parsed
