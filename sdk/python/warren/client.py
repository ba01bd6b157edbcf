"""The clients."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import httpx

from .code import ReceivedCode, Wait, async_wait_for_code, wait_for_code
from .events import Event, Subscription, async_events, events
from .generated.api import AsyncOperations, Operations
from .generated.client import AuthenticatedClient
from .retry import AsyncRetryingClient, RetryingClient
from .vault import AsyncVault, Sealer, Vault


class _Settings:
    def __init__(self, url: str | None, api_key: str | None) -> None:
        url = url or os.environ.get("WARREN_URL")
        if not url:
            raise ValueError("Pass `url`, or set WARREN_URL.")
        self.url = url.rstrip("/")
        self.api_key = api_key or os.environ.get("WARREN_API_KEY")

    def client(self) -> AuthenticatedClient:
        """What the generated code needs beside the connections, which have the address and the key."""
        return AuthenticatedClient(self.url, self.api_key or "", raise_on_unexpected_status=True)

    def httpx_options(self, options: dict[str, Any]) -> dict[str, Any]:
        headers = httpx.Headers({"Authorization": f"Bearer {self.api_key}"} if self.api_key else {})
        headers.update(options.pop("headers", None))
        return {"base_url": self.url, "headers": headers, "timeout": 60, **options}

    def subscription(self, since: int | None) -> Subscription:
        if not self.api_key:
            raise ValueError("Pass `api_key`, or set WARREN_API_KEY.")
        return Subscription(re.sub("^http", "ws", self.url) + "/v1/ws", self.api_key, since)


class Warren(Operations):
    """A client of Warren. It has a method for each operation of the API document, named after its `operationId`."""

    def __init__(
        self, url: str | None = None, api_key: str | None = None, *, max_retries: int = 3, **httpx_options: Any
    ) -> None:
        """Without `url` and `api_key`, the environment variables WARREN_URL and WARREN_API_KEY are used.

        `httpx_options` are those of `httpx.Client`, such as `timeout` (60 seconds) and `proxy`.
        """
        self._settings = _Settings(url, api_key)
        self._connections = RetryingClient(max_retries, **self._settings.httpx_options(httpx_options))
        super().__init__(self._settings.client().set_httpx_client(self._connections))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._connections.close()

    def wait_for_code(
        self,
        address: str,
        *,
        since: str | None = None,
        from_: str | None = None,
        pattern: re.Pattern[str] | None = None,
        timeout: float = 120,
    ) -> ReceivedCode:
        """Waits for a message that has a code, such as one that confirms a sign-up, and returns the code.

        `since` is a time (RFC 3339) or a cursor; by default, only messages that arrive after the call count. `from_` is
        the address or the domain of the sender. The first group of `pattern`, if it has one, is the code. After
        `timeout` seconds it raises a `TimeoutError`; with 0 it asks once.
        """
        wait = Wait(timeout, self._connections.timeout.read)
        return wait_for_code(self, address, since, from_, pattern, wait)

    def events(self, *, since: int | None = None) -> Iterator[Event]:
        """The events of the pod as they happen. After a cut it connects again and continues after the last event.

        With `since`, first the stored events after this cursor. Where the server no longer has all of them, it yields a
        `connected` with `complete` false first.
        """
        return events(self._settings.subscription(since))

    def vault(self, seed: bytes, account: str) -> Vault:
        """The vault, with secrets that are encrypted before they are sent.

        `account` is the id of the account (`acc_…`); for a pod's key, the id of the pod (`pod_…`).
        """
        return Vault(self, Sealer(seed, account))


class AsyncWarren(AsyncOperations):
    """`Warren` for asyncio."""

    def __init__(
        self, url: str | None = None, api_key: str | None = None, *, max_retries: int = 3, **httpx_options: Any
    ) -> None:
        self._settings = _Settings(url, api_key)
        self._connections = AsyncRetryingClient(max_retries, **self._settings.httpx_options(httpx_options))
        super().__init__(self._settings.client().set_async_httpx_client(self._connections))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._connections.aclose()

    async def wait_for_code(
        self,
        address: str,
        *,
        since: str | None = None,
        from_: str | None = None,
        pattern: re.Pattern[str] | None = None,
        timeout: float = 120,
    ) -> ReceivedCode:
        """Waits for a message that has a code, as `Warren.wait_for_code` does."""
        wait = Wait(timeout, self._connections.timeout.read)
        return await async_wait_for_code(self, address, since, from_, pattern, wait)

    def events(self, *, since: int | None = None) -> AsyncIterator[Event]:
        """The events of the pod as they happen, as `Warren.events` gives them."""
        return async_events(self._settings.subscription(since))

    def vault(self, seed: bytes, account: str) -> AsyncVault:
        """The vault, with secrets that are encrypted before they are sent."""
        return AsyncVault(self, Sealer(seed, account))
