from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.stack import Stack
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/stack/{id}/verify".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Stack | None:
    if response.status_code == 200:
        response_200 = Stack.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Stack]:
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
    idempotency_key: str | Unset = UNSET,
) -> Response[Stack]:
    """Verify a stack.

     Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found,
    the domain is yours; of several
    concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven
    days in a row without it the domain
    is no longer yours.

    If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both
    accounts get an email, and after seven
    days (`transfers_at`) the domain becomes yours if your record is still there.

    If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes
    its mail and returns
    `nameservers`. If that is interrupted, the next call continues it.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Stack]
    """

    kwargs = _get_kwargs(
        id=id,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Stack | None:
    """Verify a stack.

     Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found,
    the domain is yours; of several
    concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven
    days in a row without it the domain
    is no longer yours.

    If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both
    accounts get an email, and after seven
    days (`transfers_at`) the domain becomes yours if your record is still there.

    If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes
    its mail and returns
    `nameservers`. If that is interrupted, the next call continues it.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Stack
    """

    return sync_detailed(
        id=id,
        client=client,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Response[Stack]:
    """Verify a stack.

     Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found,
    the domain is yours; of several
    concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven
    days in a row without it the domain
    is no longer yours.

    If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both
    accounts get an email, and after seven
    days (`transfers_at`) the domain becomes yours if your record is still there.

    If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes
    its mail and returns
    `nameservers`. If that is interrupted, the next call continues it.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Stack]
    """

    kwargs = _get_kwargs(
        id=id,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Stack | None:
    """Verify a stack.

     Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found,
    the domain is yours; of several
    concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven
    days in a row without it the domain
    is no longer yours.

    If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both
    accounts get an email, and after seven
    days (`transfers_at`) the domain becomes yours if your record is still there.

    If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes
    its mail and returns
    `nameservers`. If that is interrupted, the next call continues it.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Stack
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            idempotency_key=idempotency_key,
        )
    ).parsed
