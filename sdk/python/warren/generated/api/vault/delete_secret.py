from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_secret import DeletedSecret
from ...types import UNSET, Response, Unset


def _get_kwargs(
    key: str,
    *,
    version: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["version"] = version

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/vault/{key}".format(
            key=quote(str(key), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeletedSecret | None:
    if response.status_code == 200:
        response_200 = DeletedSecret.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeletedSecret]:
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
    version: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedSecret]:
    """Delete a secret.

     Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are
    removed. With `version`, only that
    version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last
    version deletes the key. A deleted
    key does not count towards the limit, and a new key can have its name.

    Args:
        key (str):
        version (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        version=version,
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
    version: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedSecret | None:
    """Delete a secret.

     Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are
    removed. With `version`, only that
    version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last
    version deletes the key. A deleted
    key does not count towards the limit, and a new key can have its name.

    Args:
        key (str):
        version (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedSecret
    """

    return sync_detailed(
        key=key,
        client=client,
        version=version,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    key: str,
    *,
    client: AuthenticatedClient,
    version: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[DeletedSecret]:
    """Delete a secret.

     Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are
    removed. With `version`, only that
    version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last
    version deletes the key. A deleted
    key does not count towards the limit, and a new key can have its name.

    Args:
        key (str):
        version (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        version=version,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    key: str,
    *,
    client: AuthenticatedClient,
    version: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> DeletedSecret | None:
    """Delete a secret.

     Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are
    removed. With `version`, only that
    version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last
    version deletes the key. A deleted
    key does not count towards the limit, and a new key can have its name.

    Args:
        key (str):
        version (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedSecret
    """

    return (
        await asyncio_detailed(
            key=key,
            client=client,
            version=version,
            x_environment=x_environment,
        )
    ).parsed
