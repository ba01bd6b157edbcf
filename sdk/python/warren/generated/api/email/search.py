import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.found_messages import FoundMessages
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    q: str | Unset = UNSET,
    address: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    label: str | Unset = UNSET,
    after: datetime.datetime | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    has_attachment: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_environment, Unset):
        headers["X-Environment"] = x_environment

    params: dict[str, Any] = {}

    params["q"] = q

    params["address"] = address

    params["from"] = from_

    params["to"] = to

    params["label"] = label

    json_after: str | Unset = UNSET
    if not isinstance(after, Unset):
        json_after = after.isoformat()
    params["after"] = json_after

    json_before: str | Unset = UNSET
    if not isinstance(before, Unset):
        json_before = before.isoformat()
    params["before"] = json_before

    params["has_attachment"] = has_attachment

    params["limit"] = limit

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/email/search",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FoundMessages | None:
    if response.status_code == 200:
        response_200 = FoundMessages.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[FoundMessages]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    address: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    label: str | Unset = UNSET,
    after: datetime.datetime | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    has_attachment: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[FoundMessages]:
    """Search mail.

     Searches received and sent mail by subject, addresses, names and text. The newest messages are
    first. A word matches whole words,
    in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without
    spaces it matches anywhere. `%`, `_`,
    emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first
    5,000 different words of a
    message are indexed. In mail that is encrypted to your public key, subject and addresses are found,
    but the text is not. One request
    reads a limited number of messages: continue with the cursor while `has_more` is true. A page with
    fewer than `limit` messages, or
    none, is not always the last.

    Args:
        q (str | Unset):
        address (str | Unset):
        from_ (str | Unset):
        to (str | Unset):
        label (str | Unset):
        after (datetime.datetime | Unset):
        before (datetime.datetime | Unset):
        has_attachment (bool | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FoundMessages]
    """

    kwargs = _get_kwargs(
        q=q,
        address=address,
        from_=from_,
        to=to,
        label=label,
        after=after,
        before=before,
        has_attachment=has_attachment,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    address: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    label: str | Unset = UNSET,
    after: datetime.datetime | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    has_attachment: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> FoundMessages | None:
    """Search mail.

     Searches received and sent mail by subject, addresses, names and text. The newest messages are
    first. A word matches whole words,
    in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without
    spaces it matches anywhere. `%`, `_`,
    emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first
    5,000 different words of a
    message are indexed. In mail that is encrypted to your public key, subject and addresses are found,
    but the text is not. One request
    reads a limited number of messages: continue with the cursor while `has_more` is true. A page with
    fewer than `limit` messages, or
    none, is not always the last.

    Args:
        q (str | Unset):
        address (str | Unset):
        from_ (str | Unset):
        to (str | Unset):
        label (str | Unset):
        after (datetime.datetime | Unset):
        before (datetime.datetime | Unset):
        has_attachment (bool | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FoundMessages
    """

    return sync_detailed(
        client=client,
        q=q,
        address=address,
        from_=from_,
        to=to,
        label=label,
        after=after,
        before=before,
        has_attachment=has_attachment,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    address: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    label: str | Unset = UNSET,
    after: datetime.datetime | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    has_attachment: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> Response[FoundMessages]:
    """Search mail.

     Searches received and sent mail by subject, addresses, names and text. The newest messages are
    first. A word matches whole words,
    in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without
    spaces it matches anywhere. `%`, `_`,
    emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first
    5,000 different words of a
    message are indexed. In mail that is encrypted to your public key, subject and addresses are found,
    but the text is not. One request
    reads a limited number of messages: continue with the cursor while `has_more` is true. A page with
    fewer than `limit` messages, or
    none, is not always the last.

    Args:
        q (str | Unset):
        address (str | Unset):
        from_ (str | Unset):
        to (str | Unset):
        label (str | Unset):
        after (datetime.datetime | Unset):
        before (datetime.datetime | Unset):
        has_attachment (bool | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FoundMessages]
    """

    kwargs = _get_kwargs(
        q=q,
        address=address,
        from_=from_,
        to=to,
        label=label,
        after=after,
        before=before,
        has_attachment=has_attachment,
        limit=limit,
        cursor=cursor,
        x_environment=x_environment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    q: str | Unset = UNSET,
    address: str | Unset = UNSET,
    from_: str | Unset = UNSET,
    to: str | Unset = UNSET,
    label: str | Unset = UNSET,
    after: datetime.datetime | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    has_attachment: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    x_environment: str | Unset = UNSET,
) -> FoundMessages | None:
    """Search mail.

     Searches received and sent mail by subject, addresses, names and text. The newest messages are
    first. A word matches whole words,
    in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without
    spaces it matches anywhere. `%`, `_`,
    emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first
    5,000 different words of a
    message are indexed. In mail that is encrypted to your public key, subject and addresses are found,
    but the text is not. One request
    reads a limited number of messages: continue with the cursor while `has_more` is true. A page with
    fewer than `limit` messages, or
    none, is not always the last.

    Args:
        q (str | Unset):
        address (str | Unset):
        from_ (str | Unset):
        to (str | Unset):
        label (str | Unset):
        after (datetime.datetime | Unset):
        before (datetime.datetime | Unset):
        has_attachment (bool | Unset):
        limit (int | Unset): Items of a page. More than 100 is read as 100.
        cursor (str | Unset):
        x_environment (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FoundMessages
    """

    return (
        await asyncio_detailed(
            client=client,
            q=q,
            address=address,
            from_=from_,
            to=to,
            label=label,
            after=after,
            before=before,
            has_attachment=has_attachment,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
    ).parsed
