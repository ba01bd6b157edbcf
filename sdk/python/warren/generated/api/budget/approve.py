from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.resolved import Resolved
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/approvals/{id}/approve".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Resolved | None:
    if response.status_code == 200:
        response_200 = Resolved.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Resolved]:
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
    idempotency_key: str | Unset = UNSET,
) -> Response[Resolved]:
    """Approve a charge.

     Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the
    account's key or a session.

    A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if
    a ceiling does not allow the run's
    agent any more. It continues to wait.

    With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that
    was requested before the key
    became active; a signed-in person can.

    Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Resolved]
    """

    kwargs = _get_kwargs(
        id=id,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Resolved | None:
    """Approve a charge.

     Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the
    account's key or a session.

    A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if
    a ceiling does not allow the run's
    agent any more. It continues to wait.

    With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that
    was requested before the key
    became active; a signed-in person can.

    Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Resolved
    """

    return sync_detailed(
        id=id,
        client=client,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Response[Resolved]:
    """Approve a charge.

     Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the
    account's key or a session.

    A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if
    a ceiling does not allow the run's
    agent any more. It continues to wait.

    With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that
    was requested before the key
    became active; a signed-in person can.

    Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Resolved]
    """

    kwargs = _get_kwargs(
        id=id,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    idempotency_key: str | Unset = UNSET,
) -> Resolved | None:
    """Approve a charge.

     Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the
    account's key or a session.

    A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if
    a ceiling does not allow the run's
    agent any more. It continues to wait.

    With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that
    was requested before the key
    became active; a signed-in person can.

    Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.

    Args:
        id (str):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Resolved
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            idempotency_key=idempotency_key,
        )
    ).parsed
