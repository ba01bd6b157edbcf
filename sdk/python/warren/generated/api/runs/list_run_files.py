from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.run_files import RunFiles
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/files".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RunFiles | None:
    if response.status_code == 200:
        response_200 = RunFiles.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RunFiles]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RunFiles]:
    """List the files of a run.

     Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a
    temporary directory everything. Files
    arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.

    Args:
        org (str):
        key (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunFiles]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RunFiles | None:
    """List the files of a run.

     Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a
    temporary directory everything. Files
    arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.

    Args:
        org (str):
        key (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunFiles
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[RunFiles]:
    """List the files of a run.

     Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a
    temporary directory everything. Files
    arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.

    Args:
        org (str):
        key (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RunFiles]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> RunFiles | None:
    """List the files of a run.

     Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a
    temporary directory everything. Files
    arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.

    Args:
        org (str):
        key (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RunFiles
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
