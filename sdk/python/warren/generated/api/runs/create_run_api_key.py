from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_run_api_key import CreatedRunApiKey
from ...models.new_run_api_key import NewRunApiKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    *,
    body: NewRunApiKey,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/ext/orgs/{org}/api-keys".format(
            org=quote(str(org), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedRunApiKey | None:
    if response.status_code == 201:
        response_201 = CreatedRunApiKey.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedRunApiKey]:
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
    body: NewRunApiKey,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedRunApiKey]:
    """Create an API key for runs.

     A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners:
    give it to programs that you trust.
    The key is shown only in this reply. An environment can have 100.

    Args:
        org (str):
        idempotency_key (str | Unset):
        body (NewRunApiKey): An API key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedRunApiKey]
    """

    kwargs = _get_kwargs(
        org=org,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRunApiKey,
    idempotency_key: str | Unset = UNSET,
) -> CreatedRunApiKey | None:
    """Create an API key for runs.

     A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners:
    give it to programs that you trust.
    The key is shown only in this reply. An environment can have 100.

    Args:
        org (str):
        idempotency_key (str | Unset):
        body (NewRunApiKey): An API key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedRunApiKey
    """

    return sync_detailed(
        org=org,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRunApiKey,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedRunApiKey]:
    """Create an API key for runs.

     A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners:
    give it to programs that you trust.
    The key is shown only in this reply. An environment can have 100.

    Args:
        org (str):
        idempotency_key (str | Unset):
        body (NewRunApiKey): An API key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedRunApiKey]
    """

    kwargs = _get_kwargs(
        org=org,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    *,
    client: AuthenticatedClient,
    body: NewRunApiKey,
    idempotency_key: str | Unset = UNSET,
) -> CreatedRunApiKey | None:
    """Create an API key for runs.

     A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners:
    give it to programs that you trust.
    The key is shown only in this reply. An environment can have 100.

    Args:
        org (str):
        idempotency_key (str | Unset):
        body (NewRunApiKey): An API key to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedRunApiKey
    """

    return (
        await asyncio_detailed(
            org=org,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
