from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pod_changes import PodChanges
from ...models.updated_pod import UpdatedPod
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pod_id: str,
    *,
    body: PodChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/pods/{pod_id}".format(
            pod_id=quote(str(pod_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UpdatedPod | None:
    if response.status_code == 200:
        response_200 = UpdatedPod.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UpdatedPod]:
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
    body: PodChanges | Unset = UNSET,
) -> Response[UpdatedPod]:
    """Update a pod.

     New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge;
    money that is spent already counts.
    A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With
    `require_second_principal`, only a
    signed-in person can raise or remove a cap, or allow more categories or payees.

    The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH
    /api/v1/environments/{id}` changes its name and
    metadata.

    Args:
        pod_id (str):
        body (PodChanges | Unset): Changes to a pod. Absent fields stay as they are; null removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedPod]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: PodChanges | Unset = UNSET,
) -> UpdatedPod | None:
    """Update a pod.

     New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge;
    money that is spent already counts.
    A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With
    `require_second_principal`, only a
    signed-in person can raise or remove a cap, or allow more categories or payees.

    The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH
    /api/v1/environments/{id}` changes its name and
    metadata.

    Args:
        pod_id (str):
        body (PodChanges | Unset): Changes to a pod. Absent fields stay as they are; null removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedPod
    """

    return sync_detailed(
        pod_id=pod_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: PodChanges | Unset = UNSET,
) -> Response[UpdatedPod]:
    """Update a pod.

     New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge;
    money that is spent already counts.
    A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With
    `require_second_principal`, only a
    signed-in person can raise or remove a cap, or allow more categories or payees.

    The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH
    /api/v1/environments/{id}` changes its name and
    metadata.

    Args:
        pod_id (str):
        body (PodChanges | Unset): Changes to a pod. Absent fields stay as they are; null removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedPod]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pod_id: str,
    *,
    client: AuthenticatedClient,
    body: PodChanges | Unset = UNSET,
) -> UpdatedPod | None:
    """Update a pod.

     New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge;
    money that is spent already counts.
    A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With
    `require_second_principal`, only a
    signed-in person can raise or remove a cap, or allow more categories or payees.

    The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH
    /api/v1/environments/{id}` changes its name and
    metadata.

    Args:
        pod_id (str):
        body (PodChanges | Unset): Changes to a pod. Absent fields stay as they are; null removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedPod
    """

    return (
        await asyncio_detailed(
            pod_id=pod_id,
            client=client,
            body=body,
        )
    ).parsed
