from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    id: int,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/files/{id}".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> File | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[File]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    key: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[File]:
    """Download a file of a run.

     Returns the file as the run left it. The response headers make browsers save it, not show it.

    Args:
        org (str):
        key (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        id=id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    key: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> File | None:
    """Download a file of a run.

     Returns the file as the run left it. The response headers make browsers save it, not show it.

    Args:
        org (str):
        key (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File
    """

    return sync_detailed(
        org=org,
        key=key,
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[File]:
    """Download a file of a run.

     Returns the file as the run left it. The response headers make browsers save it, not show it.

    Args:
        org (str):
        key (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    key: str,
    id: int,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> File | None:
    """Download a file of a run.

     Returns the file as the run left it. The response headers make browsers save it, not show it.

    Args:
        org (str):
        key (str):
        id (int):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
