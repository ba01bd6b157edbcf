from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.environment_member import EnvironmentMember
from ...models.new_environment_member import NewEnvironmentMember
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: NewEnvironmentMember,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/environments/{id}/members".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EnvironmentMember | None:
    if response.status_code == 201:
        response_201 = EnvironmentMember.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EnvironmentMember]:
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
    body: NewEnvironmentMember,
    idempotency_key: str | Unset = UNSET,
) -> Response[EnvironmentMember]:
    """Assign a member to an environment.

     The person can act there with the next request: send the session and `X-Environment`. Assigning
    again changes nothing. Owners and
    admins reach all environments without it.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewEnvironmentMember): A person to assign.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentMember]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentMember,
    idempotency_key: str | Unset = UNSET,
) -> EnvironmentMember | None:
    """Assign a member to an environment.

     The person can act there with the next request: send the session and `X-Environment`. Assigning
    again changes nothing. Owners and
    admins reach all environments without it.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewEnvironmentMember): A person to assign.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentMember
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentMember,
    idempotency_key: str | Unset = UNSET,
) -> Response[EnvironmentMember]:
    """Assign a member to an environment.

     The person can act there with the next request: send the session and `X-Environment`. Assigning
    again changes nothing. Owners and
    admins reach all environments without it.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewEnvironmentMember): A person to assign.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnvironmentMember]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewEnvironmentMember,
    idempotency_key: str | Unset = UNSET,
) -> EnvironmentMember | None:
    """Assign a member to an environment.

     The person can act there with the next request: send the session and `X-Environment`. Assigning
    again changes nothing. Owners and
    admins reach all environments without it.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewEnvironmentMember): A person to assign.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnvironmentMember
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
