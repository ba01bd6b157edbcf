"""What a call can raise."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx


class WarrenError(Exception):
    """A reply with an error. Branch on `code`; docs/ERRORS.md lists all codes."""

    def __init__(self, response: httpx.Response) -> None:
        body = _object(response)
        self.status = response.status_code
        # A proxy that answers sends no code.
        self.code: str = body.get("error") or f"http_{self.status}"
        self.message: str = body.get("message") or f"The server answered {self.status} ({self.code})."
        self.fix: str | None = body.get("fix")
        """What to do, if something helps."""
        self.request_id: str | None = body.get("request_id") or response.headers.get("x-request-id")
        """The id by which the operator finds the request in the log."""
        self.retry_after = retry_after(response)
        """Seconds to wait before the same request makes sense."""
        self.body = body
        """The whole body; some codes add fields to it."""
        super().__init__(f"{self.message} ({self.code})")


class ConnectionFailed(Exception):
    """No reply arrived: the server could not be reached, or it did not answer in time. `__cause__` says why."""

    def __init__(self) -> None:
        super().__init__("No reply arrived from the server.")


def retry_after(response: httpx.Response) -> float | None:
    """What `Retry-After` says, in seconds."""
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}
