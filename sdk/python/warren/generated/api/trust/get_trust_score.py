from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.trust_score import TrustScore
from ...types import UNSET, Response


def _get_kwargs(
    *,
    agent_id: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["agent_id"] = agent_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trust/score",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TrustScore | None:
    if response.status_code == 200:
        response_200 = TrustScore.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TrustScore]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    agent_id: str,
) -> Response[TrustScore]:
    """Read or buy a trust score.

     Returns a score from 0 to 1000, computed from what the account did in the last 90 days.
    docs/TRUST.md has the formula.

    Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the
    first reply is 402 with `accepts`
    and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The
    same payment returns the same
    score again.

    Args:
        agent_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TrustScore]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    agent_id: str,
) -> TrustScore | None:
    """Read or buy a trust score.

     Returns a score from 0 to 1000, computed from what the account did in the last 90 days.
    docs/TRUST.md has the formula.

    Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the
    first reply is 402 with `accepts`
    and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The
    same payment returns the same
    score again.

    Args:
        agent_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TrustScore
    """

    return sync_detailed(
        client=client,
        agent_id=agent_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    agent_id: str,
) -> Response[TrustScore]:
    """Read or buy a trust score.

     Returns a score from 0 to 1000, computed from what the account did in the last 90 days.
    docs/TRUST.md has the formula.

    Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the
    first reply is 402 with `accepts`
    and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The
    same payment returns the same
    score again.

    Args:
        agent_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TrustScore]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    agent_id: str,
) -> TrustScore | None:
    """Read or buy a trust score.

     Returns a score from 0 to 1000, computed from what the account did in the last 90 days.
    docs/TRUST.md has the formula.

    Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the
    first reply is 402 with `accepts`
    and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The
    same payment returns the same
    score again.

    Args:
        agent_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TrustScore
    """

    return (
        await asyncio_detailed(
            client=client,
            agent_id=agent_id,
        )
    ).parsed
