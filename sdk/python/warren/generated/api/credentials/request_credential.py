from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.credential_request import CredentialRequest
from ...models.new_credential_request import NewCredentialRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewCredentialRequest,
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
        "url": "/v1/credentials/request",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CredentialRequest | None:
    if response.status_code == 201:
        response_201 = CredentialRequest.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CredentialRequest]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewCredentialRequest,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CredentialRequest]:
    """Ask the operator for a credential.

     Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in
    the console or with the account's
    key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator
    also gets an email. A request
    expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCredentialRequest): A credential to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialRequest]
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
    body: NewCredentialRequest,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CredentialRequest | None:
    """Ask the operator for a credential.

     Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in
    the console or with the account's
    key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator
    also gets an email. A request
    expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCredentialRequest): A credential to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialRequest
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
    body: NewCredentialRequest,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CredentialRequest]:
    """Ask the operator for a credential.

     Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in
    the console or with the account's
    key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator
    also gets an email. A request
    expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCredentialRequest): A credential to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialRequest]
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
    body: NewCredentialRequest,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CredentialRequest | None:
    """Ask the operator for a credential.

     Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in
    the console or with the account's
    key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator
    also gets an email. A request
    expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewCredentialRequest): A credential to ask for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialRequest
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
