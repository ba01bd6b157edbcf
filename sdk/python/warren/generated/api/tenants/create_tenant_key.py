from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_pod_key import CreatedPodKey
from ...models.new_pod_key import NewPodKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/tenants/{id}/keys".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedPodKey | None:
    if response.status_code == 201:
        response_201 = CreatedPodKey.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedPodKey]:
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
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedPodKey]:
    """Create a key for a tenant.

     Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label,
    the new key replaces all keys of the tenant,
    which stop working before this call returns. The key is shown only in this reply. The default tenant
    has the account's key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPodKey]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedPodKey | None:
    """Create a key for a tenant.

     Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label,
    the new key replaces all keys of the tenant,
    which stop working before this call returns. The key is shown only in this reply. The default tenant
    has the account's key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPodKey
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedPodKey]:
    """Create a key for a tenant.

     Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label,
    the new key replaces all keys of the tenant,
    which stop working before this call returns. The key is shown only in this reply. The default tenant
    has the account's key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPodKey]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedPodKey | None:
    """Create a key for a tenant.

     Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label,
    the new key replaces all keys of the tenant,
    which stop working before this call returns. The key is shown only in this reply. The default tenant
    has the account's key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPodKey
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
