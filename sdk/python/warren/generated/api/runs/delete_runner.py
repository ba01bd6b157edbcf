from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.removed_runner import RemovedRunner
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/v1/ext/orgs/{org}/runners/{id}".format(
            org=quote(str(org), safe=""),
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RemovedRunner | None:
    if response.status_code == 200:
        response_200 = RemovedRunner.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RemovedRunner]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RemovedRunner]:
    """Remove a runner.

     Its key stops working and its connection is closed before this call returns. Its runs that have not
    ended are `lost`; the runner ends
    them when it hears that its key does not work.

    Args:
        org (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RemovedRunner]
    """

    kwargs = _get_kwargs(
        org=org,
        id=id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RemovedRunner | None:
    """Remove a runner.

     Its key stops working and its connection is closed before this call returns. Its runs that have not
    ended are `lost`; the runner ends
    them when it hears that its key does not work.

    Args:
        org (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RemovedRunner
    """

    return sync_detailed(
        org=org,
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RemovedRunner]:
    """Remove a runner.

     Its key stops working and its connection is closed before this call returns. Its runs that have not
    ended are `lost`; the runner ends
    them when it hears that its key does not work.

    Args:
        org (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RemovedRunner]
    """

    kwargs = _get_kwargs(
        org=org,
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RemovedRunner | None:
    """Remove a runner.

     Its key stops working and its connection is closed before this call returns. Its runs that have not
    ended are `lost`; the runner ends
    them when it hears that its key does not work.

    Args:
        org (str):
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RemovedRunner
    """

    return (
        await asyncio_detailed(
            org=org,
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
