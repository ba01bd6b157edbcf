from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.scim_list import ScimList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    filter_: str | Unset = UNSET,
    sort_by: str | Unset = UNSET,
    sort_order: str | Unset = UNSET,
    start_index: int | Unset = UNSET,
    count: int | Unset = UNSET,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["filter"] = filter_

    params["sortBy"] = sort_by

    params["sortOrder"] = sort_order

    params["startIndex"] = start_index

    params["count"] = count

    params["attributes"] = attributes

    params["excludedAttributes"] = excluded_attributes

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/scim/v2/Groups",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ScimList | None:
    if response.status_code == 200:
        response_200 = ScimList.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ScimList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    filter_: str | Unset = UNSET,
    sort_by: str | Unset = UNSET,
    sort_order: str | Unset = UNSET,
    start_index: int | Unset = UNSET,
    count: int | Unset = UNSET,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimList]:
    """List groups.

     Lists the environments of the account, the default one included. A filter compares `id`,
    `displayName`, `externalId` and `members`.
    With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have
    10,000 members together;
    `excludedAttributes=members` lists large groups at once.

    Args:
        filter_ (str | Unset):
        sort_by (str | Unset):
        sort_order (str | Unset):
        start_index (int | Unset):
        count (int | Unset):
        attributes (str | Unset):
        excluded_attributes (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ScimList]
    """

    kwargs = _get_kwargs(
        filter_=filter_,
        sort_by=sort_by,
        sort_order=sort_order,
        start_index=start_index,
        count=count,
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
    filter_: str | Unset = UNSET,
    sort_by: str | Unset = UNSET,
    sort_order: str | Unset = UNSET,
    start_index: int | Unset = UNSET,
    count: int | Unset = UNSET,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimList | None:
    """List groups.

     Lists the environments of the account, the default one included. A filter compares `id`,
    `displayName`, `externalId` and `members`.
    With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have
    10,000 members together;
    `excludedAttributes=members` lists large groups at once.

    Args:
        filter_ (str | Unset):
        sort_by (str | Unset):
        sort_order (str | Unset):
        start_index (int | Unset):
        count (int | Unset):
        attributes (str | Unset):
        excluded_attributes (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ScimList
    """

    return sync_detailed(
        client=client,
        filter_=filter_,
        sort_by=sort_by,
        sort_order=sort_order,
        start_index=start_index,
        count=count,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    filter_: str | Unset = UNSET,
    sort_by: str | Unset = UNSET,
    sort_order: str | Unset = UNSET,
    start_index: int | Unset = UNSET,
    count: int | Unset = UNSET,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> Response[ScimList]:
    """List groups.

     Lists the environments of the account, the default one included. A filter compares `id`,
    `displayName`, `externalId` and `members`.
    With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have
    10,000 members together;
    `excludedAttributes=members` lists large groups at once.

    Args:
        filter_ (str | Unset):
        sort_by (str | Unset):
        sort_order (str | Unset):
        start_index (int | Unset):
        count (int | Unset):
        attributes (str | Unset):
        excluded_attributes (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ScimList]
    """

    kwargs = _get_kwargs(
        filter_=filter_,
        sort_by=sort_by,
        sort_order=sort_order,
        start_index=start_index,
        count=count,
        attributes=attributes,
        excluded_attributes=excluded_attributes,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    filter_: str | Unset = UNSET,
    sort_by: str | Unset = UNSET,
    sort_order: str | Unset = UNSET,
    start_index: int | Unset = UNSET,
    count: int | Unset = UNSET,
    attributes: str | Unset = UNSET,
    excluded_attributes: str | Unset = UNSET,
) -> ScimList | None:
    """List groups.

     Lists the environments of the account, the default one included. A filter compares `id`,
    `displayName`, `externalId` and `members`.
    With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have
    10,000 members together;
    `excludedAttributes=members` lists large groups at once.

    Args:
        filter_ (str | Unset):
        sort_by (str | Unset):
        sort_order (str | Unset):
        start_index (int | Unset):
        count (int | Unset):
        attributes (str | Unset):
        excluded_attributes (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ScimList
    """

    return (
        await asyncio_detailed(
            client=client,
            filter_=filter_,
            sort_by=sort_by,
            sort_order=sort_order,
            start_index=start_index,
            count=count,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
    ).parsed
