from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_scim_token import CreatedScimToken
from ...models.new_scim_token import NewScimToken
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewScimToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/scim/tokens",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedScimToken | None:
    if response.status_code == 201:
        response_201 = CreatedScimToken.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedScimToken]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewScimToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedScimToken]:
    """Create a SCIM token.

     An identity provider manages the people of the account and their environments with it, at
    `/scim/v2`. It gives access to nothing else.
    Only the account's key and owners create one; an account can have 10. The token is shown only in
    this reply. A token that an owner
    made ends when that person is no longer an owner who can sign in; one that the account's key made
    stays.

    Args:
        idempotency_key (str | Unset):
        body (NewScimToken | Unset): A SCIM token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedScimToken]
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
    body: NewScimToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedScimToken | None:
    """Create a SCIM token.

     An identity provider manages the people of the account and their environments with it, at
    `/scim/v2`. It gives access to nothing else.
    Only the account's key and owners create one; an account can have 10. The token is shown only in
    this reply. A token that an owner
    made ends when that person is no longer an owner who can sign in; one that the account's key made
    stays.

    Args:
        idempotency_key (str | Unset):
        body (NewScimToken | Unset): A SCIM token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedScimToken
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewScimToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[CreatedScimToken]:
    """Create a SCIM token.

     An identity provider manages the people of the account and their environments with it, at
    `/scim/v2`. It gives access to nothing else.
    Only the account's key and owners create one; an account can have 10. The token is shown only in
    this reply. A token that an owner
    made ends when that person is no longer an owner who can sign in; one that the account's key made
    stays.

    Args:
        idempotency_key (str | Unset):
        body (NewScimToken | Unset): A SCIM token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedScimToken]
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
    body: NewScimToken | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> CreatedScimToken | None:
    """Create a SCIM token.

     An identity provider manages the people of the account and their environments with it, at
    `/scim/v2`. It gives access to nothing else.
    Only the account's key and owners create one; an account can have 10. The token is shown only in
    this reply. A token that an owner
    made ends when that person is no longer an owner who can sign in; one that the account's key made
    stays.

    Args:
        idempotency_key (str | Unset):
        body (NewScimToken | Unset): A SCIM token to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedScimToken
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
