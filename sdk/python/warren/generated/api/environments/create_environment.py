from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.environment import Environment
from ...models.new_environment import NewEnvironment
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewEnvironment,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/environments",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Environment | None:
    if response.status_code == 201:
        response_201 = Environment.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Environment]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewEnvironment,
    idempotency_key: str | Unset = UNSET,
) -> Response[Environment]:
    """Create an environment.

     Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the
    environments of an account, without its
    default environment; suspended and deleted ones count until they are erased.

    Args:
        idempotency_key (str | Unset):
        body (NewEnvironment): An environment to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Environment]
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
    body: NewEnvironment,
    idempotency_key: str | Unset = UNSET,
) -> Environment | None:
    """Create an environment.

     Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the
    environments of an account, without its
    default environment; suspended and deleted ones count until they are erased.

    Args:
        idempotency_key (str | Unset):
        body (NewEnvironment): An environment to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Environment
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewEnvironment,
    idempotency_key: str | Unset = UNSET,
) -> Response[Environment]:
    """Create an environment.

     Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the
    environments of an account, without its
    default environment; suspended and deleted ones count until they are erased.

    Args:
        idempotency_key (str | Unset):
        body (NewEnvironment): An environment to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Environment]
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
    body: NewEnvironment,
    idempotency_key: str | Unset = UNSET,
) -> Environment | None:
    """Create an environment.

     Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the
    environments of an account, without its
    default environment; suspended and deleted ones count until they are erased.

    Args:
        idempotency_key (str | Unset):
        body (NewEnvironment): An environment to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Environment
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
