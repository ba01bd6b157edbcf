from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.claim_address import ClaimAddress
from ...models.claimed_address import ClaimedAddress
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ClaimAddress,
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
        "url": "/v1/email/claim",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ClaimedAddress | None:
    if response.status_code == 201:
        response_201 = ClaimedAddress.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ClaimedAddress]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ClaimAddress,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ClaimedAddress]:
    """Claim an address.

     This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming
    an address again changes
    nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or
    100 (paid). Each pod of an
    account can claim addresses at the account's domains.

    `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are
    reserved at all domains; the
    deployment's domain reserves more names. When a pod is purged, its account can claim the pod's
    addresses at the deployment's
    domains immediately, and other accounts after 90 days.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ClaimAddress): An address to claim.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClaimedAddress]
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
    body: ClaimAddress,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ClaimedAddress | None:
    """Claim an address.

     This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming
    an address again changes
    nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or
    100 (paid). Each pod of an
    account can claim addresses at the account's domains.

    `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are
    reserved at all domains; the
    deployment's domain reserves more names. When a pod is purged, its account can claim the pod's
    addresses at the deployment's
    domains immediately, and other accounts after 90 days.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ClaimAddress): An address to claim.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClaimedAddress
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
    body: ClaimAddress,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ClaimedAddress]:
    """Claim an address.

     This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming
    an address again changes
    nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or
    100 (paid). Each pod of an
    account can claim addresses at the account's domains.

    `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are
    reserved at all domains; the
    deployment's domain reserves more names. When a pod is purged, its account can claim the pod's
    addresses at the deployment's
    domains immediately, and other accounts after 90 days.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ClaimAddress): An address to claim.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClaimedAddress]
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
    body: ClaimAddress,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ClaimedAddress | None:
    """Claim an address.

     This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming
    an address again changes
    nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or
    100 (paid). Each pod of an
    account can claim addresses at the account's domains.

    `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are
    reserved at all domains; the
    deployment's domain reserves more names. When a pod is purged, its account can claim the pod's
    addresses at the deployment's
    domains immediately, and other accounts after 90 days.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (ClaimAddress): An address to claim.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClaimedAddress
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
