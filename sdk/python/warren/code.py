"""Codes that arrive by mail, such as one that confirms a sign-up."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from typing import Any

from .generated.api import AsyncOperations, Operations
from .generated.models import EmailMessageFull
from .generated.types import UNSET

MAX_WAIT = 55
"""The longest wait of one request that the server accepts, in seconds."""
REPLY_TIME = 5
"""The time that a reply may take beyond its wait, in seconds."""

# 4 to 8 digits, also in two groups, or letters and digits in two groups such as AB1-2CD.
CODE = re.compile(
    r"(?<![\w.,#/-])(?:\d{4,8}|\d{3}[ -]\d{3}|(?=[A-Z0-9-]*\d)[A-Z0-9]{3,5}-[A-Z0-9]{3,5})(?![\w/-]|[.,]\d)",
    # Where no spaces separate words, a code follows a letter.
    re.ASCII,
)
WORD = re.compile(r"\b(?:code|pin|otp|passcode|password|token)\b", re.IGNORECASE | re.ASCII)


@dataclass
class ReceivedCode:
    code: str
    message: EmailMessageFull
    """The message that has the code. Check its sender before you trust it."""


class Wait:
    """How long to wait, in seconds, with a client that waits so long for a reply; None is without a limit."""

    def __init__(self, timeout: float, reply_timeout: float | None) -> None:
        self._deadline = time.monotonic() + timeout
        limit = MAX_WAIT if reply_timeout is None else math.floor(reply_timeout) - REPLY_TIME
        self._max_wait = max(1, min(MAX_WAIT, limit))

    def of_one_request(self) -> int:
        return min(max(0, math.ceil(self._deadline - time.monotonic())), self._max_wait)

    def check(self) -> None:
        if time.monotonic() >= self._deadline:
            raise TimeoutError("No message with a code arrived in time.")


def find_code(text: str) -> str | None:
    """Finds the code in a text: the one that is nearest after a word such as "code", else the first one."""
    words = [word.start() for word in WORD.finditer(text)]

    def distance(code: re.Match[str]) -> float:
        return min((code.start() - word for word in words if word < code.start()), default=math.inf)

    nearest = min(CODE.finditer(text), key=distance, default=None)
    return nearest and nearest[0].replace(" ", "")


def wait_for_code(
    warren: Operations,
    address: str,
    since: str | None,
    from_: str | None,
    pattern: re.Pattern[str] | None,
    wait: Wait,
) -> ReceivedCode:
    if since is None:
        since = _newest_cursor(warren.list_messages(address=address, limit=1))
    while True:
        query = _query(address, since, from_, wait)
        arrived = warren.wait_for_message(**query)
        if arrived is not None:
            message = warren.get_message(arrived.id, address=address)
            if code := _code_in(message, pattern):
                return ReceivedCode(code, message)
            since = str(arrived.cursor)
        wait.check()


async def async_wait_for_code(
    warren: AsyncOperations,
    address: str,
    since: str | None,
    from_: str | None,
    pattern: re.Pattern[str] | None,
    wait: Wait,
) -> ReceivedCode:
    if since is None:
        since = _newest_cursor(await warren.list_messages(address=address, limit=1))
    while True:
        query = _query(address, since, from_, wait)
        arrived = await warren.wait_for_message(**query)
        if arrived is not None:
            message = await warren.get_message(arrived.id, address=address)
            if code := _code_in(message, pattern):
                return ReceivedCode(code, message)
            since = str(arrived.cursor)
        wait.check()


def _newest_cursor(page: Any) -> str:
    # The clock of the server may differ from ours, so "from now on" is a cursor and no time.
    return str(page.messages[0].cursor if page.messages else 0)


def _query(address: str, since: str, from_: str | None, wait: Wait) -> dict[str, Any]:
    return {"address": address, "since": since, "from_": from_ or UNSET, "timeout": wait.of_one_request()}


def _code_in(message: EmailMessageFull, pattern: re.Pattern[str] | None) -> str | None:
    if message.e2e_encrypted:
        raise ValueError("The message is encrypted end to end, so its code cannot be read here.")
    text = f"{message.subject or ''}\n{message.extracted_text or message.body}"
    if pattern is None:
        return find_code(text)
    match = pattern.search(text)
    return match and match[1 if pattern.groups else 0]
