from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_account_email import NewAccountEmail
from ...models.operator_email import OperatorEmail
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
        "url": "/v1/account/operator-email",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OperatorEmail | None:
    if response.status_code == 200:
        response_200 = OperatorEmail.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[OperatorEmail]:
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
) -> Response[OperatorEmail]:
    """Set the operator email.

     Sets the address that receives requests for approvals and credentials. A link that confirms the
    address is sent to it; it works once,
    within 24 hours. No other email is sent before the address is confirmed. The account's recovery
    email needs no link once a person
    has signed in with it. To get another link, set the same address again: at most 5 links a day for an
    address and 10 for an account;
    above that the address is set without an email.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OperatorEmail]
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
) -> OperatorEmail | None:
    """Set the operator email.

     Sets the address that receives requests for approvals and credentials. A link that confirms the
    address is sent to it; it works once,
    within 24 hours. No other email is sent before the address is confirmed. The account's recovery
    email needs no link once a person
    has signed in with it. To get another link, set the same address again: at most 5 links a day for an
    address and 10 for an account;
    above that the address is set without an email.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OperatorEmail
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
) -> Response[OperatorEmail]:
    """Set the operator email.

     Sets the address that receives requests for approvals and credentials. A link that confirms the
    address is sent to it; it works once,
    within 24 hours. No other email is sent before the address is confirmed. The account's recovery
    email needs no link once a person
    has signed in with it. To get another link, set the same address again: at most 5 links a day for an
    address and 10 for an account;
    above that the address is set without an email.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OperatorEmail]
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
) -> OperatorEmail | None:
    """Set the operator email.

     Sets the address that receives requests for approvals and credentials. A link that confirms the
    address is sent to it; it works once,
    within 24 hours. No other email is sent before the address is confirmed. The account's recovery
    email needs no link once a person
    has signed in with it. To get another link, set the same address again: at most 5 links a day for an
    address and 10 for an account;
    above that the address is set without an email.

    Args:
        idempotency_key (str | Unset):
        body (NewAccountEmail): An email address to set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OperatorEmail
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
