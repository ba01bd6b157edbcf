from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_runner_token import NewRunnerToken
from ...models.runner_token import RunnerToken
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    *,
    body: NewRunnerToken | Unset = UNSET,
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
        "url": "/api/v1/ext/orgs/{org}/runners/tokens".format(
            org=quote(str(org), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RunnerToken | None:
    if response.status_code == 201:
        response_201 = RunnerToken.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RunnerToken]:
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
    body: NewRunnerToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunnerToken]:
    """Create a token for a runner.

     A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have
    100 tokens that were not used.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunnerToken | Unset): A token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunnerToken]
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
    body: NewRunnerToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunnerToken | None:
    """Create a token for a runner.

     A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have
    100 tokens that were not used.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunnerToken | Unset): A token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunnerToken
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
    body: NewRunnerToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RunnerToken]:
    """Create a token for a runner.

     A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have
    100 tokens that were not used.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunnerToken | Unset): A token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunnerToken]
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
    body: NewRunnerToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RunnerToken | None:
    """Create a token for a runner.

     A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have
    100 tokens that were not used.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunnerToken | Unset): A token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunnerToken
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
