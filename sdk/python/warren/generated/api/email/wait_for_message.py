from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.email_message import EmailMessage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    address: str,
    since: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    timeout: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["address"] = address

    params["since"] = since

    params["from"] = from_

    params["timeout"] = timeout

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/email/wait",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | EmailMessage | None:
    if response.status_code == 200:
        response_200 = EmailMessage.from_dict(response.json())

        return response_200

    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | EmailMessage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    address: str,
    since: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    timeout: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Any | EmailMessage]:
    """Wait for a message.

     Returns the first message that matches: immediately if it has already arrived, else when it arrives.
    If none arrives within
    `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note
    the time before you sign up and
    pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files
    is ignored. When the key is
    revoked or the session ends, the reply is 401.

    Args:
        address (str):
        since (str | Unset):
        from_ (str | Unset):
        timeout (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | EmailMessage]
    """

    kwargs = _get_kwargs(
        address=address,
        since=since,
        from_=from_,
        timeout=timeout,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    address: str,
    since: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    timeout: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Any | EmailMessage | None:
    """Wait for a message.

     Returns the first message that matches: immediately if it has already arrived, else when it arrives.
    If none arrives within
    `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note
    the time before you sign up and
    pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files
    is ignored. When the key is
    revoked or the session ends, the reply is 401.

    Args:
        address (str):
        since (str | Unset):
        from_ (str | Unset):
        timeout (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | EmailMessage
    """

    return sync_detailed(
        client=client,
        address=address,
        since=since,
        from_=from_,
        timeout=timeout,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    address: str,
    since: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    timeout: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[Any | EmailMessage]:
    """Wait for a message.

     Returns the first message that matches: immediately if it has already arrived, else when it arrives.
    If none arrives within
    `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note
    the time before you sign up and
    pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files
    is ignored. When the key is
    revoked or the session ends, the reply is 401.

    Args:
        address (str):
        since (str | Unset):
        from_ (str | Unset):
        timeout (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | EmailMessage]
    """

    kwargs = _get_kwargs(
        address=address,
        since=since,
        from_=from_,
        timeout=timeout,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    address: str,
    since: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    timeout: int | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Any | EmailMessage | None:
    """Wait for a message.

     Returns the first message that matches: immediately if it has already arrived, else when it arrives.
    If none arrives within
    `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note
    the time before you sign up and
    pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files
    is ignored. When the key is
    revoked or the session ends, the reply is 401.

    Args:
        address (str):
        since (str | Unset):
        from_ (str | Unset):
        timeout (int | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | EmailMessage
    """

    return (
        await asyncio_detailed(
            client=client,
            address=address,
            since=since,
            from_=from_,
            timeout=timeout,
            x_environment=x_environment,
        )
    ).parsed
