import asyncio
from types import SimpleNamespace

from warren import UNSET, Unset, async_paginate, pages, paginate


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


def test_an_empty_list() -> None:
    assert list(pages(lambda cursor: SimpleNamespace(next_cursor=UNSET))) == [SimpleNamespace(next_cursor=UNSET)]


def test_the_same_for_asyncio() -> None:
    async def page(cursor: str | Unset) -> SimpleNamespace:
        return Numbers().page(cursor)

    async def run() -> list[int]:
        return [number async for number in async_paginate("numbers", page)]

    assert asyncio.run(run()) == [1, 2, 3, 4, 5]
