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
    pod_id: str,
    *,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/pods/{pod_id}/keys".format(
            pod_id=quote(str(pod_id), safe=""),
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
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CreatedPodKey]:
    """Create a key for a pod.

     Without a label, the new key replaces all keys of the pod, which stop working before this call
    returns. With a label or
    `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys
    that work.

    A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no
    more than the key that makes
    them, cannot make keys, and stop working with it.

    Args:
        pod_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPodKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CreatedPodKey | None:
    """Create a key for a pod.

     Without a label, the new key replaces all keys of the pod, which stop working before this call
    returns. With a label or
    `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys
    that work.

    A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no
    more than the key that makes
    them, cannot make keys, and stop working with it.

    Args:
        pod_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPodKey
    """

    return sync_detailed(
        pod_id=pod_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CreatedPodKey]:
    """Create a key for a pod.

     Without a label, the new key replaces all keys of the pod, which stop working before this call
    returns. With a label or
    `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys
    that work.

    A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no
    more than the key that makes
    them, cannot make keys, and stop working with it.

    Args:
        pod_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedPodKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: NewPodKey | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CreatedPodKey | None:
    """Create a key for a pod.

     Without a label, the new key replaces all keys of the pod, which stop working before this call
    returns. With a label or
    `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys
    that work.

    A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no
    more than the key that makes
    them, cannot make keys, and stop working with it.

    Args:
        pod_id (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewPodKey | Unset): A key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedPodKey
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
