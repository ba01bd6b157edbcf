from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.scim_user import ScimUser
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
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
        "method": "put",
        "url": "/scim/v2/Users/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/scim+json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ScimUser | None:
    if response.status_code == 200:
        response_200 = ScimUser.from_dict(response.json())

        return response_200

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
    id: str,
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimUser]:
    """Replace a user.

     Replaces all attributes that SCIM can change; those that the body does not have are removed, except
    `active`, which stays. A person who
    can no longer sign in, or gets another email address, is signed out everywhere before this call
    returns. The last owner who can sign
    in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is
    changed if the user has another
    version.

    Args:
        id (str):
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
        id=id,
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimUser | None:
    """Replace a user.

     Replaces all attributes that SCIM can change; those that the body does not have are removed, except
    `active`, which stays. A person who
    can no longer sign in, or gets another email address, is signed out everywhere before this call
    returns. The last owner who can sign
    in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is
    changed if the user has another
    version.

    Args:
        id (str):
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
        id=id,
        client=client,
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimUser]:
    """Replace a user.

     Replaces all attributes that SCIM can change; those that the body does not have are removed, except
    `active`, which stays. A person who
    can no longer sign in, or gets another email address, is signed out everywhere before this call
    returns. The last owner who can sign
    in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is
    changed if the user has another
    version.

    Args:
        id (str):
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
        id=id,
        body=body,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ScimUser,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimUser | None:
    """Replace a user.

     Replaces all attributes that SCIM can change; those that the body does not have are removed, except
    `active`, which stays. A person who
    can no longer sign in, or gets another email address, is signed out everywhere before this call
    returns. The last owner who can sign
    in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is
    changed if the user has another
    version.

    Args:
        id (str):
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
            id=id,
            client=client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
    ).parsed
