from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pod_keys import PodKeys
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/pods/{pod_id}/keys".format(
            pod_id=quote(str(pod_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PodKeys | None:
    if response.status_code == 200:
        response_200 = PodKeys.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[PodKeys]:
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
    x_environment: str | Unset = UNSET,
) -> Response[PodKeys]:
    """List the keys of a pod.

     Returns keys without their secrets, also those that no longer work. A key of the pod with
    `keys:read` sees the keys that it made.

    Args:
        pod_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PodKeys]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
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
    x_environment: str | Unset = UNSET,
) -> PodKeys | None:
    """List the keys of a pod.

     Returns keys without their secrets, also those that no longer work. A key of the pod with
    `keys:read` sees the keys that it made.

    Args:
        pod_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PodKeys
    """

    return sync_detailed(
        pod_id=pod_id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[PodKeys]:
    """List the keys of a pod.

     Returns keys without their secrets, also those that no longer work. A key of the pod with
    `keys:read` sees the keys that it made.

    Args:
        pod_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PodKeys]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> PodKeys | None:
    """List the keys of a pod.

     Returns keys without their secrets, also those that no longer work. A key of the pod with
    `keys:read` sees the keys that it made.

    Args:
        pod_id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PodKeys
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
