from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.budget_changes import BudgetChanges
from ...models.updated_budget import UpdatedBudget
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: BudgetChanges | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/budget",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UpdatedBudget | None:
    if response.status_code == 200:
        response_200 = UpdatedBudget.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UpdatedBudget]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BudgetChanges | Unset = UNSET,
) -> Response[UpdatedBudget]:
    """Set the account's caps and settings.

     The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one
    pod. The daily cap is at most the
    weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a
    new cap.

    Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a
    key can only lower caps; a signed-in person can raise them and end this
    mode. Unknown fields are always refused.

    Args:
        body (BudgetChanges | Unset): Changes to a budget. Absent fields stay as they are; null
            removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedBudget]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: BudgetChanges | Unset = UNSET,
) -> UpdatedBudget | None:
    """Set the account's caps and settings.

     The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one
    pod. The daily cap is at most the
    weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a
    new cap.

    Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a
    key can only lower caps; a signed-in person can raise them and end this
    mode. Unknown fields are always refused.

    Args:
        body (BudgetChanges | Unset): Changes to a budget. Absent fields stay as they are; null
            removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedBudget
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BudgetChanges | Unset = UNSET,
) -> Response[UpdatedBudget]:
    """Set the account's caps and settings.

     The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one
    pod. The daily cap is at most the
    weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a
    new cap.

    Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a
    key can only lower caps; a signed-in person can raise them and end this
    mode. Unknown fields are always refused.

    Args:
        body (BudgetChanges | Unset): Changes to a budget. Absent fields stay as they are; null
            removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UpdatedBudget]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: BudgetChanges | Unset = UNSET,
) -> UpdatedBudget | None:
    """Set the account's caps and settings.

     The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one
    pod. The daily cap is at most the
    weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a
    new cap.

    Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a
    key can only lower caps; a signed-in person can raise them and end this
    mode. Unknown fields are always refused.

    Args:
        body (BudgetChanges | Unset): Changes to a budget. Absent fields stay as they are; null
            removes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UpdatedBudget
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
