from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.claimed_address import ClaimedAddress
from ...models.new_email import NewEmail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewEmail,
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
        "url": "/v1/emails",
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
    body: NewEmail,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ClaimedAddress]:
    """Claim an address by its local part.

     Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the
    deployment gives subdomains to
    pods, else the domain of the deployment.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEmail): A local part to claim.

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
    body: NewEmail,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ClaimedAddress | None:
    """Claim an address by its local part.

     Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the
    deployment gives subdomains to
    pods, else the domain of the deployment.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEmail): A local part to claim.

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
    body: NewEmail,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[ClaimedAddress]:
    """Claim an address by its local part.

     Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the
    deployment gives subdomains to
    pods, else the domain of the deployment.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEmail): A local part to claim.

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
    body: NewEmail,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> ClaimedAddress | None:
    """Claim an address by its local part.

     Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the
    deployment gives subdomains to
    pods, else the domain of the deployment.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEmail): A local part to claim.

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
