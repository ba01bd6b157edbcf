from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.environment_domain import EnvironmentDomain
from ...models.new_environment_domain import NewEnvironmentDomain
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewEnvironmentDomain,
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
        "url": "/api/v1/domains",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EnvironmentDomain | None:
    if response.status_code == 200:
        response_200 = EnvironmentDomain.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = EnvironmentDomain.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EnvironmentDomain]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentDomain,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentDomain]:
    """Add a domain to an environment.

     Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify`
    finds the ownership record. Then only
    this environment can claim addresses at it. The environment is that of the key, of the header
    `X-Environment`, or of
    `environment_id`; two that differ are refused.

    Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`,
    if it belongs to this environment.
    An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments
    together.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentDomain): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentDomain]
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
    body: NewEnvironmentDomain,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentDomain | None:
    """Add a domain to an environment.

     Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify`
    finds the ownership record. Then only
    this environment can claim addresses at it. The environment is that of the key, of the header
    `X-Environment`, or of
    `environment_id`; two that differ are refused.

    Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`,
    if it belongs to this environment.
    An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments
    together.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentDomain): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentDomain
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
    body: NewEnvironmentDomain,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[EnvironmentDomain]:
    """Add a domain to an environment.

     Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify`
    finds the ownership record. Then only
    this environment can claim addresses at it. The environment is that of the key, of the header
    `X-Environment`, or of
    `environment_id`; two that differ are refused.

    Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`,
    if it belongs to this environment.
    An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments
    together.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentDomain): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentDomain]
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
    body: NewEnvironmentDomain,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> EnvironmentDomain | None:
    """Add a domain to an environment.

     Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify`
    finds the ownership record. Then only
    this environment can claim addresses at it. The environment is that of the key, of the header
    `X-Environment`, or of
    `environment_id`; two that differ are refused.

    Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`,
    if it belongs to this environment.
    An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments
    together.

    Args:
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewEnvironmentDomain): A domain to add.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentDomain
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
