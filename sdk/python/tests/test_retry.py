import asyncio
import json
from collections.abc import Callable

import httpx
import pytest

from tests.conftest import Script, account, reply
from warren import ConnectionFailed, Warren, WarrenError
from warren.models import NewAgent, NewMailOrBody, NewSecret

Scripted = Callable[..., Script]
MESSAGE = NewMailOrBody(from_="ada@warren.example", to="bob@warren.example", text="Hello")


def sent() -> httpx.Response:
    return reply(
        201,
        id="out_1",
        provider_id="out_1",
        message_id="<1@warren.example>",
        thread_id="thr_1",
        status="sent",
        to=["bob@warren.example"],
        subject="",
        queued_at="2026-04-01T10:00:00Z",
        provider="internal",
        recipients=[],
        **{"from": "ada@warren.example"},
    )


def test_a_request_has_the_key_and_the_address_of_the_deployment(script: Scripted) -> None:
    server = script(account())
    assert server.warren.get_account().name == "ada"
    assert server.requests[0].url == "https://warren.example/v1/account/me"
    assert server.requests[0].headers["authorization"] == "Bearer al_live_key"


def test_headers_of_the_caller_are_sent_beside_the_key() -> None:
    server = Script((account(),))
    transport, own = httpx.MockTransport(server), {"X-Environment": "env_1"}
    Warren("https://warren.example", "al_live_key", transport=transport, headers=own).get_account()
    headers = server.requests[0].headers
    assert (headers["x-environment"], headers["authorization"]) == ("env_1", "Bearer al_live_key")


def test_a_read_is_repeated_after_errors_of_the_network_and_of_proxies(script: Scripted) -> None:
    server = script(httpx.ConnectError("refused"), reply(502), account())
    assert server.warren.get_account().name == "ada"
    assert len(server.requests) == 3


def test_a_write_is_repeated_with_the_same_idempotency_key(script: Scripted) -> None:
    server = script(httpx.ReadTimeout("late"), reply(503, 0), sent())
    assert server.warren.send_email(body=MESSAGE).id == "out_1"
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1
    assert all(json.loads(request.content) == MESSAGE.to_dict() for request in server.requests)


def test_an_idempotency_key_of_the_caller_stays(script: Scripted) -> None:
    server = script(sent())
    server.warren.send_email(body=MESSAGE, idempotency_key="order-42")
    assert server.requests[0].headers["idempotency-key"] == "order-42"


def test_a_write_that_the_server_could_do_twice_is_not_repeated(script: Scripted) -> None:
    server = script(httpx.ReadError("cut"), reply(503, 0))
    with pytest.raises(ConnectionFailed):
        server.warren.register_agent(body=NewAgent(name="ada"))
    with pytest.raises(WarrenError, match="http_503"):
        server.warren.put_secret("key", body=NewSecret(ciphertext="c"))
    assert len(server.requests) == 2


def test_a_refused_request_is_repeated_when_the_server_says_when(script: Scripted) -> None:
    entry = reply(
        201,
        key="k",
        stored=True,
        version=1,
        created_at="2026-04-01T10:00:00Z",
        updated_at="2026-04-01T10:00:00Z",
        encrypted=True,
    )
    server = script(reply(429, 0), reply(429, 0), entry)
    assert server.warren.put_secret("k", body=NewSecret(ciphertext="c")).version == 1


@pytest.mark.parametrize("retry_after", [3600, None])
def test_a_limit_that_is_over_only_tomorrow_is_an_error_now(script: Scripted, retry_after: int | None) -> None:
    server = script(reply(429, retry_after, error="rate_limited"))
    with pytest.raises(WarrenError) as raised:
        server.warren.get_account()
    assert (raised.value.code, raised.value.retry_after) == ("rate_limited", retry_after)


def test_retries_end(script: Scripted) -> None:
    server = script(*[reply(503, error="not_ready")] * 4)
    with pytest.raises(WarrenError, match="not_ready"):
        server.warren.get_account()
    assert len(server.requests) == 4


def test_an_error_has_what_the_reply_says(script: Scripted) -> None:
    body = {"error": "not_found", "message": "No such pod.", "fix": "Check the id.", "request_id": "req_1"}
    with pytest.raises(WarrenError) as raised:
        script(reply(404, **body)).warren.get_pod("pod_1")
    error = raised.value
    assert (error.status, error.code, error.message) == (404, "not_found", "No such pod.")
    assert (error.fix, error.request_id, error.body) == ("Check the id.", "req_1", body)


def test_a_value_that_a_newer_server_has_is_no_error(script: Scripted) -> None:
    page = reply(**json.loads(account().content) | {"tier": "golden", "new": 1})
    assert script(page).warren.get_account().tier == "golden"


def test_the_same_for_asyncio(script: Scripted) -> None:
    server = script(httpx.ReadTimeout("late"), reply(503, 0), sent(), reply(404, error="not_found"))

    async def run() -> None:
        async with server.async_warren as warren:
            assert (await warren.send_email(body=MESSAGE)).id == "out_1"
            with pytest.raises(WarrenError, match="not_found"):
                await warren.get_pod("pod_1")

    asyncio.run(run())
    assert len({request.headers["idempotency-key"] for request in server.requests[:3]}) == 1
