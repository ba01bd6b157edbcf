from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_stack import NewStack
from ...models.stack import Stack
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewStack,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/stack",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Stack | None:
    if response.status_code == 200:
        response_200 = Stack.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = Stack.from_dict(response.json())

        return response_201

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
    *,
    client: AuthenticatedClient,
    body: NewStack,
    idempotency_key: str | Unset = UNSET,
) -> Response[Stack]:
    """Add a domain.

     Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds
    the ownership record, whose text is
    unique to your account. Several accounts can add the same domain, also one that another account has
    proved. Adding a domain again
    returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid
    tier.

    Args:
        idempotency_key (str | Unset):
        body (NewStack): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Stack]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewStack,
    idempotency_key: str | Unset = UNSET,
) -> Stack | None:
    """Add a domain.

     Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds
    the ownership record, whose text is
    unique to your account. Several accounts can add the same domain, also one that another account has
    proved. Adding a domain again
    returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid
    tier.

    Args:
        idempotency_key (str | Unset):
        body (NewStack): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Stack
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewStack,
    idempotency_key: str | Unset = UNSET,
) -> Response[Stack]:
    """Add a domain.

     Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds
    the ownership record, whose text is
    unique to your account. Several accounts can add the same domain, also one that another account has
    proved. Adding a domain again
    returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid
    tier.

    Args:
        idempotency_key (str | Unset):
        body (NewStack): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Stack]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewStack,
    idempotency_key: str | Unset = UNSET,
) -> Stack | None:
    """Add a domain.

     Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds
    the ownership record, whose text is
    unique to your account. Several accounts can add the same domain, also one that another account has
    proved. Adding a domain again
    returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid
    tier.

    Args:
        idempotency_key (str | Unset):
        body (NewStack): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Stack
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
