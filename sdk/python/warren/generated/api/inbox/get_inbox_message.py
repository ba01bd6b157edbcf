from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.email_message_full import EmailMessageFull
from ...types import UNSET, Response, Unset


def _get_kwargs(
    address: str,
    id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/inbox/{address}/messages/{id}".format(
            address=quote(str(address), safe=""),
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EmailMessageFull | None:
    if response.status_code == 200:
        response_200 = EmailMessageFull.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EmailMessageFull]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    address: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[EmailMessageFull]:
    """Read a message by path.

    Args:
        address (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailMessageFull]
    """

    kwargs = _get_kwargs(
        address=address,
        id=id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    address: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> EmailMessageFull | None:
    """Read a message by path.

    Args:
        address (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmailMessageFull
    """

    return sync_detailed(
        address=address,
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    address: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[EmailMessageFull]:
    """Read a message by path.

    Args:
        address (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailMessageFull]
    """

    kwargs = _get_kwargs(
        address=address,
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    address: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> EmailMessageFull | None:
    """Read a message by path.

    Args:
        address (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmailMessageFull
    """

    return (
        await asyncio_detailed(
            address=address,
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
