from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.terminated_run import TerminatedRun
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
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
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/terminate".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TerminatedRun | None:
    if response.status_code == 200:
        response_200 = TerminatedRun.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TerminatedRun]:
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
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TerminatedRun]:
    """Terminate a run.

     The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed.
    The run is `terminating` until its
    last output is stored, then `terminated`. Its key stops working at once. A run that has ended does
    not change.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TerminatedRun]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
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
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TerminatedRun | None:
    """Terminate a run.

     The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed.
    The run is `terminating` until its
    last output is stored, then `terminated`. Its key stops working at once. A run that has ended does
    not change.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TerminatedRun
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TerminatedRun]:
    """Terminate a run.

     The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed.
    The run is `terminating` until its
    last output is stored, then `terminated`. Its key stops working at once. A run that has ended does
    not change.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TerminatedRun]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
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
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TerminatedRun | None:
    """Terminate a run.

     The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed.
    The run is `terminating` until its
    last output is stored, then `terminated`. Its key stops working at once. A run that has ended does
    not change.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TerminatedRun
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
