"""Lists that have more than one page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeVar

from .generated.types import UNSET

Page = TypeVar("Page")
PageStart = Any
"""Where a page begins: a value for the operation's `cursor`, `before`, `since`, `after`, `offset` or `start_index`."""


def pages(fetch_page: Callable[[PageStart], Page]) -> Iterator[Page]:
    """The pages of a list, each requested when it is needed.

    `fetch_page` gets where the page begins, which is UNSET for the first one, and passes it on unchanged.
    """
    start: PageStart = UNSET
    while start is not None:
        page = fetch_page(start)
        yield page
        start = _start_after(page)


def paginate(field: str, fetch_page: Callable[[PageStart], Page]) -> Iterator[Any]:
    """The items of all pages of a list; `field` is the field of a page that has them."""
    for page in pages(fetch_page):
        yield from getattr(page, field) or ()


async def async_pages(fetch_page: Callable[[PageStart], Awaitable[Page]]) -> AsyncIterator[Page]:
    """`pages` for asyncio."""
    start: PageStart = UNSET
    while start is not None:
        page = await fetch_page(start)
        yield page
        start = _start_after(page)


async def async_paginate(field: str, fetch_page: Callable[[PageStart], Awaitable[Page]]) -> AsyncIterator[Any]:
    """`paginate` for asyncio."""
    async for page in async_pages(fetch_page):
        for item in getattr(page, field) or ():
            yield item


def _start_after(page: Any) -> PageStart:
    """Where the page after this one begins; None after the last one."""
    if hasattr(page, "pagination"):
        return page.pagination.next_before or None
    if hasattr(page, "next_"):
        return page.next_ or None if getattr(page, "has_more", True) else None
    if hasattr(page, "offset"):
        return _start_of(page.offset + page.limit, page.limit, page.total)
    if hasattr(page, "start_index"):
        return _start_of(page.start_index + page.items_per_page, page.items_per_page, page.total_results + 1)
    return page.next_cursor or None


def _start_of(start: int, items: int, end: int) -> int | None:
    """`start`; None if it is past the end, or if the page before, of a limit of 0, had no items."""
    return start if items > 0 and start < end else None
