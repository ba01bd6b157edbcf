from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.e2e_keys import E2EKeys
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/e2e/keys",
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> E2EKeys | None:
    if response.status_code == 200:
        response_200 = E2EKeys.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[E2EKeys]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[E2EKeys]:
    """List encryption keys.

     Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in
    `e2e_key_id`.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[E2EKeys]
    """

    kwargs = _get_kwargs(
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> E2EKeys | None:
    """List encryption keys.

     Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in
    `e2e_key_id`.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        E2EKeys
    """

    return sync_detailed(
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[E2EKeys]:
    """List encryption keys.

     Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in
    `e2e_key_id`.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[E2EKeys]
    """

    kwargs = _get_kwargs(
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> E2EKeys | None:
    """List encryption keys.

     Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in
    `e2e_key_id`.

    Args:
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        E2EKeys
    """

    return (
        await asyncio_detailed(
            client=client,
            x_environment=x_environment,
        )
    ).parsed
