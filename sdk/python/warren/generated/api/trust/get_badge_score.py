from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.badge import Badge
from ...models.public_score import PublicScore
from ...types import UNSET, Response, Unset


def _get_kwargs(
    agent: str,
    *,
    format_: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["format"] = format_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/badge/{agent}/score.json".format(
            agent=quote(str(agent), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Badge | PublicScore | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Badge | PublicScore:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_badge_score_type_0 = PublicScore.from_dict(data)

                return componentsschemas_badge_score_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_badge_score_type_1 = Badge.from_dict(data)

            return componentsschemas_badge_score_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Badge | PublicScore]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    agent: str,
    *,
    client: AuthenticatedClient,
    format_: str | Unset = UNSET,
) -> Response[Badge | PublicScore]:
    """Read a public trust score.

     Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines
    `atfLevel`, `confidence` and `trend`.
    `?format=shields` returns the format of shields.io. Caches may store it for five minutes.

    Args:
        agent (str):
        format_ (str | Unset): The format of a score.
            - `score`: the score and what it is made of
            - `shields`: as shields.io reads it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Badge | PublicScore]
    """

    kwargs = _get_kwargs(
        agent=agent,
        format_=format_,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    agent: str,
    *,
    client: AuthenticatedClient,
    format_: str | Unset = UNSET,
) -> Badge | PublicScore | None:
    """Read a public trust score.

     Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines
    `atfLevel`, `confidence` and `trend`.
    `?format=shields` returns the format of shields.io. Caches may store it for five minutes.

    Args:
        agent (str):
        format_ (str | Unset): The format of a score.
            - `score`: the score and what it is made of
            - `shields`: as shields.io reads it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Badge | PublicScore
    """

    return sync_detailed(
        agent=agent,
        client=client,
        format_=format_,
    ).parsed


async def asyncio_detailed(
    agent: str,
    *,
    client: AuthenticatedClient,
    format_: str | Unset = UNSET,
) -> Response[Badge | PublicScore]:
    """Read a public trust score.

     Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines
    `atfLevel`, `confidence` and `trend`.
    `?format=shields` returns the format of shields.io. Caches may store it for five minutes.

    Args:
        agent (str):
        format_ (str | Unset): The format of a score.
            - `score`: the score and what it is made of
            - `shields`: as shields.io reads it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Badge | PublicScore]
    """

    kwargs = _get_kwargs(
        agent=agent,
        format_=format_,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    agent: str,
    *,
    client: AuthenticatedClient,
    format_: str | Unset = UNSET,
) -> Badge | PublicScore | None:
    """Read a public trust score.

     Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines
    `atfLevel`, `confidence` and `trend`.
    `?format=shields` returns the format of shields.io. Caches may store it for five minutes.

    Args:
        agent (str):
        format_ (str | Unset): The format of a score.
            - `score`: the score and what it is made of
            - `shields`: as shields.io reads it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Badge | PublicScore
    """

    return (
        await asyncio_detailed(
            agent=agent,
            client=client,
            format_=format_,
        )
    ).parsed
