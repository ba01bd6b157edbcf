from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.busy_times import BusyTimes
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_: str,
    to: str,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["from"] = from_

    params["to"] = to

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/calendar/free-busy",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BusyTimes | None:
    if response.status_code == 200:
        response_200 = BusyTimes.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BusyTimes]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_: str,
    to: str,
    x_environment: str | Unset = UNSET,
) -> Response[BusyTimes]:
    """Find free times.

     Returns busy times without any content of the events. Cancelled and `transparent` events are not
    busy, nor are invitations that you have
    declined or not answered. Whole days are days in UTC.

    Args:
        from_ (str):
        to (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BusyTimes]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_: str,
    to: str,
    x_environment: str | Unset = UNSET,
) -> BusyTimes | None:
    """Find free times.

     Returns busy times without any content of the events. Cancelled and `transparent` events are not
    busy, nor are invitations that you have
    declined or not answered. Whole days are days in UTC.

    Args:
        from_ (str):
        to (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BusyTimes
    """

    return sync_detailed(
        client=client,
        from_=from_,
        to=to,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_: str,
    to: str,
    x_environment: str | Unset = UNSET,
) -> Response[BusyTimes]:
    """Find free times.

     Returns busy times without any content of the events. Cancelled and `transparent` events are not
    busy, nor are invitations that you have
    declined or not answered. Whole days are days in UTC.

    Args:
        from_ (str):
        to (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BusyTimes]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_: str,
    to: str,
    x_environment: str | Unset = UNSET,
) -> BusyTimes | None:
    """Find free times.

     Returns busy times without any content of the events. Cancelled and `transparent` events are not
    busy, nor are invitations that you have
    declined or not answered. Whole days are days in UTC.

    Args:
        from_ (str):
        to (str):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BusyTimes
    """

    return (
        await asyncio_detailed(
            client=client,
            from_=from_,
            to=to,
            x_environment=x_environment,
        )
    ).parsed
