from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_secret import NewSecret
from ...models.stored_secret import StoredSecret
from ...types import UNSET, Response, Unset


def _get_kwargs(
    key: str,
    *,
    body: NewSecret,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/vault/{key}".format(
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> StoredSecret | None:
    if response.status_code == 200:
        response_200 = StoredSecret.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = StoredSecret.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[StoredSecret]:
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
    body: NewSecret,
    x_environment: str | Unset = UNSET,
) -> Response[StoredSecret]:
    """Store a secret.

     Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an
    envelope. Any non-empty text is
    stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with
    `"encrypted": false` and a
    `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

    Each request creates a new version with its own number, even if several run at the same time. The
    newest 3 versions are stored (100 in
    the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a
    version that you have not seen.

    A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.

    Args:
        key (str):
        x_environment (str | Unset):
        body (NewSecret): A secret to store.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[StoredSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        body=body,
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
    body: NewSecret,
    x_environment: str | Unset = UNSET,
) -> StoredSecret | None:
    """Store a secret.

     Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an
    envelope. Any non-empty text is
    stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with
    `"encrypted": false` and a
    `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

    Each request creates a new version with its own number, even if several run at the same time. The
    newest 3 versions are stored (100 in
    the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a
    version that you have not seen.

    A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.

    Args:
        key (str):
        x_environment (str | Unset):
        body (NewSecret): A secret to store.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        StoredSecret
    """

    return sync_detailed(
        key=key,
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    key: str,
    *,
    client: AuthenticatedClient,
    body: NewSecret,
    x_environment: str | Unset = UNSET,
) -> Response[StoredSecret]:
    """Store a secret.

     Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an
    envelope. Any non-empty text is
    stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with
    `"encrypted": false` and a
    `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

    Each request creates a new version with its own number, even if several run at the same time. The
    newest 3 versions are stored (100 in
    the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a
    version that you have not seen.

    A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.

    Args:
        key (str):
        x_environment (str | Unset):
        body (NewSecret): A secret to store.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[StoredSecret]
    """

    kwargs = _get_kwargs(
        key=key,
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    key: str,
    *,
    client: AuthenticatedClient,
    body: NewSecret,
    x_environment: str | Unset = UNSET,
) -> StoredSecret | None:
    """Store a secret.

     Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an
    envelope. Any non-empty text is
    stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with
    `"encrypted": false` and a
    `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

    Each request creates a new version with its own number, even if several run at the same time. The
    newest 3 versions are stored (100 in
    the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a
    version that you have not seen.

    A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.

    Args:
        key (str):
        x_environment (str | Unset):
        body (NewSecret): A secret to store.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        StoredSecret
    """

    return (
        await asyncio_detailed(
            key=key,
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
