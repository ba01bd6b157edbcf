from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_environment_domain import DeletedEnvironmentDomain
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    release_addresses: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["release_addresses"] = release_addresses

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/domains/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedEnvironmentDomain | None:
    if response.status_code == 200:
        response_200 = DeletedEnvironmentDomain.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DeletedEnvironmentDomain]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedEnvironmentDomain]:
    """Delete a domain.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable.

    Args:
        id (str):
        release_addresses (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedEnvironmentDomain]
    """

    kwargs = _get_kwargs(
        id=id,
        release_addresses=release_addresses,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedEnvironmentDomain | None:
    """Delete a domain.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable.

    Args:
        id (str):
        release_addresses (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedEnvironmentDomain
    """

    return sync_detailed(
        id=id,
        client=client,
        release_addresses=release_addresses,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedEnvironmentDomain]:
    """Delete a domain.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable.

    Args:
        id (str):
        release_addresses (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedEnvironmentDomain]
    """

    kwargs = _get_kwargs(
        id=id,
        release_addresses=release_addresses,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedEnvironmentDomain | None:
    """Delete a domain.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable.

    Args:
        id (str):
        release_addresses (bool | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedEnvironmentDomain
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            release_addresses=release_addresses,
            x_environment=x_environment,
        )
    ).parsed
