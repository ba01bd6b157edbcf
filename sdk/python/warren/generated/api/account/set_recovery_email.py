from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_account_email import NewAccountEmail
from ...models.recovery_email import RecoveryEmail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewAccountEmail,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/account/recovery-email",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RecoveryEmail | None:
    if response.status_code == 200:
        response_200 = RecoveryEmail.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RecoveryEmail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAccountEmail,
    idempotency_key: str | Unset = UNSET,
) -> Response[RecoveryEmail]:
    """Set the recovery email.

     Sets the address of the account's first owner, who can sign in with it. If the caller is the owner
    of the present one, the owner gets
    the new address. Otherwise the owner of the present one is removed, and the reader of the new one
    becomes an owner. If the address
    changes, links and invitations that were sent and all sessions except the caller's stop working
    before this call returns. The account
    counts as verified again once a person has signed in with the new address. An address of the account
    itself is refused: keys that read
    its mail could sign in.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RecoveryEmail]
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
    body: NewAccountEmail,
    idempotency_key: str | Unset = UNSET,
) -> RecoveryEmail | None:
    """Set the recovery email.

     Sets the address of the account's first owner, who can sign in with it. If the caller is the owner
    of the present one, the owner gets
    the new address. Otherwise the owner of the present one is removed, and the reader of the new one
    becomes an owner. If the address
    changes, links and invitations that were sent and all sessions except the caller's stop working
    before this call returns. The account
    counts as verified again once a person has signed in with the new address. An address of the account
    itself is refused: keys that read
    its mail could sign in.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RecoveryEmail
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAccountEmail,
    idempotency_key: str | Unset = UNSET,
) -> Response[RecoveryEmail]:
    """Set the recovery email.

     Sets the address of the account's first owner, who can sign in with it. If the caller is the owner
    of the present one, the owner gets
    the new address. Otherwise the owner of the present one is removed, and the reader of the new one
    becomes an owner. If the address
    changes, links and invitations that were sent and all sessions except the caller's stop working
    before this call returns. The account
    counts as verified again once a person has signed in with the new address. An address of the account
    itself is refused: keys that read
    its mail could sign in.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RecoveryEmail]
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
    body: NewAccountEmail,
    idempotency_key: str | Unset = UNSET,
) -> RecoveryEmail | None:
    """Set the recovery email.

     Sets the address of the account's first owner, who can sign in with it. If the caller is the owner
    of the present one, the owner gets
    the new address. Otherwise the owner of the present one is removed, and the reader of the new one
    becomes an owner. If the address
    changes, links and invitations that were sent and all sessions except the caller's stop working
    before this call returns. The account
    counts as verified again once a person has signed in with the new address. An address of the account
    itself is refused: keys that read
    its mail could sign in.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RecoveryEmail
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
