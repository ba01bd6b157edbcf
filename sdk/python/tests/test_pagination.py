import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import Script, reply
from warren import UNSET, AsyncWarren, Unset, Warren, async_pages, async_paginate, pages, paginate


class Numbers:
    """A list of 1 to 5 with two items on a page, and the cursors that were asked for."""

    def __init__(self) -> None:
        self.cursors: list[str | Unset] = []

    def page(self, cursor: str | Unset) -> SimpleNamespace:
        self.cursors.append(cursor)
        start = 0 if isinstance(cursor, Unset) else int(cursor)
        following = str(start + 2) if start + 2 < 5 else None
        return SimpleNamespace(numbers=[1, 2, 3, 4, 5][start : start + 2], next_cursor=following)


def test_the_items_of_all_pages_in_order() -> None:
    numbers = Numbers()
    assert list(paginate("numbers", numbers.page)) == [1, 2, 3, 4, 5]
    assert numbers.cursors == [UNSET, "2", "4"]


def test_a_page_is_requested_when_it_is_needed() -> None:
    numbers = Numbers()
    items = paginate("numbers", numbers.page)
    assert [next(items), next(items)] == [1, 2]
    assert numbers.cursors == [UNSET]


def test_an_empty_list_and_one_that_is_absent() -> None:
    assert list(pages(lambda cursor: SimpleNamespace(next_cursor=UNSET))) == [SimpleNamespace(next_cursor=UNSET)]
    assert list(paginate("items", lambda cursor: SimpleNamespace(items=UNSET, next_cursor=None))) == []


NEXT_BEFORE = "2026-04-01T10:00:00.123000000000042Z"


def history(next_before: str | None) -> dict[str, Any]:
    page = {"limit": 50, "has_more": next_before is not None, "next_before": next_before}
    summary = {"count": 0, "total_usdc": 0, "by_category": {}}
    texts = dict.fromkeys(("agent_id", "atomic_unit", "currency", "note"), "")
    return {"entries": [], "pagination": page, "summary": summary} | texts


def runs(offset: int, limit: int) -> dict[str, Any]:
    return {"pods": [], "offset": offset, "limit": limit, "total": 5}


def users(start: int, items: int) -> dict[str, Any]:
    return {"Resources": [], "startIndex": start, "itemsPerPage": items, "totalResults": 3}


def output(following: int, has_more: bool) -> dict[str, Any]:
    return {"output": "", "since": 0, "next": following, "has_more": has_more, "complete": False}


def resealing(following: str | None) -> dict[str, Any]:
    return {"woken": 1, "unreached": 0, "limit": 100, "next": following}


@pytest.mark.parametrize(
    ("parameter", "fetch_page", "replies", "starts"),
    [
        (
            "before",
            lambda warren, before: warren.get_budget_history(before=before),
            [history(NEXT_BEFORE), history(None)],
            [NEXT_BEFORE],
        ),
        (
            "offset",
            lambda warren, offset: warren.list_runs("me", offset=offset),
            [runs(0, 2), runs(2, 2), runs(4, 2)],
            ["2", "4"],
        ),
        ("offset", lambda warren, offset: warren.list_runs("me", offset=offset), [runs(0, 5)], []),
        ("offset", lambda warren, offset: warren.list_runs("me", offset=offset), [runs(0, 0)], []),
        (
            "startIndex",
            lambda warren, start_index: warren.list_scim_users(start_index=start_index),
            [users(1, 2), users(3, 1)],
            ["3"],
        ),
        (
            "since",
            lambda warren, since: warren.get_run_output("me", "run_1", since=since),
            [output(3, has_more=True), output(6, has_more=False)],
            ["3"],
        ),
        (
            "after",
            lambda warren, after: warren.reseal_pods(after=after),
            [resealing("pod_1"), resealing(None)],
            ["pod_1"],
        ),
    ],
)
def test_each_kind_of_list_continues(
    script: Callable[..., Script],
    parameter: str,
    fetch_page: Callable[[Warren | AsyncWarren, Any], Any],
    replies: list[dict[str, Any]],
    starts: list[str],
) -> None:
    server = script(*[reply(**page) for page in replies + replies])

    async def count() -> int:
        return len([page async for page in async_pages(lambda start: fetch_page(server.async_warren, start))])

    assert len(list(pages(lambda start: fetch_page(server.warren, start)))) == len(replies)
    assert asyncio.run(count()) == len(replies)
    assert [request.url.params.get(parameter) for request in server.requests] == [None, *starts] * 2


def test_the_same_for_asyncio() -> None:
    async def page(cursor: str | Unset) -> SimpleNamespace:
        return Numbers().page(cursor)

    async def run() -> list[int]:
        return [number async for number in async_paginate("numbers", page)]

    assert asyncio.run(run()) == [1, 2, 3, 4, 5]
