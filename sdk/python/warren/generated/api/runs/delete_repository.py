from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_repository import DeletedRepository
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    id: int,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/ext/orgs/{org}/repositories/{id}".format(
            org=quote(str(org), safe=""),
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedRepository | None:
    if response.status_code == 200:
        response_200 = DeletedRepository.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedRepository]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedRepository]:
    """Delete a repository.

     Runs cannot name it any more. Runs that were created with it go on.

    Args:
        org (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedRepository]
    """

    kwargs = _get_kwargs(
        org=org,
        id=id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> DeletedRepository | None:
    """Delete a repository.

     Runs cannot name it any more. Runs that were created with it go on.

    Args:
        org (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedRepository
    """

    return sync_detailed(
        org=org,
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedRepository]:
    """Delete a repository.

     Runs cannot name it any more. Runs that were created with it go on.

    Args:
        org (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedRepository]
    """

    kwargs = _get_kwargs(
        org=org,
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> DeletedRepository | None:
    """Delete a repository.

     Runs cannot name it any more. Runs that were created with it go on.

    Args:
        org (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedRepository
    """

    return (
        await asyncio_detailed(
            org=org,
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
