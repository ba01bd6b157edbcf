from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_refund import NewRefund
from ...models.refunded_charge import RefundedCharge
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: NewRefund | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/charges/{id}/refund".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> RefundedCharge | None:
    if response.status_code == 200:
        response_200 = RefundedCharge.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[RefundedCharge]:
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
    body: NewRefund | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[RefundedCharge]:
    """Record a refund.

     Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a
    session, because an agent that
    refunds its own charges would have no caps. The amount no longer counts in the day, week and month
    of the charge, so the caps allow
    more only in periods that are not over. With `require_second_principal`, only a signed-in person
    refunds charges of the account's
    own key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewRefund | Unset): A refund to record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefundedCharge]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewRefund | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> RefundedCharge | None:
    """Record a refund.

     Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a
    session, because an agent that
    refunds its own charges would have no caps. The amount no longer counts in the day, week and month
    of the charge, so the caps allow
    more only in periods that are not over. With `require_second_principal`, only a signed-in person
    refunds charges of the account's
    own key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewRefund | Unset): A refund to record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefundedCharge
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewRefund | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[RefundedCharge]:
    """Record a refund.

     Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a
    session, because an agent that
    refunds its own charges would have no caps. The amount no longer counts in the day, week and month
    of the charge, so the caps allow
    more only in periods that are not over. With `require_second_principal`, only a signed-in person
    refunds charges of the account's
    own key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewRefund | Unset): A refund to record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefundedCharge]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: NewRefund | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> RefundedCharge | None:
    """Record a refund.

     Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a
    session, because an agent that
    refunds its own charges would have no caps. The amount no longer counts in the day, week and month
    of the charge, so the caps allow
    more only in periods that are not over. With `require_second_principal`, only a signed-in person
    refunds charges of the account's
    own key.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (NewRefund | Unset): A refund to record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefundedCharge
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
