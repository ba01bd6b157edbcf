from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.credential_decided import CredentialDecided
from ...models.credential_decision import CredentialDecision
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CredentialDecision,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/credentials/approve",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CredentialDecided | None:
    if response.status_code == 200:
        response_200 = CredentialDecided.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CredentialDecided]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CredentialDecision,
    idempotency_key: str | Unset = UNSET,
) -> Response[CredentialDecided]:
    """Approve or deny a request for a credential.

     Needs the account's key, or a session of an owner or an admin, and the account's operator email
    (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
    the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds.
    After five wrong operator emails
    the request is denied.

    Args:
        idempotency_key (str | Unset):
        body (CredentialDecision): The operator's decision.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialDecided]
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
    body: CredentialDecision,
    idempotency_key: str | Unset = UNSET,
) -> CredentialDecided | None:
    """Approve or deny a request for a credential.

     Needs the account's key, or a session of an owner or an admin, and the account's operator email
    (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
    the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds.
    After five wrong operator emails
    the request is denied.

    Args:
        idempotency_key (str | Unset):
        body (CredentialDecision): The operator's decision.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialDecided
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CredentialDecision,
    idempotency_key: str | Unset = UNSET,
) -> Response[CredentialDecided]:
    """Approve or deny a request for a credential.

     Needs the account's key, or a session of an owner or an admin, and the account's operator email
    (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
    the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds.
    After five wrong operator emails
    the request is denied.

    Args:
        idempotency_key (str | Unset):
        body (CredentialDecision): The operator's decision.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialDecided]
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
    body: CredentialDecision,
    idempotency_key: str | Unset = UNSET,
) -> CredentialDecided | None:
    """Approve or deny a request for a credential.

     Needs the account's key, or a session of an owner or an admin, and the account's operator email
    (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
    the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds.
    After five wrong operator emails
    the request is denied.

    Args:
        idempotency_key (str | Unset):
        body (CredentialDecision): The operator's decision.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialDecided
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
