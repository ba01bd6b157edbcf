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
"""The longest wait of one request, in seconds."""

# 4 to 8 digits, also in two groups, or letters and digits in two groups such as AB1-2CD.
CODE = re.compile(
    r"(?<![\w.,#/-])(?:\d{4,8}|\d{3}[ -]\d{3}|(?=[A-Z0-9-]*\d)[A-Z0-9]{3,5}-[A-Z0-9]{3,5})(?![\w/-]|[.,]\d)"
)
WORD = re.compile(r"\b(?:code|pin|otp|passcode|password|token)\b", re.IGNORECASE)


@dataclass
class ReceivedCode:
    code: str
    message: EmailMessageFull
    """The message that has the code. Check its sender before you trust it."""


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
    timeout: float,
) -> ReceivedCode:
    deadline = time.monotonic() + timeout
    if since is None:
        since = _newest_cursor(warren.list_messages(address=address, limit=1))
    while True:
        query = _query(address, since, from_, deadline)
        arrived = warren.wait_for_message(**query)
        if arrived is None:
            continue
        message = warren.get_message(arrived.id, address=address)
        if code := _code_in(message, pattern):
            return ReceivedCode(code, message)
        since = str(arrived.cursor)


async def async_wait_for_code(
    warren: AsyncOperations,
    address: str,
    since: str | None,
    from_: str | None,
    pattern: re.Pattern[str] | None,
    timeout: float,
) -> ReceivedCode:
    deadline = time.monotonic() + timeout
    if since is None:
        since = _newest_cursor(await warren.list_messages(address=address, limit=1))
    while True:
        query = _query(address, since, from_, deadline)
        arrived = await warren.wait_for_message(**query)
        if arrived is None:
            continue
        message = await warren.get_message(arrived.id, address=address)
        if code := _code_in(message, pattern):
            return ReceivedCode(code, message)
        since = str(arrived.cursor)


def _newest_cursor(page: Any) -> str:
    # The clock of the server may differ from ours, so "from now on" is a cursor and no time.
    return str(page.messages[0].cursor if page.messages else 0)


def _query(address: str, since: str, from_: str | None, deadline: float) -> dict[str, Any]:
    left = math.ceil(deadline - time.monotonic())
    if left <= 0:
        raise TimeoutError("No message with a code arrived in time.")
    return {"address": address, "since": since, "from_": from_ or UNSET, "timeout": min(left, MAX_WAIT)}


def _code_in(message: EmailMessageFull, pattern: re.Pattern[str] | None) -> str | None:
    if message.e2e_encrypted:
        raise ValueError("The message is encrypted end to end, so its code cannot be read here.")
    text = f"{message.subject or ''}\n{message.extracted_text or message.body}"
    if pattern is None:
        return find_code(text)
    match = pattern.search(text)
    return match and match[1 if pattern.groups else 0]
