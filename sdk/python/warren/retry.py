"""HTTP connections that repeat requests where that is safe, and raise errors."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import httpx

from .errors import ConnectionFailed, WarrenError, retry_after

MAX_DELAY = 60
"""The longest wait between two attempts, in seconds. A reply that asks for more is an error instead."""


class RetryingClient(httpx.Client):
    def __init__(self, max_retries: int, **options: Any) -> None:
        super().__init__(**options)
        self._max_retries = max_retries

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        for attempt in range(self._max_retries + 1):
            is_last = attempt == self._max_retries
            try:
                response = super().send(request, **options)
                delay = None if is_last else _delay(request, response, attempt)
                if delay is None:
                    return response if response.is_success else self._fail(response)
                response.close()
            except httpx.TransportError as error:
                if is_last or not _is_done_once(request):
                    raise ConnectionFailed from error
                delay = _backoff(attempt)
            time.sleep(delay)
        raise AssertionError("unreachable")

    def _fail(self, response: httpx.Response) -> httpx.Response:
        response.read()
        raise WarrenError(response)


class AsyncRetryingClient(httpx.AsyncClient):
    def __init__(self, max_retries: int, **options: Any) -> None:
        super().__init__(**options)
        self._max_retries = max_retries

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        for attempt in range(self._max_retries + 1):
            is_last = attempt == self._max_retries
            try:
                response = await super().send(request, **options)
                delay = None if is_last else _delay(request, response, attempt)
                if delay is None:
                    return response if response.is_success else await self._fail(response)
                await response.aclose()
            except httpx.TransportError as error:
                if is_last or not _is_done_once(request):
                    raise ConnectionFailed from error
                delay = _backoff(attempt)
            await asyncio.sleep(delay)
        raise AssertionError("unreachable")

    async def _fail(self, response: httpx.Response) -> httpx.Response:
        await response.aread()
        raise WarrenError(response)


def _delay(request: httpx.Request, response: httpx.Response, attempt: int) -> float | None:
    """How long to wait before the request is repeated; None if it is not."""
    given = retry_after(response)
    if response.status_code in (409, 429):
        # The server did nothing and says when it will. A 429 without a time is no question of waiting.
        delay = given
    elif response.status_code in (502, 503, 504) and _is_done_once(request):
        delay = _backoff(attempt) if given is None else given
    else:
        delay = None
    return None if delay is None or delay > MAX_DELAY else delay


def _is_done_once(request: httpx.Request) -> bool:
    """Whether the request does no more if it is sent twice."""
    return request.method in ("GET", "HEAD") or "idempotency-key" in request.headers


def _backoff(attempt: int) -> float:
    return min(0.5 * 2.0**attempt, 8) * random.uniform(0.5, 1)
