from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_profile import NewProfile
from ...models.set_profile import SetProfile
from ...types import UNSET, Response, Unset


def _get_kwargs(
    name: str,
    *,
    body: NewProfile | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/agents/{name}".format(
            name=quote(str(name), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SetProfile | None:
    if response.status_code == 200:
        response_200 = SetProfile.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[SetProfile]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    body: NewProfile | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SetProfile]:
    """Set a profile.

     Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The
    change is visible everywhere
    within a minute.

    Args:
        name (str):
        x_environment (str | Unset):
        body (NewProfile | Unset): A profile to set. Absent fields are empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SetProfile]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    name: str,
    *,
    client: AuthenticatedClient,
    body: NewProfile | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SetProfile | None:
    """Set a profile.

     Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The
    change is visible everywhere
    within a minute.

    Args:
        name (str):
        x_environment (str | Unset):
        body (NewProfile | Unset): A profile to set. Absent fields are empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SetProfile
    """

    return sync_detailed(
        name=name,
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    body: NewProfile | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[SetProfile]:
    """Set a profile.

     Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The
    change is visible everywhere
    within a minute.

    Args:
        name (str):
        x_environment (str | Unset):
        body (NewProfile | Unset): A profile to set. Absent fields are empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SetProfile]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient,
    body: NewProfile | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> SetProfile | None:
    """Set a profile.

     Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The
    change is visible everywhere
    within a minute.

    Args:
        name (str):
        x_environment (str | Unset):
        body (NewProfile | Unset): A profile to set. Absent fields are empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SetProfile
    """

    return (
        await asyncio_detailed(
            name=name,
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
