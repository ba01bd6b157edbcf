from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.environment_inbox import EnvironmentInbox
from ...models.new_environment_inbox import NewEnvironmentInbox
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewEnvironmentInbox | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/inboxes",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EnvironmentInbox | None:
    if response.status_code == 200:
        response_200 = EnvironmentInbox.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = EnvironmentInbox.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EnvironmentInbox]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentInbox | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentInbox]:
    """Create an inbox.

     Claims an address for an environment. The environment is that of the key, of the header
    `X-Environment`, or of `environment_id`; two
    that differ are refused. The account's key and persons can name any environment of the account. An
    account can have 10 addresses
    (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

    With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentInbox | Unset): An inbox to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentInbox]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentInbox | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentInbox | None:
    """Create an inbox.

     Claims an address for an environment. The environment is that of the key, of the header
    `X-Environment`, or of `environment_id`; two
    that differ are refused. The account's key and persons can name any environment of the account. An
    account can have 10 addresses
    (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

    With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentInbox | Unset): An inbox to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentInbox
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentInbox | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentInbox]:
    """Create an inbox.

     Claims an address for an environment. The environment is that of the key, of the header
    `X-Environment`, or of `environment_id`; two
    that differ are refused. The account's key and persons can name any environment of the account. An
    account can have 10 addresses
    (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

    With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentInbox | Unset): An inbox to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentInbox]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentInbox | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentInbox | None:
    """Create an inbox.

     Claims an address for an environment. The environment is that of the key, of the header
    `X-Environment`, or of `environment_id`; two
    that differ are refused. The account's key and persons can name any environment of the account. An
    account can have 10 addresses
    (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

    With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentInbox | Unset): An inbox to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentInbox
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
