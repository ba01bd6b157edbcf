from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.revoked_key import RevokedKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    key_id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/pods/{pod_id}/keys/{key_id}".format(
            pod_id=quote(str(pod_id), safe=""),
            key_id=quote(str(key_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RevokedKey | None:
    if response.status_code == 200:
        response_200 = RevokedKey.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RevokedKey]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RevokedKey]:
    """Revoke a key of a pod.

     The key and the keys that it made stop working everywhere before this call returns, and their
    sockets are closed. The pod's other
    keys still work.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RevokedKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        key_id=key_id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RevokedKey | None:
    """Revoke a key of a pod.

     The key and the keys that it made stop working everywhere before this call returns, and their
    sockets are closed. The pod's other
    keys still work.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RevokedKey
    """

    return sync_detailed(
        pod_id=pod_id,
        key_id=key_id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RevokedKey]:
    """Revoke a key of a pod.

     The key and the keys that it made stop working everywhere before this call returns, and their
    sockets are closed. The pod's other
    keys still work.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RevokedKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        key_id=key_id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RevokedKey | None:
    """Revoke a key of a pod.

     The key and the keys that it made stop working everywhere before this call returns, and their
    sockets are closed. The pod's other
    keys still work.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RevokedKey
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            key_id=key_id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
