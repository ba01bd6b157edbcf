from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_slug import AccountSlug
from ...models.new_account_slug import NewAccountSlug
from ...types import Response


def _get_kwargs(
    *,
    body: NewAccountSlug,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/account/slug",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AccountSlug | None:
    if response.status_code == 200:
        response_200 = AccountSlug.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AccountSlug]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAccountSlug,
) -> Response[AccountSlug]:
    """Set the account's slug.

     The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is
    unique in the
    deployment and set once. Paths with the slug work at once in the default environment, and within a
    minute in others.

    Args:
        body (NewAccountSlug): A slug to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountSlug]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewAccountSlug,
) -> AccountSlug | None:
    """Set the account's slug.

     The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is
    unique in the
    deployment and set once. Paths with the slug work at once in the default environment, and within a
    minute in others.

    Args:
        body (NewAccountSlug): A slug to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountSlug
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAccountSlug,
) -> Response[AccountSlug]:
    """Set the account's slug.

     The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is
    unique in the
    deployment and set once. Paths with the slug work at once in the default environment, and within a
    minute in others.

    Args:
        body (NewAccountSlug): A slug to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountSlug]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewAccountSlug,
) -> AccountSlug | None:
    """Set the account's slug.

     The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is
    unique in the
    deployment and set once. Paths with the slug work at once in the default environment, and within a
    minute in others.

    Args:
        body (NewAccountSlug): A slug to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountSlug
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
