from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.scim_group import ScimGroup
from ...models.scim_patch import ScimPatch
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: ScimPatch,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["attributes"] = attributes

    params["excludedAttributes"] = excluded_attributes

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/scim/v2/Groups/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/scim+json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | ScimGroup | None:
    if response.status_code == 200:
        response_200 = ScimGroup.from_dict(response.json())

        return response_200

    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | ScimGroup]:
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
    body: ScimPatch,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[Any | ScimGroup]:
    """Change a group.

     Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at
    most 100 operations, of which the later prevail. Members are
    removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no
    body, unless the query names
    attributes: a group can have many members.

    Args:
        id (str):
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimPatch): Changes of a resource (RFC 7644, 3.5.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ScimGroup]
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
    body: ScimPatch,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Any | ScimGroup | None:
    """Change a group.

     Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at
    most 100 operations, of which the later prevail. Members are
    removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no
    body, unless the query names
    attributes: a group can have many members.

    Args:
        id (str):
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimPatch): Changes of a resource (RFC 7644, 3.5.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ScimGroup
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
    body: ScimPatch,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[Any | ScimGroup]:
    """Change a group.

     Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at
    most 100 operations, of which the later prevail. Members are
    removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no
    body, unless the query names
    attributes: a group can have many members.

    Args:
        id (str):
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimPatch): Changes of a resource (RFC 7644, 3.5.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ScimGroup]
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
    body: ScimPatch,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Any | ScimGroup | None:
    """Change a group.

     Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at
    most 100 operations, of which the later prevail. Members are
    removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no
    body, unless the query names
    attributes: a group can have many members.

    Args:
        id (str):
        attributes (str | Unset):
        excluded_attributes (str | Unset):
        body (ScimPatch): Changes of a resource (RFC 7644, 3.5.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ScimGroup
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
