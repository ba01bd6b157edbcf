from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pod import Pod
from ...models.purged_pod import PurgedPod
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    *,
    purge: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["purge"] = purge

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/pods/{pod_id}".format(
            pod_id=quote(str(pod_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Pod | PurgedPod | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Pod | PurgedPod:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_removed_pod_type_0 = Pod.from_dict(data)

                return componentsschemas_removed_pod_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_removed_pod_type_1 = PurgedPod.from_dict(data)

            return componentsschemas_removed_pod_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Pod | PurgedPod]:
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
    purge: bool | Unset = UNSET,
) -> Response[Pod | PurgedPod]:
    """Suspend or remove a pod.

     Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it
    refuses mail. Its data stays;
    `POST /v1/pods/{pod_id}/resume` restores access.

    With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send
    the request again. The account can
    claim the pod's addresses at the deployment's domain again immediately, other accounts after 90
    days.

    Args:
        pod_id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Pod | PurgedPod]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        purge=purge,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> Pod | PurgedPod | None:
    """Suspend or remove a pod.

     Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it
    refuses mail. Its data stays;
    `POST /v1/pods/{pod_id}/resume` restores access.

    With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send
    the request again. The account can
    claim the pod's addresses at the deployment's domain again immediately, other accounts after 90
    days.

    Args:
        pod_id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Pod | PurgedPod
    """

    return sync_detailed(
        pod_id=pod_id,
        client=client,
        purge=purge,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> Response[Pod | PurgedPod]:
    """Suspend or remove a pod.

     Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it
    refuses mail. Its data stays;
    `POST /v1/pods/{pod_id}/resume` restores access.

    With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send
    the request again. The account can
    claim the pod's addresses at the deployment's domain again immediately, other accounts after 90
    days.

    Args:
        pod_id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Pod | PurgedPod]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        purge=purge,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    purge: bool | Unset = UNSET,
) -> Pod | PurgedPod | None:
    """Suspend or remove a pod.

     Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it
    refuses mail. Its data stays;
    `POST /v1/pods/{pod_id}/resume` restores access.

    With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send
    the request again. The account can
    claim the pod's addresses at the deployment's domain again immediately, other accounts after 90
    days.

    Args:
        pod_id (str):
        purge (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Pod | PurgedPod
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            client=client,
            purge=purge,
        )
    ).parsed
