from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.approval_required import ApprovalRequired
from ...models.charge import Charge
from ...models.new_charge import NewCharge
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewCharge,
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
        "url": "/v1/charge",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ApprovalRequired | Charge | None:
    if response.status_code == 200:
        response_200 = Charge.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = ApprovalRequired.from_dict(response.json())

        return response_202

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ApprovalRequired | Charge]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewCharge,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ApprovalRequired | Charge]:
    """Spend or hold money.

     Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would
    be exceeded, the reply is 402
    and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202
    instead: the charge waits for
    approval until it expires, after a day unless the account has set another time, and the operator
    gets an email. A charge above
    `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

    With `capture: false` the money is held: it counts against the caps until it is captured or
    released, or until `expires_in` seconds
    have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has
    at most 20 of each.

    A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it
    (`scope` is `run`), which nobody can
    approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they
    are now.

    With an `Idempotency-Key`, repeated requests move the money only once.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCharge): A charge to make.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalRequired | Charge]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewCharge,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ApprovalRequired | Charge | None:
    """Spend or hold money.

     Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would
    be exceeded, the reply is 402
    and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202
    instead: the charge waits for
    approval until it expires, after a day unless the account has set another time, and the operator
    gets an email. A charge above
    `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

    With `capture: false` the money is held: it counts against the caps until it is captured or
    released, or until `expires_in` seconds
    have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has
    at most 20 of each.

    A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it
    (`scope` is `run`), which nobody can
    approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they
    are now.

    With an `Idempotency-Key`, repeated requests move the money only once.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCharge): A charge to make.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalRequired | Charge
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewCharge,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ApprovalRequired | Charge]:
    """Spend or hold money.

     Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would
    be exceeded, the reply is 402
    and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202
    instead: the charge waits for
    approval until it expires, after a day unless the account has set another time, and the operator
    gets an email. A charge above
    `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

    With `capture: false` the money is held: it counts against the caps until it is captured or
    released, or until `expires_in` seconds
    have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has
    at most 20 of each.

    A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it
    (`scope` is `run`), which nobody can
    approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they
    are now.

    With an `Idempotency-Key`, repeated requests move the money only once.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCharge): A charge to make.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalRequired | Charge]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewCharge,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ApprovalRequired | Charge | None:
    """Spend or hold money.

     Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would
    be exceeded, the reply is 402
    and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202
    instead: the charge waits for
    approval until it expires, after a day unless the account has set another time, and the operator
    gets an email. A charge above
    `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

    With `capture: false` the money is held: it counts against the caps until it is captured or
    released, or until `expires_in` seconds
    have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has
    at most 20 of each.

    A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it
    (`scope` is `run`), which nobody can
    approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they
    are now.

    With an `Idempotency-Key`, repeated requests move the money only once.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCharge): A charge to make.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalRequired | Charge
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
