from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.rule import Rule
from ...models.rule_patch import RulePatch
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: RulePatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/email/rules/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Rule | None:
    if response.status_code == 200:
        response_200 = Rule.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Rule]:
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
    body: RulePatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Rule]:
    """Change a rule.

     The mailbox of a rule cannot change. Stored mail does not change.

    Args:
        id (str):
        x_environment (str | Unset):
        body (RulePatch | Unset): Changes to a rule. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Rule]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
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
    body: RulePatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Rule | None:
    """Change a rule.

     The mailbox of a rule cannot change. Stored mail does not change.

    Args:
        id (str):
        x_environment (str | Unset):
        body (RulePatch | Unset): Changes to a rule. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Rule
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: RulePatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Rule]:
    """Change a rule.

     The mailbox of a rule cannot change. Stored mail does not change.

    Args:
        id (str):
        x_environment (str | Unset):
        body (RulePatch | Unset): Changes to a rule. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Rule]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: RulePatch | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Rule | None:
    """Change a rule.

     The mailbox of a rule cannot change. Stored mail does not change.

    Args:
        id (str):
        x_environment (str | Unset):
        body (RulePatch | Unset): Changes to a rule. Absent fields do not change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Rule
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
