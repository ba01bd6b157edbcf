from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_run import NewRun
from ...models.one_run import OneRun
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    *,
    body: NewRun,
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
        "url": "/api/v1/ext/orgs/{org}/pods".format(
            org=quote(str(org), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OneRun | None:
    if response.status_code == 201:
        response_201 = OneRun.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[OneRun]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRun,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[OneRun]:
    """Create a run.

     Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is
    `running` when its runner has started it.
    If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The
    run gets a key of its own for this
    API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

    Unknown fields are refused. An environment can have 1,000 runs that have not ended.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRun): A run to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneRun]
    """

    kwargs = _get_kwargs(
        org=org,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRun,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> OneRun | None:
    """Create a run.

     Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is
    `running` when its runner has started it.
    If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The
    run gets a key of its own for this
    API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

    Unknown fields are refused. An environment can have 1,000 runs that have not ended.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRun): A run to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneRun
    """

    return sync_detailed(
        org=org,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRun,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[OneRun]:
    """Create a run.

     Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is
    `running` when its runner has started it.
    If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The
    run gets a key of its own for this
    API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

    Unknown fields are refused. An environment can have 1,000 runs that have not ended.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRun): A run to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneRun]
    """

    kwargs = _get_kwargs(
        org=org,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRun,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> OneRun | None:
    """Create a run.

     Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is
    `running` when its runner has started it.
    If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The
    run gets a key of its own for this
    API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

    Unknown fields are refused. An environment can have 1,000 runs that have not ended.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRun): A run to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneRun
    """

    return (
        await asyncio_detailed(
            org=org,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
