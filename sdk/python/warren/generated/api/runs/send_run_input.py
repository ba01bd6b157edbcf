from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.run_input import RunInput
from ...models.taken_input import TakenInput
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
    body: RunInput,
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
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/input".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TakenInput | None:
    if response.status_code == 202:
        response_202 = TakenInput.from_dict(response.json())

        return response_202

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TakenInput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunInput,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TakenInput]:
    """Type into a run's terminal.

     The runner writes the text to the terminal, in the order of the requests. If the runner is away or
    the run has not started yet, it
    does so later. At most 1 MiB waits.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunInput): Input for a terminal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TakenInput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
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
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunInput,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TakenInput | None:
    """Type into a run's terminal.

     The runner writes the text to the terminal, in the order of the requests. If the runner is away or
    the run has not started yet, it
    does so later. At most 1 MiB waits.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunInput): Input for a terminal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TakenInput
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunInput,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TakenInput]:
    """Type into a run's terminal.

     The runner writes the text to the terminal, in the order of the requests. If the runner is away or
    the run has not started yet, it
    does so later. At most 1 MiB waits.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunInput): Input for a terminal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TakenInput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunInput,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TakenInput | None:
    """Type into a run's terminal.

     The runner writes the text to the terminal, in the order of the requests. If the runner is away or
    the run has not started yet, it
    does so later. At most 1 MiB waits.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunInput): Input for a terminal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TakenInput
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
