from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_repository import NewRepository
from ...models.one_repository import OneRepository
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    *,
    body: NewRepository,
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
        "url": "/api/v1/ext/orgs/{org}/repositories".format(
            org=quote(str(org), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OneRepository | None:
    if response.status_code == 201:
        response_201 = OneRepository.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[OneRepository]:
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
    body: NewRepository,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[OneRepository]:
    """Add a repository.

     Gives a repository an id, so that runs can work in it. A runner works in it only if its own
    configuration has a repository of the same
    name; credentials for git stay there. An environment can have 1,000.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRepository): A repository to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneRepository]
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
    body: NewRepository,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> OneRepository | None:
    """Add a repository.

     Gives a repository an id, so that runs can work in it. A runner works in it only if its own
    configuration has a repository of the same
    name; credentials for git stay there. An environment can have 1,000.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRepository): A repository to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneRepository
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
    body: NewRepository,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[OneRepository]:
    """Add a repository.

     Gives a repository an id, so that runs can work in it. A runner works in it only if its own
    configuration has a repository of the same
    name; credentials for git stay there. An environment can have 1,000.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRepository): A repository to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneRepository]
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
    body: NewRepository,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> OneRepository | None:
    """Add a repository.

     Gives a repository an id, so that runs can work in it. A runner works in it only if its own
    configuration has a repository of the same
    name; credentials for git stay there. An environment can have 1,000.

    Args:
        org (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRepository): A repository to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneRepository
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
