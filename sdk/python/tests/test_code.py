import asyncio
import re
from typing import Any

import httpx
import pytest

from warren import AsyncWarren, Warren, find_code

ADDRESS = "ada@warren.example"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello Ada, your code is 4711 ✓", "4711"),
        ("123456 is your verification code.", "123456"),
        ("Order 20260401. Your code: 845 213.", "845213"),
        ("© 2026 Example. Enter this code:\n\n  AB1-2CD", "AB1-2CD"),
        ("Your one-time password\n839201\nvalid for 10 minutes", "839201"),
        ("您的验证码是4711。", "4711"),
        ("Call 555-0100-22 or pay 1,500.00", None),
        ("See https://example.com/12345", None),
        ("Lunch at one?", None),
    ],
)
def test_the_code_of_a_text(text: str, code: str | None) -> None:
    assert find_code(text) == code


class Mailbox:
    """A server with these messages, which arrive one after the other, and what it was asked to wait for."""

    def __init__(self, *texts: str) -> None:
        self._messages = [message(number, text) for number, text in enumerate(texts, 1)]
        self.asked: list[str] = []
        self.waits: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path, request.url.params
        if path == "/v1/email/inbox":
            page = {"messages": self._messages[:1], "address": ADDRESS, "count": 1, "limit": 1, "has_more": False}
            return httpx.Response(200, json=page)
        if path != "/v1/email/wait":
            return httpx.Response(200, json=next(it for it in self._messages if path.endswith(str(it["id"]))))
        self.asked.append(query["since"])
        self.waits.append(int(query["timeout"]))
        arrived = [it for it in self._messages if int(str(it["cursor"])) > int(query["since"])]
        return httpx.Response(200, json=arrived[0]) if arrived else httpx.Response(204)

    def client(self, **options: Any) -> Warren:
        return Warren("https://warren.example", transport=httpx.MockTransport(self), **options)

    @property
    def warren(self) -> Warren:
        return self.client()

    @property
    def async_warren(self) -> AsyncWarren:
        return AsyncWarren("https://warren.example", transport=httpx.MockTransport(self))


def message(number: int, text: str) -> dict[str, object]:
    return {
        "id": f"msg_{number}",
        "cursor": number,
        "message_id": f"<{number}@mail.example>",
        "message_id_url": "%3C1%40mail.example%3E",
        "from": "alice@mail.example",
        "author_proved": True,
        "to": ADDRESS,
        "subject": "Hi",
        "snippet": text,
        "received_at": "2026-04-01T10:00:00Z",
        "thread_id": "thr_1",
        "attachment_count": 0,
        "auth": {"spf": "pass", "dkim": "pass", "dmarc": "pass", "method": "internal", "header_d": []},
        "read": False,
        "archived": False,
        "labels": [],
        "blocked": False,
        "e2e_encrypted": False,
        "body": text,
        "extracted_text": text,
        "recipients": [],
        "cc": [],
        "reply_to": [],
        "references": [],
        "attachments": [],
        "automatic": False,
        "truncated": False,
    }


def test_it_waits_past_messages_without_a_code_from_the_newest_one_on() -> None:
    mailbox = Mailbox("Your old code is 1111", "Welcome!", "Your code is 2222")
    received = mailbox.warren.wait_for_code(ADDRESS)
    assert (received.code, received.message.id, mailbox.asked) == ("2222", "msg_3", ["1", "2"])


def test_a_pattern_of_the_caller() -> None:
    mailbox = Mailbox("", "Your code is 2222, your table is T-9")
    assert mailbox.warren.wait_for_code(ADDRESS, pattern=re.compile(r"table is (\S+)")).code == "T-9"


def test_no_code_in_time_is_an_error() -> None:
    with pytest.raises(TimeoutError):
        Mailbox("Hello").warren.wait_for_code(ADDRESS, timeout=0.05)


def test_without_a_timeout_it_asks_once() -> None:
    mailbox = Mailbox("", "Your code is 2222")
    assert mailbox.warren.wait_for_code(ADDRESS, timeout=0).code == "2222"
    with pytest.raises(TimeoutError):
        mailbox.warren.wait_for_code(ADDRESS, since="2", timeout=0)
    assert (mailbox.asked, mailbox.waits) == (["1", "2"], [0, 0])


def test_one_request_waits_less_than_the_client_waits_for_a_reply() -> None:
    mailbox = Mailbox("", "Your code is 2222")
    for options in ({}, {"timeout": None}, {"timeout": 30}, {"timeout": httpx.Timeout(5, read=2.5)}):
        mailbox.client(**options).wait_for_code(ADDRESS)
    assert mailbox.waits == [55, 55, 25, 1]


def test_the_same_for_asyncio() -> None:
    mailbox = Mailbox("", "Welcome!", "Your code is 2222")
    assert asyncio.run(mailbox.async_warren.wait_for_code(ADDRESS)).code == "2222"
    with pytest.raises(TimeoutError):
        asyncio.run(mailbox.async_warren.wait_for_code(ADDRESS, since="3", timeout=0))
    assert mailbox.waits == [55, 55, 0]
