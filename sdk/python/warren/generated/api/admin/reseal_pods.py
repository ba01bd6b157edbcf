from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.resealing import Resealing
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    after: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/master-keys/reseal",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Resealing | None:
    if response.status_code == 200:
        response_200 = Resealing.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Resealing]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> Response[Resealing]:
    """Reseal pods with the current master key.

     Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each
    pod works in the background. Active
    pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET
    /admin/master-keys` shows the progress.
    Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Resealing]
    """

    kwargs = _get_kwargs(
        after=after,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> Resealing | None:
    """Reseal pods with the current master key.

     Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each
    pod works in the background. Active
    pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET
    /admin/master-keys` shows the progress.
    Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Resealing
    """

    return sync_detailed(
        client=client,
        after=after,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> Response[Resealing]:
    """Reseal pods with the current master key.

     Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each
    pod works in the background. Active
    pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET
    /admin/master-keys` shows the progress.
    Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Resealing]
    """

    kwargs = _get_kwargs(
        after=after,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: str | Unset = UNSET,
) -> Resealing | None:
    """Reseal pods with the current master key.

     Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each
    pod works in the background. Active
    pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET
    /admin/master-keys` shows the progress.
    Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.

    Args:
        after (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Resealing
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
        )
    ).parsed
