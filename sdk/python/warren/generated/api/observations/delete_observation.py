from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_observation import DeletedObservation
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/observations/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedObservation | None:
    if response.status_code == 200:
        response_200 = DeletedObservation.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedObservation]:
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
    x_environment: str | Unset = UNSET,
) -> Response[DeletedObservation]:
    """Delete an observation.

     Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were
    already read are not recalled. The
    same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedObservation]
    """

    kwargs = _get_kwargs(
        id=id,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> DeletedObservation | None:
    """Delete an observation.

     Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were
    already read are not recalled. The
    same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedObservation
    """

    return sync_detailed(
        id=id,
        client=client,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedObservation]:
    """Delete an observation.

     Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were
    already read are not recalled. The
    same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedObservation]
    """

    kwargs = _get_kwargs(
        id=id,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    x_environment: str | Unset = UNSET,
) -> DeletedObservation | None:
    """Delete an observation.

     Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were
    already read are not recalled. The
    same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.

    Args:
        id (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedObservation
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            x_environment=x_environment,
        )
    ).parsed
