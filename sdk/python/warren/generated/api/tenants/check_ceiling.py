from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.check_ceiling import CheckCeiling
from ...models.checked_ceiling import CheckedCeiling
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CheckCeiling | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/ceiling/check",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CheckedCeiling | None:
    if response.status_code == 200:
        response_200 = CheckedCeiling.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CheckedCeiling]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CheckCeiling | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CheckedCeiling]:
    """Check what agents may use.

     Says which tools, models and skills the agents of this pod may use now, and which bound refuses each
    of the others. A name may be used if
    the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a
    ceiling does not restrict. But if two lists have no name in
    common, nothing may be used. A changed ceiling applies at once: check again before each use, or when
    a run begins. Changes nothing.

    Args:
        x_environment (str | Unset):
        body (CheckCeiling | Unset): Names to check.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CheckedCeiling]
    """

    kwargs = _get_kwargs(
        body=body,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CheckCeiling | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CheckedCeiling | None:
    """Check what agents may use.

     Says which tools, models and skills the agents of this pod may use now, and which bound refuses each
    of the others. A name may be used if
    the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a
    ceiling does not restrict. But if two lists have no name in
    common, nothing may be used. A changed ceiling applies at once: check again before each use, or when
    a run begins. Changes nothing.

    Args:
        x_environment (str | Unset):
        body (CheckCeiling | Unset): Names to check.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CheckedCeiling
    """

    return sync_detailed(
        client=client,
        body=body,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CheckCeiling | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[CheckedCeiling]:
    """Check what agents may use.

     Says which tools, models and skills the agents of this pod may use now, and which bound refuses each
    of the others. A name may be used if
    the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a
    ceiling does not restrict. But if two lists have no name in
    common, nothing may be used. A changed ceiling applies at once: check again before each use, or when
    a run begins. Changes nothing.

    Args:
        x_environment (str | Unset):
        body (CheckCeiling | Unset): Names to check.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CheckedCeiling]
    """

    kwargs = _get_kwargs(
        body=body,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CheckCeiling | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> CheckedCeiling | None:
    """Check what agents may use.

     Says which tools, models and skills the agents of this pod may use now, and which bound refuses each
    of the others. A name may be used if
    the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a
    ceiling does not restrict. But if two lists have no name in
    common, nothing may be used. A changed ceiling applies at once: check again before each use, or when
    a run begins. Changes nothing.

    Args:
        x_environment (str | Unset):
        body (CheckCeiling | Unset): Names to check.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CheckedCeiling
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_environment=x_environment,
        )
    ).parsed
