from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_outgoing import DeletedOutgoing
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/email/outbox/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedOutgoing | None:
    if response.status_code == 200:
        response_200 = DeletedOutgoing.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedOutgoing]:
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
    x_environment: str | Unset = UNSET,
) -> Response[DeletedOutgoing]:
    """Delete a sent message.

     Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A
    message that is being sent cannot
    be deleted yet.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedOutgoing]
    """

    kwargs = _get_kwargs(
        id=id,
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
    x_environment: str | Unset = UNSET,
) -> DeletedOutgoing | None:
    """Delete a sent message.

     Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A
    message that is being sent cannot
    be deleted yet.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedOutgoing
    """

    return sync_detailed(
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedOutgoing]:
    """Delete a sent message.

     Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A
    message that is being sent cannot
    be deleted yet.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedOutgoing]
    """

    kwargs = _get_kwargs(
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> DeletedOutgoing | None:
    """Delete a sent message.

     Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A
    message that is being sent cannot
    be deleted yet.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedOutgoing
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
