from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_rule import NewRule
from ...models.rule import Rule
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewRule,
    address: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["address"] = address

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/email/rules",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Rule | None:
    if response.status_code == 201:
        response_201 = Rule.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Rule]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewRule,
    address: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Rule]:
    """Create a rule about incoming mail.

     Without rules, all mail is accepted and listed. The action applies to mail that matches:
    `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with
    `"blocked": true`; only
    `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait`
    ignores it. `allow` accepts it,
    whatever other rules and `accept` of the address say. The order of rules does not matter: `allow`
    wins over `refuse`, and
    `refuse` over `file`. Mail is never dropped silently.

    A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by
    DMARC, or, if the domain has no
    DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes
    this condition. A rule applies
    to mail that arrives after the reply. A pod can have 500 rules.

    Args:
        address (str | Unset):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRule): A rule to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Rule]
    """

    kwargs = _get_kwargs(
        body=body,
        address=address,
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
    body: NewRule,
    address: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Rule | None:
    """Create a rule about incoming mail.

     Without rules, all mail is accepted and listed. The action applies to mail that matches:
    `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with
    `"blocked": true`; only
    `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait`
    ignores it. `allow` accepts it,
    whatever other rules and `accept` of the address say. The order of rules does not matter: `allow`
    wins over `refuse`, and
    `refuse` over `file`. Mail is never dropped silently.

    A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by
    DMARC, or, if the domain has no
    DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes
    this condition. A rule applies
    to mail that arrives after the reply. A pod can have 500 rules.

    Args:
        address (str | Unset):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRule): A rule to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Rule
    """

    return sync_detailed(
        client=client,
        body=body,
        address=address,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewRule,
    address: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Rule]:
    """Create a rule about incoming mail.

     Without rules, all mail is accepted and listed. The action applies to mail that matches:
    `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with
    `"blocked": true`; only
    `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait`
    ignores it. `allow` accepts it,
    whatever other rules and `accept` of the address say. The order of rules does not matter: `allow`
    wins over `refuse`, and
    `refuse` over `file`. Mail is never dropped silently.

    A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by
    DMARC, or, if the domain has no
    DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes
    this condition. A rule applies
    to mail that arrives after the reply. A pod can have 500 rules.

    Args:
        address (str | Unset):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRule): A rule to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Rule]
    """

    kwargs = _get_kwargs(
        body=body,
        address=address,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewRule,
    address: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Rule | None:
    """Create a rule about incoming mail.

     Without rules, all mail is accepted and listed. The action applies to mail that matches:
    `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with
    `"blocked": true`; only
    `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait`
    ignores it. `allow` accepts it,
    whatever other rules and `accept` of the address say. The order of rules does not matter: `allow`
    wins over `refuse`, and
    `refuse` over `file`. Mail is never dropped silently.

    A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by
    DMARC, or, if the domain has no
    DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes
    this condition. A rule applies
    to mail that arrives after the reply. A pod can have 500 rules.

    Args:
        address (str | Unset):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (NewRule): A rule to create.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Rule
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
