from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.budget_state import BudgetState
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["pod_id"] = pod_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/budget",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BudgetState | None:
    if response.status_code == 200:
        response_200 = BudgetState.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BudgetState]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[BudgetState]:
    """Read a budget.

     Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's
    key: the account's, or that of the
    pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are
    1.00 USDC.

    Args:
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BudgetState]
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
    *,
    client: AuthenticatedClient,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> BudgetState | None:
    """Read a budget.

     Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's
    key: the account's, or that of the
    pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are
    1.00 USDC.

    Args:
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BudgetState
    """

    return sync_detailed(
        client=client,
        pod_id=pod_id,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[BudgetState]:
    """Read a budget.

     Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's
    key: the account's, or that of the
    pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are
    1.00 USDC.

    Args:
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BudgetState]
    """

    kwargs = _get_kwargs(
        pod_id=pod_id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    pod_id: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> BudgetState | None:
    """Read a budget.

     Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's
    key: the account's, or that of the
    pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are
    1.00 USDC.

    Args:
        pod_id (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BudgetState
    """

    return (
        await asyncio_detailed(
            client=client,
            pod_id=pod_id,
            x_environment=x_environment,
        )
    ).parsed
