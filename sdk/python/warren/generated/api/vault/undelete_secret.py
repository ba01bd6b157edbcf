from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.undeleted_secret import UndeletedSecret
from ...types import UNSET, Response, Unset


def _get_kwargs(
    key: str,
    *,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/vault/{key}/undelete".format(
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UndeletedSecret | None:
    if response.status_code == 200:
        response_200 = UndeletedSecret.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UndeletedSecret]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    key: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[UndeletedSecret]:
    """Undelete a secret.

     Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with
    this name, the one deleted last is
    restored.

    Args:
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UndeletedSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    key: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> UndeletedSecret | None:
    """Undelete a secret.

     Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with
    this name, the one deleted last is
    restored.

    Args:
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UndeletedSecret
    """

    return sync_detailed(
        key=key,
        client=client,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    key: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[UndeletedSecret]:
    """Undelete a secret.

     Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with
    this name, the one deleted last is
    restored.

    Args:
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UndeletedSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    key: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> UndeletedSecret | None:
    """Undelete a secret.

     Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with
    this name, the one deleted last is
    restored.

    Args:
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UndeletedSecret
    """

    return (
        await asyncio_detailed(
            key=key,
            client=client,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
