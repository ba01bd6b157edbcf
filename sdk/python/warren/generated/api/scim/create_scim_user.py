from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.scim_user import ScimUser
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["attributes"] = attributes

    params["excludedAttributes"] = excluded_attributes

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/scim/v2/Users",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/scim+json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ScimUser | None:
    if response.status_code == 201:
        response_201 = ScimUser.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ScimUser]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimUser]:
    """Create a user.

     Adds a person to the account, with the role `member`. The person can sign in with a link that is
    sent to the primary email address,
    unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is
    also assigned to that tenant.
    An account can have 1,000 people.

    Args:
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimUser): A member of the account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ScimUser]
    """

    kwargs = _get_kwargs(
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimUser | None:
    """Create a user.

     Adds a person to the account, with the role `member`. The person can sign in with a link that is
    sent to the primary email address,
    unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is
    also assigned to that tenant.
    An account can have 1,000 people.

    Args:
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimUser): A member of the account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ScimUser
    """

    return sync_detailed(
        client=client,
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimUser]:
    """Create a user.

     Adds a person to the account, with the role `member`. The person can sign in with a link that is
    sent to the primary email address,
    unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is
    also assigned to that tenant.
    An account can have 1,000 people.

    Args:
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimUser): A member of the account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ScimUser]
    """

    kwargs = _get_kwargs(
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimUser | None:
    """Create a user.

     Adds a person to the account, with the role `member`. The person can sign in with a link that is
    sent to the primary email address,
    unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is
    also assigned to that tenant.
    An account can have 1,000 people.

    Args:
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimUser): A member of the account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ScimUser
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
    ).parsed
