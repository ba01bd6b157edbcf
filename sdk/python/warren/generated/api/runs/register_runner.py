from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_runner import NewRunner
from ...models.registered_runner import RegisteredRunner
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewRunner,
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
        "url": "/v1/runners/register",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RegisteredRunner | None:
    if response.status_code == 201:
        response_201 = RegisteredRunner.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RegisteredRunner]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewRunner,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RegisteredRunner]:
    """Register a runner.

     The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the
    same request with the same
    `Idempotency-Key` gets the same reply for 10 minutes.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunner): A runner that registers.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RegisteredRunner]
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
    body: NewRunner,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RegisteredRunner | None:
    """Register a runner.

     The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the
    same request with the same
    `Idempotency-Key` gets the same reply for 10 minutes.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunner): A runner that registers.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RegisteredRunner
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
    body: NewRunner,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[RegisteredRunner]:
    """Register a runner.

     The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the
    same request with the same
    `Idempotency-Key` gets the same reply for 10 minutes.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunner): A runner that registers.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RegisteredRunner]
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
    body: NewRunner,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> RegisteredRunner | None:
    """Register a runner.

     The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the
    same request with the same
    `Idempotency-Key` gets the same reply for 10 minutes.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRunner): A runner that registers.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RegisteredRunner
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
