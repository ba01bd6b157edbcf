from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.change_pod_key import ChangePodKey
from ...models.pod_key import PodKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    key_id: str,
    *,
    body: ChangePodKey | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/pods/{pod_id}/keys/{key_id}".format(
            pod_id=quote(str(pod_id), safe=""),
            key_id=quote(str(key_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PodKey | None:
    if response.status_code == 200:
        response_200 = PodKey.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[PodKey]:
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
    body: ChangePodKey | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[PodKey]:
    """Change a key of a pod.

     The change has effect before this call returns: on requests, and on sockets, which are closed if the
    key can no longer read mail.
    A key of the pod with `keys:write` changes the keys that it made, within its own permissions,
    inboxes and expiry.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):
        body (ChangePodKey | Unset): Changes of a key. Absent fields stay; null removes the
            restriction, or the label.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PodKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        key_id=key_id,
        body=body,
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
    body: ChangePodKey | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> PodKey | None:
    """Change a key of a pod.

     The change has effect before this call returns: on requests, and on sockets, which are closed if the
    key can no longer read mail.
    A key of the pod with `keys:write` changes the keys that it made, within its own permissions,
    inboxes and expiry.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):
        body (ChangePodKey | Unset): Changes of a key. Absent fields stay; null removes the
            restriction, or the label.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PodKey
    """

    return sync_detailed(
        pod_id=pod_id,
        key_id=key_id,
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    body: ChangePodKey | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[PodKey]:
    """Change a key of a pod.

     The change has effect before this call returns: on requests, and on sockets, which are closed if the
    key can no longer read mail.
    A key of the pod with `keys:write` changes the keys that it made, within its own permissions,
    inboxes and expiry.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):
        body (ChangePodKey | Unset): Changes of a key. Absent fields stay; null removes the
            restriction, or the label.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PodKey]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        key_id=key_id,
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    key_id: str,
    *,
    client: AuthenticatedClient,
    body: ChangePodKey | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> PodKey | None:
    """Change a key of a pod.

     The change has effect before this call returns: on requests, and on sockets, which are closed if the
    key can no longer read mail.
    A key of the pod with `keys:write` changes the keys that it made, within its own permissions,
    inboxes and expiry.

    Args:
        pod_id (str):
        key_id (str):
        x_environment (str | Unset):
        body (ChangePodKey | Unset): Changes of a key. Absent fields stay; null removes the
            restriction, or the label.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PodKey
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            key_id=key_id,
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
