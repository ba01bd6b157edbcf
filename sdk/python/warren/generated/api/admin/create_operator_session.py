from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.operator_session import OperatorSession
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/sessions",
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OperatorSession | None:
    if response.status_code == 201:
        response_201 = OperatorSession.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[OperatorSession]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[OperatorSession]:
    """Start a session of the operator.

     Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator
    except this one. It stops working when
    the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the
    oldest.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OperatorSession]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> OperatorSession | None:
    """Start a session of the operator.

     Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator
    except this one. It stops working when
    the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the
    oldest.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OperatorSession
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[OperatorSession]:
    """Start a session of the operator.

     Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator
    except this one. It stops working when
    the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the
    oldest.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OperatorSession]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> OperatorSession | None:
    """Start a session of the operator.

     Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator
    except this one. It stops working when
    the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the
    oldest.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OperatorSession
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
