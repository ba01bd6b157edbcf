from collections.abc import Callable
from typing import Any

import httpx
import pytest

from warren import AsyncWarren, Warren

Answer = httpx.Response | Exception


class Script:
    """A server that gives these answers in turn, and the requests that it got."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def warren(self) -> Warren:
        return Warren("https://warren.example/", "al_live_key", transport=httpx.MockTransport(self))

    @property
    def async_warren(self) -> AsyncWarren:
        return AsyncWarren("https://warren.example/", "al_live_key", transport=httpx.MockTransport(self))


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Script]:
    monkeypatch.setattr("warren.retry._backoff", lambda attempt: 0)
    return lambda *answers: Script(answers)


def reply(status: int = 200, retry_after: int | None = None, /, **body: Any) -> httpx.Response:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return httpx.Response(status, json=body, headers=headers)


def account() -> httpx.Response:
    return reply(
        id="acc_1",
        account_id="acc_1",
        name="ada",
        tier="free",
        operator_email_confirmed=False,
        created_at="2026-04-01T10:00:00Z",
    )
