from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_environment_inbox import DeletedEnvironmentInbox
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
        "url": "/api/v1/inboxes/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedEnvironmentInbox | None:
    if response.status_code == 200:
        response_200 = DeletedEnvironmentInbox.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DeletedEnvironmentInbox]:
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
) -> Response[DeletedEnvironmentInbox]:
    """Delete an inbox.

     Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more.
    Mail to the address is refused from
    the beginning. If the request is interrupted, the deletion is finished within some minutes; the
    request can be repeated. The account can claim the address again immediately and finds it empty,
    other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedEnvironmentInbox]
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
) -> DeletedEnvironmentInbox | None:
    """Delete an inbox.

     Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more.
    Mail to the address is refused from
    the beginning. If the request is interrupted, the deletion is finished within some minutes; the
    request can be repeated. The account can claim the address again immediately and finds it empty,
    other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedEnvironmentInbox
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
) -> Response[DeletedEnvironmentInbox]:
    """Delete an inbox.

     Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more.
    Mail to the address is refused from
    the beginning. If the request is interrupted, the deletion is finished within some minutes; the
    request can be repeated. The account can claim the address again immediately and finds it empty,
    other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedEnvironmentInbox]
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
) -> DeletedEnvironmentInbox | None:
    """Delete an inbox.

     Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more.
    Mail to the address is refused from
    the beginning. If the request is interrupted, the deletion is finished within some minutes; the
    request can be repeated. The account can claim the address again immediately and finds it empty,
    other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedEnvironmentInbox
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
