from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.spending_history import SpendingHistory
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    before: str | Unset = UNSET,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["before"] = before

    params["pod_id"] = pod_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/budget/history",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SpendingHistory | None:
    if response.status_code == 200:
        response_200 = SpendingHistory.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[SpendingHistory]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    before: str | Unset = UNSET,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SpendingHistory]:
    """Read the ledger.

     Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the
    account's key: those of the account
    and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an
    entry of its own.

    Args:
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        before (str | Unset):
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SpendingHistory]
    """

    kwargs = _get_kwargs(
        limit=limit,
        before=before,
        pod_id=pod_id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    before: str | Unset = UNSET,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SpendingHistory | None:
    """Read the ledger.

     Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the
    account's key: those of the account
    and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an
    entry of its own.

    Args:
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        before (str | Unset):
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SpendingHistory
    """

    return sync_detailed(
        client=client,
        limit=limit,
        before=before,
        pod_id=pod_id,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    before: str | Unset = UNSET,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SpendingHistory]:
    """Read the ledger.

     Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the
    account's key: those of the account
    and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an
    entry of its own.

    Args:
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        before (str | Unset):
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SpendingHistory]
    """

    kwargs = _get_kwargs(
        limit=limit,
        before=before,
        pod_id=pod_id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    before: str | Unset = UNSET,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SpendingHistory | None:
    """Read the ledger.

     Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the
    account's key: those of the account
    and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an
    entry of its own.

    Args:
        limit (int | Unset): Items of a page. More than 200 is read as 200.
        before (str | Unset):
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SpendingHistory
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            before=before,
            pod_id=pod_id,
            x_environment=x_environment,
        )
    ).parsed
