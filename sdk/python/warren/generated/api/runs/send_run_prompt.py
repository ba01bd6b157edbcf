from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.run_prompt import RunPrompt
from ...models.taken_input import TakenInput
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org: str,
    key: str,
    *,
    body: RunPrompt,
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
        "url": "/api/v1/ext/orgs/{org}/pods/{key}/prompt".format(
            org=quote(str(org), safe=""),
            key=quote(str(key), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TakenInput | None:
    if response.status_code == 202:
        response_202 = TakenInput.from_dict(response.json())

        return response_202

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TakenInput]:
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
    body: RunPrompt,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TakenInput]:
    """Give a run a further task.

     Types the task into the agent's terminal, and then Enter. A task of several lines is typed as
    terminals paste it (bracketed paste), so
    that agents take it as one.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunPrompt): A further task for an agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TakenInput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        body=body,
        idempotency_key=idempotency_key,
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
    body: RunPrompt,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TakenInput | None:
    """Give a run a further task.

     Types the task into the agent's terminal, and then Enter. A task of several lines is typed as
    terminals paste it (bracketed paste), so
    that agents take it as one.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunPrompt): A further task for an agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TakenInput
    """

    return sync_detailed(
        org=org,
        key=key,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunPrompt,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[TakenInput]:
    """Give a run a further task.

     Types the task into the agent's terminal, and then Enter. A task of several lines is typed as
    terminals paste it (bracketed paste), so
    that agents take it as one.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunPrompt): A further task for an agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TakenInput]
    """

    kwargs = _get_kwargs(
        org=org,
        key=key,
        body=body,
        idempotency_key=idempotency_key,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org: str,
    key: str,
    *,
    client: AuthenticatedClient,
    body: RunPrompt,
    idempotency_key: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> TakenInput | None:
    """Give a run a further task.

     Types the task into the agent's terminal, and then Enter. A task of several lines is typed as
    terminals paste it (bracketed paste), so
    that agents take it as one.

    Args:
        org (str):
        key (str):
        idempotency_key (str | Unset):
        x_environment (str | Unset):
        body (RunPrompt): A further task for an agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TakenInput
    """

    return (
        await asyncio_detailed(
            org=org,
            key=key,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
    ).parsed
