import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import islice
from typing import Any

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from warren import AsyncWarren, SocketClosedError, Warren, WarrenError

Script = list[dict[str, Any] | int]
CONNECTED = {"type": "connected", "cursor": 4, "complete": True}


@contextmanager
def server(*scripts: Script, key: str = "al_live_key", limited: int = 0) -> Iterator[tuple[str, list[str]]]:
    """A server whose sockets do these scripts in turn (messages, codes to close with), and the opened paths.

    It refuses the first `limited` requests, which are too many.
    """
    remaining, paths = list(scripts), []

    def check(connection: ServerConnection, request: Request) -> Response | None:
        paths.append(request.path)
        if len(paths) <= limited:
            response = connection.respond(HTTPStatus.TOO_MANY_REQUESTS, json.dumps({"error": "rate_limited"}))
            response.headers["Retry-After"] = "0"
            return response
        if request.headers["authorization"] == f"Bearer {key}":
            return None
        response = connection.respond(HTTPStatus.UNAUTHORIZED, json.dumps({"error": "unauthorized"}))
        return response

    def handle(connection: ServerConnection) -> None:
        for step in remaining.pop(0):
            if isinstance(step, int):
                connection.close(step)
            else:
                connection.send(json.dumps(step))
        for _ in connection:
            pass

    with serve(handle, "127.0.0.1", 0, process_request=check) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.socket.getsockname()[1]}", paths
        listener.shutdown()


def take(count: int, url: str, **options: Any) -> list[tuple[str, int]]:
    events = Warren(url, "al_live_key").events(**options)
    return [(event["type"], event["cursor"]) for event in islice(events, count)]


async def async_take(count: int, url: str, **options: Any) -> list[tuple[str, int]]:
    taken = []
    async for event in AsyncWarren(url, "al_live_key").events(**options):
        taken.append((event["type"], event["cursor"]))
        if len(taken) == count:
            break
    return taken


def run_async(count: int, url: str, **options: Any) -> list[tuple[str, int]]:
    return asyncio.run(async_take(count, url, **options))


both = pytest.mark.parametrize("take", [take, run_async])
Take = Callable[..., list[tuple[str, int]]]


@both
def test_after_a_cut_it_continues_after_the_last_event(take: Take) -> None:
    first: Script = [CONNECTED, {"type": "email.received", "cursor": 5}, 1011]
    second: Script = [CONNECTED | {"cursor": 6}, {"type": "email.sent", "cursor": 6}]
    with server(first, second) as (url, paths):
        assert take(2, url) == [("email.received", 5), ("email.sent", 6)]
    assert paths == ["/v1/ws", "/v1/ws?since=5"]


@both
def test_it_continues_where_it_was_and_tells_of_events_that_are_lost(take: Take) -> None:
    lost = {"type": "connected", "cursor": 20_000, "complete": False}
    with server([CONNECTED, 1013], [lost, {"type": "email.sent", "cursor": 10_001}]) as (url, paths):
        assert take(2, url) == [("connected", 20_000), ("email.sent", 10_001)]
    assert paths == ["/v1/ws", "/v1/ws?since=4"]


@both
def test_a_key_that_is_revoked_ends_it(take: Take) -> None:
    with server([CONNECTED, 4401]) as (url, _), pytest.raises(SocketClosedError) as raised:
        take(1, url)
    assert raised.value.code == 4401


@both
def test_it_waits_while_there_are_too_many_requests(take: Take) -> None:
    with server([CONNECTED, {"type": "email.sent", "cursor": 5}], limited=2) as (url, paths):
        assert take(1, url) == [("email.sent", 5)]
    assert len(paths) == 3


@both
def test_a_key_that_never_was_one_ends_it(take: Take) -> None:
    with server(key="another") as (url, _), pytest.raises(WarrenError) as raised:
        take(1, url)
    assert raised.value.code == "unauthorized"
