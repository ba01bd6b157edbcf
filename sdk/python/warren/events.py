"""The events of a pod, by WebSocket."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import connect as async_connect
from websockets.sync.client import connect

from .errors import WarrenError
from .retry import MAX_DELAY as MAX_RETRY_AFTER

Event = dict[str, Any]

MAX_DELAY = 30


class SocketClosedError(Exception):
    """The server closed the socket and will not accept this key again.

    `code` is 4401 if the key was revoked or the session ended, and 4403 if the pod is suspended or the key lost its
    permission.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason or f"The server closed the socket with code {code}.")
        self.code = code


class Subscription:
    """Where a reader of events is, from one connection to the next."""

    def __init__(self, url: str, key: str, since: int | None) -> None:
        self._url = url
        self._since = since
        self._failures = 0
        # The key is no part of the URL, because URLs are logged.
        self.headers = {"Authorization": f"Bearer {key}"}

    @property
    def url(self) -> str:
        return self._url if self._since is None else f"{self._url}?since={self._since}"

    def event(self, text: str | bytes) -> Event | None:
        """Reads a message; None if it is no event for the reader."""
        self._failures = 0
        event: Event = json.loads(text)
        if event["type"] == "connected":
            if self._since is None:
                self._since = event["cursor"]
            # The reader has to know that events are lost.
            return None if event["complete"] else event
        self._since = event.get("cursor", self._since)
        return event

    def delay_after(self, error: Exception) -> float:
        """How long to wait before the next connection. Raises if that cannot help."""
        if isinstance(error, websockets.InvalidStatus) and error.response.status_code < 500:
            refusal = error.response
            headers = list(refusal.headers.raw_items())
            refused = WarrenError(httpx.Response(refusal.status_code, headers=headers, content=bytes(refusal.body)))
            if refused.status != 429 or refused.retry_after is None or refused.retry_after > MAX_RETRY_AFTER:
                raise refused
            return refused.retry_after
        if isinstance(error, websockets.ConnectionClosed) and error.rcvd and error.rcvd.code in (4401, 4403):
            raise SocketClosedError(error.rcvd.code, error.rcvd.reason)
        delay = min(0.5 * 2.0**self._failures, MAX_DELAY) * random.uniform(0.5, 1)
        self._failures += 1
        return delay


FAILURES = (OSError, TimeoutError, websockets.InvalidHandshake, websockets.InvalidMessage, websockets.ConnectionClosed)


def events(subscription: Subscription) -> Iterator[Event]:
    while True:
        try:
            with connect(subscription.url, additional_headers=subscription.headers, max_size=None) as socket:
                while True:
                    if (event := subscription.event(socket.recv())) is not None:
                        yield event
        except FAILURES as error:
            delay = subscription.delay_after(error)
        time.sleep(delay)


async def async_events(subscription: Subscription) -> AsyncIterator[Event]:
    while True:
        try:
            async with async_connect(
                subscription.url, additional_headers=subscription.headers, max_size=None
            ) as socket:
                while True:
                    if (event := subscription.event(await socket.recv())) is not None:
                        yield event
        except FAILURES as error:
            delay = subscription.delay_after(error)
        await asyncio.sleep(delay)
