from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.job import Job
from ...models.reassignment import Reassignment
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: Reassignment,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/environments/{id}/reassign".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Job | None:
    if response.status_code == 202:
        response_202 = Job.from_dict(response.json())

        return response_202

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Job]:
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
    body: Reassignment,
    idempotency_key: str | Unset = UNSET,
) -> Response[Job]:
    """Reassign the inboxes of a deleted environment.

     Moves all inboxes of a deleted environment with their mail, rules and domains into another
    environment of the account, in the background;
    `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes
    belong to the deleted environment and
    refuse mail; then they belong to the other one and accept mail. What does not move stays in the
    deleted environment. `docs/ENVIRONMENTS.md`
    lists what moves.

    While the job runs, the environment cannot be restored, and neither of the two can be erased. A job
    that fails changes nothing; a new
    one can be started. The same request while the job runs returns that job.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (Reassignment): Where the inboxes go.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Job]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
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
    body: Reassignment,
    idempotency_key: str | Unset = UNSET,
) -> Job | None:
    """Reassign the inboxes of a deleted environment.

     Moves all inboxes of a deleted environment with their mail, rules and domains into another
    environment of the account, in the background;
    `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes
    belong to the deleted environment and
    refuse mail; then they belong to the other one and accept mail. What does not move stays in the
    deleted environment. `docs/ENVIRONMENTS.md`
    lists what moves.

    While the job runs, the environment cannot be restored, and neither of the two can be erased. A job
    that fails changes nothing; a new
    one can be started. The same request while the job runs returns that job.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (Reassignment): Where the inboxes go.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Job
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Reassignment,
    idempotency_key: str | Unset = UNSET,
) -> Response[Job]:
    """Reassign the inboxes of a deleted environment.

     Moves all inboxes of a deleted environment with their mail, rules and domains into another
    environment of the account, in the background;
    `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes
    belong to the deleted environment and
    refuse mail; then they belong to the other one and accept mail. What does not move stays in the
    deleted environment. `docs/ENVIRONMENTS.md`
    lists what moves.

    While the job runs, the environment cannot be restored, and neither of the two can be erased. A job
    that fails changes nothing; a new
    one can be started. The same request while the job runs returns that job.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (Reassignment): Where the inboxes go.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Job]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: Reassignment,
    idempotency_key: str | Unset = UNSET,
) -> Job | None:
    """Reassign the inboxes of a deleted environment.

     Moves all inboxes of a deleted environment with their mail, rules and domains into another
    environment of the account, in the background;
    `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes
    belong to the deleted environment and
    refuse mail; then they belong to the other one and accept mail. What does not move stays in the
    deleted environment. `docs/ENVIRONMENTS.md`
    lists what moves.

    While the job runs, the environment cannot be restored, and neither of the two can be erased. A job
    that fails changes nothing; a new
    one can be started. The same request while the job runs returns that job.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (Reassignment): Where the inboxes go.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Job
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
