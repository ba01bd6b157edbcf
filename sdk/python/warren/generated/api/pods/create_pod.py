from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_pod import CreatedPod
from ...models.new_pod import NewPod
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewPod | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/pods",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedPod | None:
    if response.status_code == 201:
        response_201 = CreatedPod.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedPod]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewPod | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedPod]:
    """Create a pod.

     A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The
    key is shown only in this reply. A
    pod is also an environment and a tenant. If the deployment limits the pods of an account
    (`TENANT_LIMIT`), the home pod does not count.

    Args:
        idempotency_key (str | Unset):
        body (NewPod | Unset): A pod to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPod]
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
    body: NewPod | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedPod | None:
    """Create a pod.

     A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The
    key is shown only in this reply. A
    pod is also an environment and a tenant. If the deployment limits the pods of an account
    (`TENANT_LIMIT`), the home pod does not count.

    Args:
        idempotency_key (str | Unset):
        body (NewPod | Unset): A pod to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPod
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewPod | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedPod]:
    """Create a pod.

     A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The
    key is shown only in this reply. A
    pod is also an environment and a tenant. If the deployment limits the pods of an account
    (`TENANT_LIMIT`), the home pod does not count.

    Args:
        idempotency_key (str | Unset):
        body (NewPod | Unset): A pod to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPod]
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
    body: NewPod | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedPod | None:
    """Create a pod.

     A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The
    key is shown only in this reply. A
    pod is also an environment and a tenant. If the deployment limits the pods of an account
    (`TENANT_LIMIT`), the home pod does not count.

    Args:
        idempotency_key (str | Unset):
        body (NewPod | Unset): A pod to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPod
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
