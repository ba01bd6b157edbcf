from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_stack import DeletedStack
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    release_addresses: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["release_addresses"] = release_addresses

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/stack/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedStack | None:
    if response.status_code == 200:
        response_200 = DeletedStack.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedStack]:
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
) -> Response[DeletedStack]:
    """Delete a stack.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable. DNS records and a zone
    that was created are not removed.

    Args:
        id (str):
        release_addresses (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedStack]
    """

    kwargs = _get_kwargs(
        id=id,
        release_addresses=release_addresses,
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
) -> DeletedStack | None:
    """Delete a stack.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable. DNS records and a zone
    that was created are not removed.

    Args:
        id (str):
        release_addresses (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedStack
    """

    return sync_detailed(
        id=id,
        client=client,
        release_addresses=release_addresses,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
) -> Response[DeletedStack]:
    """Delete a stack.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable. DNS records and a zone
    that was created are not removed.

    Args:
        id (str):
        release_addresses (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedStack]
    """

    kwargs = _get_kwargs(
        id=id,
        release_addresses=release_addresses,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    release_addresses: bool | Unset = UNSET,
) -> DeletedStack | None:
    """Delete a stack.

     Removes the domain from the account. While addresses exist at the domain, the request is refused,
    unless `release_addresses=true`
    releases them: then mail to them is refused, no mail can be sent from them, and received mail stays
    readable. DNS records and a zone
    that was created are not removed.

    Args:
        id (str):
        release_addresses (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedStack
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            release_addresses=release_addresses,
        )
    ).parsed
